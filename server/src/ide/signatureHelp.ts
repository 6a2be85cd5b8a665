// SPDX-License-Identifier: GPL-2.0-or-later
// Which call the cursor is in, with which argument: gas macros (blanks and commas separate, `name=` chooses), macros of the
// preprocessor, and instructions, whose forms are in the order of AT&T operands.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt } from '../base/text.ts';
import type { MacroDefinition } from '../cpp/preprocessed.ts';
import type { MacroDefinition as GasMacro } from '../gas/statement.ts';
import { operandForms } from '../x86/operandForms.ts';
import { firstEndingBehind, tokensOf, type Token } from './tokens.ts';
import { commentOf } from './wordHover.ts';
import { nameOfMacro } from './target.ts';

export interface Signature {
  readonly label: string;
  /** [start, end) of each parameter in the label. */
  readonly parameters: readonly (readonly [number, number])[];
  readonly active: number;
  readonly documentation: string;
}

export type Call =
  | { readonly kind: 'gas-macro'; readonly macro: GasMacro; readonly argument: number }
  | { readonly kind: 'macro'; readonly macro: MacroDefinition; readonly argument: number }
  | { readonly kind: 'mnemonic'; readonly name: string; readonly argument: number };

export function signatureHelp(analysis: Analysis, offset: number): Signature[] {
  const call = callAround(analysis, offset);
  if (!call) return [];
  switch (call.kind) {
    case 'gas-macro': {
      const parts = call.macro.parameters.map(p => `${p.name}${p.qualifier ? `:${p.qualifier}` : ''}${p.default !== undefined ? `=${p.default}` : ''}`);
      return parts.length === 0 ? [] : [signature(`${call.macro.name} `, parts, ', ', '', call.argument, commentOf(nameOfMacro(call.macro)))];
    }
    case 'macro': return [signature(`${call.macro.name}(`, call.macro.parameters ?? [], ', ', ')', call.argument, call.macro.definition ? commentOf(call.macro.definition) : '')];
    case 'mnemonic': return operandForms(call.name, analysis.inputs.mode).filter(form => form.length > call.argument).slice(0, 16).map(form => signature(`${call.name} `, form, ', ', '', call.argument, ''));
  }
}

function signature(head: string, parts: readonly string[], separator: string, tail: string, active: number, documentation: string): Signature {
  let label = head;
  const parameters = parts.map((part, i): [number, number] => {
    if (i > 0) label += separator;
    label += part;
    return [label.length - part.length, label.length];
  });
  return { label: label + tail, parameters, active: Math.min(active, Math.max(0, parts.length - 1)), documentation };
}

/** The innermost call around an offset, on its line. */
export function callAround(analysis: Analysis, offset: number): Call | undefined {
  const { source } = analysis, { text } = source, tokens = tokensOf(analysis);
  const lineStart = source.lineStarts[lineAt(source, offset)]!;
  const here: Token[] = [];
  for (let i = firstEndingBehind(tokens, lineStart); i < tokens.length && tokens[i]!.start < offset; i++) {
    const token = tokens[i]!, before = here[here.length - 1];
    if (token.kind === 'comment' && token.end >= offset) return undefined;
    if (before && text.slice(before.end, token.start).includes(';')) here.length = 0;
    here.push(token);
  }
  const last = here[here.length - 1];
  if (!last || text.slice(last.end, offset).includes(';')) return undefined;
  return cppCall(analysis, here) ?? statementCall(analysis, here, offset);
}

/** From the right: the first `(` that is still open and stands behind a macro that takes arguments. */
function cppCall(analysis: Analysis, tokens: readonly Token[]): Call | undefined {
  const { text } = analysis.source;
  let depth = 0, argument = 0;
  for (let i = tokens.length - 1; i > 0; i--) {
    const { kind, start } = tokens[i]!;
    const character = kind === 'operator' ? text[start] : '';
    if (character === ')') depth++;
    else if (character === ',' && depth === 0) argument++;
    else if (character === '(' && depth-- === 0) {
      const name = tokens[i - 1]!, macro = name.kind === 'macro' ? analysis.preprocessed.macros.get(text.slice(name.start, name.end)) : undefined;
      if (macro?.parameters) return { kind: 'macro', macro, argument };
      depth = 0;
      argument = 0;
    }
  }
  return undefined;
}

function statementCall(analysis: Analysis, tokens: readonly Token[], offset: number): Call | undefined {
  const { text } = analysis.source;
  let index = tokens.length - 1;
  while (index >= 0 && tokens[index]!.kind !== 'gas-macro' && tokens[index]!.kind !== 'mnemonic') index--;
  const head = tokens[index];
  if (!head || offset <= head.end) return undefined;
  const name = text.slice(head.start, head.end).toLowerCase(), behind = text.slice(head.end, offset);
  if (head.kind === 'mnemonic') return { kind: 'mnemonic', name, argument: commas(behind, false) };
  const macro = analysis.listing.macros.get(name)?.at(-1);
  if (!macro) return undefined;
  const keyword = /(?:^|[\s,])(\w+)=[^,\s]*$/.exec(behind)?.[1];
  const named = keyword === undefined ? -1 : macro.parameters.findIndex(p => p.name === keyword);
  return { kind: 'gas-macro', macro, argument: named >= 0 ? named : commas(behind.trimStart(), true) };
}

/** Separators outside of parentheses and strings; between arguments of gas macros a blank is one too. */
function commas(text: string, blanks: boolean): number {
  let count = 0, depth = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ',' && depth === 0) { count++; while (text[i + 1] === ' ' || text[i + 1] === '\t') i++; }
    else if (blanks && depth === 0 && (c === ' ' || c === '\t') && !/^[ \t]*(,|$)/.test(text.slice(i)) && !/[-+*/|&=]\s*$/.test(text.slice(0, i))) { count++; while (text[i + 1] === ' ' || text[i + 1] === '\t') i++; }
  }
  return count;
}
