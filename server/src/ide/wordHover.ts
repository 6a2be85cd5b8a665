// SPDX-License-Identifier: GPL-2.0-or-later
// What a word means, as plain facts: a macro with its definition and what it became here, a constant with its value and the C expression
// that it was made from, a symbol, a parameter, a directive of the preprocessor that leaves text out, an instruction's summary.

import { siteAt } from '../analysis/sites.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import { parseExpression } from '../gas/parseExpression.ts';
import type { MacroDefinition as GasMacro } from '../gas/statement.ts';
import { instructionFacts, type InstructionFacts } from '../x86/iced.ts';
import { isRegister, registerNamed } from '../x86/registers.ts';
import { definedText } from './expansion.ts';
import { inactiveRegions } from './inactiveRegions.ts';
import { spellingsOf } from './references.ts';
import { targetAt, type Location, type Target } from './target.ts';
import { tokenAt } from './tokens.ts';

export interface WordInfo {
  readonly kind: Target['kind'] | 'instruction' | 'register' | 'inactive';
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Code, as it is written: a definition, a signature. */
  readonly code: string;
  /** What a macro became at this place, if that is something else than its definition. */
  readonly expansion: string | undefined;
  readonly value: bigint | undefined;
  /** The comment beside or above the definition. */
  readonly comment: string;
  readonly definedAt: Location | undefined;
  readonly details: readonly string[];
}

export function wordHover(analysis: Analysis, offset: number): WordInfo | undefined {
  const token = tokenAt(analysis, analysis.source, offset);
  if (!token) return undefined;
  const word = analysis.source.text.slice(token.start, token.end);
  const base = { start: token.start, end: token.end, name: word, code: '', expansion: undefined, value: undefined, comment: '', definedAt: undefined, details: [] };
  if (token.kind === 'cpp-directive') {
    const region = inactiveRegions(analysis).find(r => r.start > token.start && lineAt(analysis.source, r.start) <= lineAt(analysis.source, token.end) + 1);
    return region && { ...base, kind: 'inactive', details: [`left out: ${region.reason}`] };
  }
  if (token.kind === 'mnemonic') {
    const facts = factsAt(analysis, offset);
    return facts && { ...base, kind: 'instruction', name: facts.mnemonic, details: instructionDetails(facts) };
  }
  if (token.kind === 'register') return { ...base, kind: 'register', details: registerDetails(word.slice(1)) };
  const found = targetAt(analysis, offset);
  if (!found) return undefined;
  return { ...base, start: found.token.start, end: found.token.end, name: found.target.name, kind: found.target.kind, ...factsOf(analysis, found.target, found.token) };
}

function factsOf(analysis: Analysis, target: Target, token: Location): Partial<WordInfo> {
  const definedAt = target.definitions[0];
  switch (target.kind) {
    case 'macro': {
      const { macro } = target;
      if (!macro) return { details: ['not defined here'], ...(definedAt && { definedAt }) };
      const parameters = macro.parameters ? `(${macro.parameters.join(', ')}${macro.variadic && !macro.parameters.includes('...') ? '...' : ''})` : '';
      const expansion = definedText(analysis, token.file, token.start);
      const text = expansion ?? (macro.parameters ? undefined : flattened(analysis, macro.body));
      return {
        code: `#define ${macro.name}${parameters}${macro.body === '' ? '' : ` ${macro.body}`}`, definedAt, comment: definedAt ? commentOf(definedAt) : '',
        expansion: text !== undefined && text !== macro.body ? text : undefined, value: text === undefined ? undefined : constantIn(text),
        details: definedAt || !macro.definition ? [] : ['predefined, or from the command line'],
      };
    }
    case 'gas-macro': {
      const macro = target.macros[target.macros.length - 1]!;
      return { code: signatureOf(macro), definedAt, comment: definedAt ? commentOf(definedAt) : '', details: [`${macro.body.length} lines`] };
    }
    case 'parameter': {
      const parameter = target.macro?.parameters.find(p => p.name === target.name);
      const words = parameter?.qualifier === 'req' ? ', required' : parameter?.qualifier === 'vararg' ? ', takes the rest of the line' : parameter?.default !== undefined ? `, default \`${parameter.default}'` : '';
      return { definedAt, details: [`parameter${target.macro ? ` of ${target.macro.name}` : ''}${words}`] };
    }
    case 'symbol': return symbolFacts(analysis, target);
    case 'include': return { definedAt, details: [target.include?.file ? target.include.file.path : target.include ? 'not found' : 'not read: left out'] };
  }
}

function symbolFacts(analysis: Analysis, target: Extract<Target, { kind: 'symbol' }>): Partial<WordInfo> {
  const { object } = analysis;
  const symbol = object.symbols.find(s => s.name === target.name && s.type !== 'SECTION');
  const definedAt = target.definitions[0];
  const uses = spellingsOf(analysis, target).filter(l => !l.write).length;
  const details: string[] = [];
  let value: bigint | undefined;
  if (symbol) {
    const where = typeof symbol.section === 'number' ? `in ${object.sections[symbol.section]!.name} at 0x${symbol.value.toString(16)}` : symbol.section === 'UND' ? 'defined elsewhere' : symbol.section === 'ABS' ? 'absolute' : 'common';
    if (symbol.section === 'ABS') value = BigInt(symbol.value);
    details.push(`${symbol.binding.toLowerCase()} ${symbol.type === 'NOTYPE' ? 'symbol' : symbol.type.toLowerCase()}, ${where}${symbol.size > 0 ? `, ${symbol.size} bytes` : ''}`);
  } else if (definedAt) details.push(/^\d+$/.test(target.name) ? `numeric label, line ${lineAt(definedAt.file, definedAt.start) + 1}` : 'local label');
  details.push(`${uses} ${uses === 1 ? 'use' : 'uses'} in this unit`);
  return { definedAt, details, value, comment: definedAt ? commentOf(definedAt) : '' };
}

export function signatureOf(macro: GasMacro): string {
  return `.macro ${macro.name}${macro.parameters.map((p, i) => `${i > 0 ? ',' : ''} ${p.name}${p.qualifier ? `:${p.qualifier}` : ''}${p.default !== undefined ? `=${p.default}` : ''}`).join('')}`;
}

/** An object-like macro's body with object-like macros replaced; shallow texts only. */
function flattened(analysis: Analysis, body: string): string | undefined {
  let text = body;
  for (let round = 0; round < 16; round++) {
    let changed = false;
    const next = text.replace(/[A-Za-z_]\w*(?!\w|\s*\()/g, name => {
      const macro = analysis.preprocessed.macros.get(name);
      if (!macro || macro.parameters || macro.body === name) return name;
      changed = true;
      return /^[\w.]*$/.test(macro.body) ? macro.body : `(${macro.body})`;
    });
    if (!changed) return text;
    if (next.length > 2000) return undefined;
    text = next;
  }
  return undefined;
}

/** The value if the text is a constant expression of the assembler. */
export function constantIn(text: string): bigint | undefined {
  const plain = text.replace(/\b(0[xX][\da-fA-F]+|\d+)[uUlL]+\b/g, '$1');
  if (!/\d/.test(plain) || plain.length > 500) return undefined;
  const parsed = parseExpression(plain, 0, { isRegister: () => false });
  return !parsed.errors && parsed.next >= plain.trimEnd().length && parsed.expression.kind === 'number' ? parsed.expression.value : undefined;
}

/** A comment on the definition's line, else the one that ends on the line above. */
export function commentOf({ file, start }: Location): string {
  const { text } = file;
  const lineEnd = text.indexOf('\n', start), line = text.slice(start, lineEnd < 0 ? text.length : lineEnd);
  const beside = /\/\*\s*(.*?)\s*\*\/\s*$|\/\/\s*(.*)$/.exec(line);
  if (beside) return beside[1] ?? beside[2] ?? '';
  const above = text.slice(0, text.lastIndexOf('\n', Math.max(0, start - 1)) + 1).trimEnd();
  if (above.endsWith('*/')) {
    const open = above.lastIndexOf('/*');
    if (open >= 0 && text.slice(above.length, start).split('\n').length <= 2) return above.slice(open + 2, -2).split('\n').map(l => l.replace(/^\s*\*? ?/, '').trimEnd()).join('\n').trim();
  }
  const lines: string[] = [];
  for (let end = above.length; end > 0;) {
    const begin = above.lastIndexOf('\n', end - 1) + 1, one = above.slice(begin, end).trim();
    if (!one.startsWith('//')) break;
    lines.unshift(one.replace(/^\/\/+ ?/, ''));
    end = begin - 1;
  }
  return lines.join('\n');
}

function factsAt(analysis: Analysis, offset: number): InstructionFacts | undefined {
  const site = siteAt(analysis, offset), index = site?.kind === 'spelled' ? site.instances[0]?.instructions[0] : undefined;
  const at = index === undefined ? undefined : analysis.checked.instructions[index];
  const bytes = at && analysis.object.sections[at.section]!.bytes.subarray(at.offset, at.offset + at.decoded.length);
  return bytes && instructionFacts(bytes, analysis.inputs.mode);
}

function instructionDetails(facts: InstructionFacts): string[] {
  const names = (uses: InstructionFacts['registers']) => uses.map(use => `%${use.name}`).join(' ');
  const read = facts.registers.filter(r => r.read), written = facts.registers.filter(r => r.written);
  const basic = /^INTEL(8086|186|286|386|486)$|^X64$/;
  return [
    ...(read.length > 0 ? [`reads ${names(read)}`] : []), ...(written.length > 0 ? [`writes ${names(written)}`] : []),
    ...(facts.flagsRead ? [`reads flags ${facts.flagsRead}`] : []), ...(facts.flagsWritten ? [`changes flags ${facts.flagsWritten}`] : []),
    ...(facts.stackChange ? [`stack pointer ${facts.stackChange > 0 ? '+' : ''}${facts.stackChange}`] : []),
    ...(facts.privileged ? ['privileged'] : []),
    ...(facts.features.some(f => !basic.test(f)) ? [`CPUID ${facts.features.filter(f => !basic.test(f)).join(', ')}`] : []),
  ];
}

const argumentRegisters = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'], calleeSaved = new Set(['rbx', 'rbp', 'r12', 'r13', 'r14', 'r15']);

function registerDetails(name: string): string[] {
  if (!isRegister(name)) return [];
  const register = registerNamed(name.toLowerCase());
  if (!register) return [];
  const details = [register.size > 0 ? `${register.size} bits` : register.class];
  const full = register.class === 'r64' ? register.name : '';
  const argument = argumentRegisters.indexOf(full);
  if (argument >= 0) details.push(`C argument ${argument + 1}`);
  if (full === 'rax') details.push('C return value');
  if (calleeSaved.has(full)) details.push('callee-saved'); else if (full !== '' && full !== 'rsp') details.push('a C call may change it');
  return details;
}

export function renderWord(info: WordInfo, nameOfFile: (file: SourceText) => string = file => file.path): string {
  const lines: string[] = [];
  if (info.code !== '') lines.push(`\`\`\`asm\n${shortened(info.code)}\n\`\`\``);
  if (info.expansion !== undefined) lines.push(`expands to\n\`\`\`asm\n${shortened(info.expansion.replace(/\s*;\s*/g, '\n'))}\n\`\`\``);
  if (info.value !== undefined) lines.push(`**${info.value}** = 0x${BigInt.asUintN(64, info.value).toString(16)}`);
  if (info.details.length > 0) lines.push(`${info.code === '' ? `\`${info.name}\`: ` : ''}${info.details.join(' · ')}`);
  if (info.comment !== '') lines.push(shortened(info.comment).replace(/\n/g, '  \n'));
  if (info.definedAt && info.kind !== 'include') lines.push(`_${nameOfFile(info.definedAt.file)}:${lineAt(info.definedAt.file, info.definedAt.start) + 1}_`);
  return lines.join('\n\n');
}

function shortened(text: string): string {
  const lines = text.split('\n');
  const shown = lines.length > 24 ? [...lines.slice(0, 24), `... ${lines.length - 24} more`] : lines;
  return shown.map(line => line.length > 400 ? `${line.slice(0, 397)}...` : line).join('\n');
}
