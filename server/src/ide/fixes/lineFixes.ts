// SPDX-License-Identifier: GPL-2.0-or-later
// Fixes of one line: another word, or one more line in front of or behind it.
//
//     ret                       RET
//     stac; stac         =>     stac
//     call 1f                   ANNOTATE_INTRA_FUNCTION_CALL
//                               call 1f

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { PlacedFinding } from '../findings.ts';
import { regionsOf } from '../regions.ts';
import { insertBeforeStatement, insertBehind, removeStatement, spelled, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { wayTo } from '../findingWords.ts';
import { editableWay } from './way.ts';
import { endOfStackHint, firstMacro, hasMacro, returnWord } from './vocabulary.ts';

type Proposer = (analysis: Analysis, finding: PlacedFinding) => (ProposedFix | undefined)[];

const plainReturn: Proposer = (analysis, finding) => [
  hasMacro(analysis, 'RET') ? replace(finding, 'RET', 'Write `RET\'') : undefined,
  finding.code === 'sls-ret' ? behind(analysis, finding, 'int3', 'Insert `int3\' behind the return') : undefined,
  removal(analysis, finding),
  // Who writes `ret; int3' where RET would be one word means this very return.
  meantAs(assertion(analysis, finding, 'ANNOTATE_UNRET_SAFE', 'that this return is never reached before the thunk is patched'), isTrapBehind(analysis, finding)),
];

const thunk: Proposer = (analysis, finding) => {
  const register = /^\w+\s+\*(%\w+)$/.exec(textOf(analysis, finding))?.[1];
  const macro = finding.code === 'retpoline-jump' ? 'JMP_NOSPEC' : 'CALL_NOSPEC';
  const word = register?.slice(1);
  return [
    word !== undefined && hasMacro(analysis, macro) ? replace(finding, `${macro} ${word}`, `Write \`${macro} ${word}'`) : undefined,
    // A file that annotates its indirect branches and has no thunk runs where there are none.
    meantAs(assertion(analysis, finding, 'ANNOTATE_RETPOLINE_SAFE', 'that this target cannot be led astray'), /^\s*ANNOTATE_RETPOLINE_SAFE\b/m.test(analysis.source.text) && !/\b(?:JMP|CALL)_NOSPEC\b/.test(analysis.source.text)),
    removal(analysis, finding),
  ];
};

const clac: Proposer = (analysis, finding) => [before(analysis, finding, firstMacro(analysis, 'ASM_CLAC') ?? 'clac'), removal(analysis, finding)];
const remove: Proposer = (analysis, finding) => [removal(analysis, finding)];

/** By code. What mends the code stands first. */
const proposers: Readonly<Record<string, Proposer>> = {
  'naked-ret': plainReturn,
  'sls-ret': plainReturn,
  'sls-jmp': (analysis, finding) => [behind(analysis, finding, 'int3', 'Insert `int3\' behind the jump')],
  'retpoline-jump': thunk,
  'retpoline-call': thunk,
  'df-call': (analysis, finding) => [before(analysis, finding, 'cld')],
  'df-ret': (analysis, finding) => [removalOf(analysis, finding, /^std$/), before(analysis, finding, 'cld')],
  'df-recursive': remove,
  'df-redundant': remove,
  'uaccess-return': (analysis, finding) => [lateLine(analysis, finding, /^(?:clac|ASM_CLAC)\b/), removalOf(analysis, finding, /^(?:stac|ASM_STAC)$/), ...clac(analysis, finding)],
  'uaccess-call': (analysis, finding) => [around(analysis, finding), removalOf(analysis, finding, /^(?:stac|ASM_STAC)$/), removal(analysis, finding)],
  'uaccess-recursive': remove,
  'uaccess-redundant': (analysis, finding) => [...opened(analysis, finding), removal(analysis, finding)],
  'uaccess-safe-disable': remove,
  'intra-call': (analysis, finding) => [before(analysis, finding, 'ANNOTATE_INTRA_FUNCTION_CALL'), removal(analysis, finding)],
  'call-to-notype': (analysis, finding) => [replaceWord(analysis, finding, 'call', 'jmp')],
  'intra-not-call': (analysis, finding) => [noteBefore(analysis, finding, /INTRA_FUNCTION_CALL/)],
  'retpoline-safe-misplaced': (analysis, finding) => [missingReturn(analysis, finding), noteBefore(analysis, finding, /RETPOLINE_SAFE|UNRET_SAFE/)],
  'restore-without-save': (analysis, finding) => [...missingSaves(analysis, finding), ranked(noteBefore(analysis, finding, /UNWIND_HINT_RESTORE|type=UNWIND_HINT_TYPE_RESTORE/), 3)],
  'restore-not-visited': (analysis, finding) => [noteBefore(analysis, finding, /UNWIND_HINT_RESTORE/)],
  'crash-save-outside-func': otherHint,
  'hint-no-insn': (analysis, finding) => [removal(analysis, finding), moveBeforeLastInstruction(analysis, finding)],
  'bad-annotation': (analysis, finding) => [removal(analysis, finding), moveBeforeLastInstruction(analysis, finding)],
  'hint-iret-endbr': (analysis, finding) => [before(analysis, finding, 'ENDBR'), assertion(analysis, finding, 'ANNOTATE_NOENDBR', 'that nothing jumps here indirectly')],
  'ctx-switch-in-func': remove,
  'stack-reg-modification': remove,
  'stack-realign': (analysis, finding) => [frameBefore(analysis, finding), removalOf(analysis, finding, /^lea\w*\s.*%rsp$/), ranked(removal(analysis, finding), 6)],
  'orc-unknown-cfa': (analysis, finding) => [removalOf(analysis, finding, /^(?:mov|lea|xchg|leave)\w*\s.*%[re][sb]p$/), removal(analysis, finding)],
  'undefined-stack-state': (analysis, finding) => [removalOf(analysis, finding, /^(?:mov|lea|xchg|leave)\w*\s.*%[re][sb]p$/), removal(analysis, finding)],
  enqcmd: (analysis, finding) => [replaceWord(analysis, finding, 'enqcmd', 'enqcmds'), removal(analysis, finding)],
  notrack: (analysis, finding) => [replaceWord(analysis, finding, 'notrack ', ''), removal(analysis, finding)],
  'fentry-tail': (analysis, finding) => [replace(finding, `call __fentry__; ${returnWord(analysis)}`, 'Call it, and return'), replaceWord(analysis, finding, 'jmp', 'call')],
  'jump-dest': (analysis, finding) => [returnAtEnd(analysis, finding), withoutOffset(analysis, finding), removal(analysis, finding)],
  'func-not-on-insn': dataBefore,
  decode: (analysis, finding) => [...dataBefore(analysis, finding), removal(analysis, finding)],
  'lea-encoding': remove,
  'orc-unknown-type': otherHint,
  'hint-reg': otherHint,
  'hint-reloc-sym': otherHint,
  'nonstd-sym': analysis => [...enclosingName(analysis), removalOfAll(analysis, /^STACK_FRAME_NON_STANDARD\w*\b/)],
  'cold-orphan': (analysis, finding) => [renamed(analysis, finding)],
  'func-at-section-end': (analysis, finding) => [typeRemoval(analysis, finding)],
  'missing-size': (analysis, finding) => [sizeAtEnd(analysis, finding)],
  'intra-bad-dest': (analysis, finding) => [withoutOffset(analysis, finding)],
  'missing-noreturn': (analysis, finding) => [removalOf(analysis, finding, /^call\b/), removal(analysis, finding)],
  'hint-redundant': remove,
  'save-without-restore': remove,
};

export function lineFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const proposed = proposers[finding.code]?.(analysis, finding) ?? [];
  return proposed.flatMap((fix, i) => fix ? [{ rank: i + 1, ...fix }] : []);
}

export const lineFixCodes: readonly string[] = Object.keys(proposers);

function textOf(analysis: Analysis, { origin }: PlacedFinding): string { return analysis.source.text.slice(origin.start, statementEnd(analysis, origin.start, origin.end)).trim(); }

function mending(title: string, edits: ProposedFix['edits']): ProposedFix { return { title, edits, mendsCode: true, confirmed: true }; }

function replace({ origin }: PlacedFinding, text: string, title: string): ProposedFix { return mending(title, [{ start: origin.start, end: origin.end, text }]); }

function replaceWord(analysis: Analysis, finding: PlacedFinding, from: string, to: string): ProposedFix | undefined {
  const text = textOf(analysis, finding), at = text.indexOf(from);
  if (at < 0) return undefined;
  const start = finding.origin.start + analysis.source.text.slice(finding.origin.start).indexOf(from);
  return mending(to === '' ? `Remove \`${from.trim()}'` : `Write \`${to}' instead of \`${from}'`, [{ start, end: start + from.length, text: to }]);
}

function before(analysis: Analysis, finding: PlacedFinding, line: string): ProposedFix | undefined {
  if (/^[A-Z]/.test(line) && !hasMacro(analysis, line)) return undefined;
  return mending(`Insert \`${line}'`, [insertBeforeStatement(analysis, finding.origin.start, [line])]);
}

function behind(analysis: Analysis, finding: PlacedFinding, line: string, title: string): ProposedFix { return mending(title, [insertBehind(analysis, finding.origin.end, [line])]); }

function around(analysis: Analysis, finding: PlacedFinding): ProposedFix {
  const off = firstMacro(analysis, 'ASM_CLAC') ?? 'clac', on = firstMacro(analysis, 'ASM_STAC') ?? 'stac';
  return mending(`Close user access around the call: \`${off}', \`${on}'`, [insertBeforeStatement(analysis, finding.origin.start, [off]), insertBehind(analysis, finding.origin.end, [on])]);
}

function assertion(analysis: Analysis, finding: PlacedFinding, line: string, what: string): ProposedFix | undefined {
  if (!hasMacro(analysis, line)) return undefined;
  return { title: `Assert with ${line} ${what}`, edits: [insertBeforeStatement(analysis, finding.origin.start, [line])], mendsCode: false, confirmed: false };
}

function removal(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const { start } = finding.origin, end = statementEnd(analysis, start, finding.origin.end);
  return finding.origin.end > start ? mending(`Remove \`${textOf(analysis, finding).replace(/\s+/g, ' ')}'`, [removeStatement(analysis, start, end)]) : undefined;
}

/** An assertion that the code around it speaks for: first, and still an assertion. */
function meantAs(fix: ProposedFix | undefined, isMeant: boolean): ProposedFix | undefined { return fix && isMeant ? { ...fix, mendsCode: true, rank: -0.5 } : fix; }

function isTrapBehind(analysis: Analysis, { origin }: PlacedFinding): boolean {
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start > origin.start);
  return next?.name === 'int3' && next.origin.place.expansion === undefined;
}

function ranked(fix: ProposedFix | undefined, rank: number): ProposedFix | undefined { return fix && { ...fix, rank }; }

/** The nearest statement above that is written like this; functions end the search. */
function lineAbove(analysis: Analysis, offset: number, pattern: RegExp): { start: number; end: number; text: string } | undefined {
  const { source } = analysis;
  for (let line = lineAt(source, offset); line >= 0; line--) {
    const { start, end } = lineSpan(source, line), text = source.text.slice(start, end), bare = text.trim();
    if (line < lineAt(source, offset) && /^(?:SYM_\w+_(?:START|END)|ENTRY|END|ENDPROC)/.test(bare)) return undefined;
    if (pattern.test(bare)) return { start: start + text.indexOf(bare), end: start + text.indexOf(bare) + bare.length, text: bare };
  }
  return undefined;
}

function removalOf(analysis: Analysis, finding: PlacedFinding, pattern: RegExp): ProposedFix | undefined {
  const found = lineAbove(analysis, finding.origin.start, pattern);
  return found && mending(`Remove \`${found.text}'`, [removeStatement(analysis, found.start, found.end)]);
}

/** \`push %rbp' stands there, but rbp does not become the frame pointer. */
function frameBefore(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const wrong = lineAbove(analysis, finding.origin.start, /^movq?\s+%\w+,\s*%rbp$/);
  if (wrong && !/%rsp,/.test(wrong.text)) return ranked(mending('Write `mov %rsp, %rbp\'', [{ start: wrong.start, end: wrong.end, text: wrong.text.replace(/%\w+(?=,)/, '%rsp') }]), 0.3);
  const push = lineAbove(analysis, finding.origin.start, /^pushq?\s+%rbp$/);
  return push && mending('Insert `mov %rsp, %rbp\'', [insertBehind(analysis, push.end, [spelled(analysis, push.start, 'mov %rsp, %rbp')])]);
}

/** A hint that is no hint: one of the macros takes its place, which nothing independent confirms, or nothing. */
function otherHint(analysis: Analysis, finding: PlacedFinding): (ProposedFix | undefined)[] {
  const found = lineAbove(analysis, finding.origin.start, /^UNWIND_HINT\w*\b/), end = endOfStackHint(analysis);
  const hints = [...(hasMacro(analysis, 'UNWIND_HINT_FUNC') ? ['UNWIND_HINT_FUNC'] : []), ...(end === undefined ? [] : [end])];
  return !found ? [] : [mending(`Remove \`${found.text}'`, [removeStatement(analysis, found.start, found.end)]),
    ...hints.map(hint => ({ title: `Assert \`${hint}' instead of \`${found.text}'`, edits: [{ start: found.start, end: found.end, text: hint }], mendsCode: false, confirmed: false }))];
}

/** UNWIND_HINT_SAVE where the stack has just been set up; the proof says whether the rest fits the state from there. */
function missingSaves(analysis: Analysis, { finding }: PlacedFinding): ProposedFix[] {
  const way = finding?.instruction === undefined || !hasMacro(analysis, 'UNWIND_HINT_SAVE') ? undefined : editableWay(analysis, wayTo(analysis, finding.instruction));
  const places = way?.units.filter((unit, i) => !unit.moves && i > 0 && way.units[i - 1]!.moves || i > 0 && way.units[i - 1]!.ops.some(op => op.destination.kind === 'reg' && op.destination.register === 5)) ?? [];
  return places.slice(0, 6).map((unit, i) => ({
    title: `Insert \`UNWIND_HINT_SAVE' in front of \`${unit.text.replace(/\s+/g, ' ').trim()}': with this state the rest is right`, edits: [insertBeforeStatement(analysis, unit.start, ['UNWIND_HINT_SAVE'])], mendsCode: true, confirmed: true, rank: 0.5 + 0.2 * i,
  }));
}

/** `name()' of the message. */
function nameOf({ finding }: PlacedFinding): string | undefined { return /([\w.$]+)\(\)/.exec(finding?.words ?? '')?.[1]; }

/** STACK_FRAME_NON_STANDARD of a label: its function is what is meant. */
function enclosingName(analysis: Analysis): ProposedFix[] {
  return [...analysis.source.text.matchAll(/\bSTACK_FRAME_NON_STANDARD\w*\s*\(?\s*([\w.$]+)/g)].flatMap(match => {
    const label = analysis.listing.statements.find(s => s.kind === 'label' && s.name === match[1]), line = label && lineAt(analysis.source, label.origin.start);
    const region = line === undefined ? undefined : regionsOf(analysis).find(r => r.startLine < line && line <= (r.endLine ?? r.lastLine)), end = match.index + match[0].length;
    return region ? [ranked(mending(`Name the function: \`${region.name}'`, [{ start: end - match[1]!.length, end, text: region.name }]), 0.5)!] : [];
  });
}

/** The first line of the file that is written like this. */
function removalOfAll(analysis: Analysis, pattern: RegExp): ProposedFix | undefined {
  for (let line = 0; line < analysis.source.lineStarts.length; line++) {
    const { start, end } = lineSpan(analysis.source, line), text = analysis.source.text.slice(start, end).trim();
    if (pattern.test(text)) return mending(`Remove \`${text}'`, [removeStatement(analysis, start, end)]);
  }
  return undefined;
}

/** Names with .cold mean something to objtool. */
function renamed(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const name = nameOf(finding);
  if (name === undefined || !name.includes('.cold')) return undefined;
  const edits = [...analysis.source.text.matchAll(new RegExp(`(?<![\\w.$])${name.replace(/[.$]/g, '\\$&')}(?![\\w.$])`, 'g'))].map(match => ({ start: match.index, end: match.index + name.length, text: name.replace('.cold', '_cold') }));
  return edits.length > 0 ? { ...mending(`Rename it \`${name.replace('.cold', '_cold')}'`, edits), symbols: true } : undefined;
}

function typeRemoval(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const name = nameOf(finding), statement = analysis.listing.statements.find(s => s.name === '.type' && s.origin.place.file === analysis.source && name !== undefined && s.rest.startsWith(name));
  return statement && { ...mending(`Remove \`${statement.source.text.replace(/\s+/g, ' ')}': a label that marks an end is no function`, [removeStatement(analysis, statement.origin.start, statementEnd(analysis, statement.origin.start, statement.origin.end))]), symbols: true };
}

/** A symbol that is typed by hand gets its size by hand. */
function sizeAtEnd(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const name = nameOf(finding), { instructions } = analysis.checked, symbol = analysis.object.symbols.find(s => s.name === name);
  if (name === undefined || !symbol || regionsOf(analysis).some(r => r.name === name)) return undefined;
  const next = Math.min(...analysis.object.symbols.filter(s => s.section === symbol.section && s.value > symbol.value && s.name !== '' && s.type !== 'SECTION').map(s => s.value));
  const last = instructions.findLastIndex(i => i.section === symbol.section && i.offset >= symbol.value && i.offset < next), statement = last < 0 ? undefined : statementOf(analysis, last), shown = statement && shownIn(analysis.source, statement.origin);
  return shown && { ...mending(`Insert \`.size ${name}, . - ${name}'`, [insertBehind(analysis, shown.end, [`.size ${name}, . - ${name}`])]), symbols: true };
}

/** A label behind the last instruction: what should stand there is gone. */
function returnAtEnd(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const target = /at (\S+)\+0x([0-9a-f]+)$/.exec(finding.finding?.words ?? ''), section = analysis.object.sections.find(s => s.name === target?.[1]);
  const line = lineAt(analysis.source, finding.origin.start), region = regionsOf(analysis).find(r => r.startLine <= line && r.endLine !== undefined && line <= r.endLine);
  if (!target || !region || section?.size !== Number.parseInt(target[2]!, 16)) return undefined;
  const start = analysis.source.lineStarts[region.endLine!]!, word = returnWord(analysis);
  return ranked(mending(`Insert \`${word}' at the end of ${region.name}`, [{ start, end: start, text: `\t${word}\n` }]), 0.6);
}

/** `call 1f + 1': into the middle of an instruction. */
function withoutOffset(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const text = textOf(analysis, finding), match = /^(\w+\s+[\w.$]*[\w$])\s*[+-]\s*\d+$/.exec(text);
  return match ? ranked(mending(`Write \`${match[1]!.replace(/\s+/g, ' ')}'`, [{ start: finding.origin.start, end: finding.origin.start + text.length, text: match[1]! }]), 0.5) : undefined;
}

/** An annotation that stands in front of the wrong instruction. */
function noteBefore(analysis: Analysis, finding: PlacedFinding, pattern: RegExp): ProposedFix | undefined { return removalOf(analysis, finding, pattern); }

/** ANNOTATE_UNRET_SAFE in front of an int3: the return between them is missing. */
function missingReturn(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const note = lineAbove(analysis, finding.origin.start, /^ANNOTATE_UNRET_SAFE\b/), { source } = analysis;
  if (!note || lineAt(source, finding.origin.start) > lineAt(source, note.start) + 1 || !/^int3\b/.test(source.text.slice(finding.origin.start))) return undefined;
  return ranked(mending('Insert `ret\'', [insertBehind(analysis, note.end, ['ret'])]), 0.5);
}

/** What should stand in front of this line stands right behind it. */
function lateLine(analysis: Analysis, finding: PlacedFinding, pattern: RegExp): ProposedFix | undefined {
  const { source } = analysis, line = lineAt(source, finding.origin.start), a = lineSpan(source, line);
  if (line + 1 >= source.lineStarts.length) return undefined;
  const b = lineSpan(source, line + 1), own = source.text.slice(a.start, a.end), next = source.text.slice(b.start, b.end);
  if (!pattern.test(next.trim())) return undefined;
  return ranked(mending(`Exchange \`${own.trim()}' and \`${next.trim()}'`, [{ ...a, text: next }, { ...b, text: own }]), 0.2);
}

/** User access was never opened: in front of the first access that may fault, or the line is one too late. */
function opened(analysis: Analysis, finding: PlacedFinding): (ProposedFix | undefined)[] {
  const word = firstMacro(analysis, 'ASM_STAC') ?? 'stac', { source } = analysis, fixes: (ProposedFix | undefined)[] = [];
  const region = regionsOf(analysis).find(r => r.name === finding.finding?.function);
  if (!region) return [];
  for (let line = region.startLine + 1; line < (region.endLine ?? region.lastLine); line++) {
    const { start, end } = lineSpan(source, line), above = lineSpan(source, line - 1), text = source.text.slice(start, end);
    if (new RegExp(`^\\s*${word}\\b`).test(text)) {
      const other = source.text.slice(above.start, above.end);
      fixes.push(ranked(mending(`Exchange \`${text.trim()}' and \`${other.trim()}'`, [{ ...above, text }, { start, end, text: other }]), 0.4));
    } else if (/^\s*(?:\d+:.*\(%\w+|(?:\d+:\s*)?UACCESS\b)/.test(text)) fixes.push(ranked(mending(`Insert \`${word}'`, [{ start, end: start, text: `\t${word}\n` }]), 0.6));
  }
  return fixes;
}

/** Bytes that run into the code behind them. */
function dataBefore(analysis: Analysis, finding: PlacedFinding): (ProposedFix | undefined)[] {
  return [removalOf(analysis, finding, /^\.(?:byte|long|quad|short|word|ascii|string)\b/)];
}

/** An annotation behind the last instruction, exchanged with it. */
function moveBeforeLastInstruction(analysis: Analysis, finding: PlacedFinding): ProposedFix | undefined {
  const instruction = analysis.listing.statements.findLast(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start < finding.origin.start);
  if (!instruction) return undefined;
  const text = textOf(analysis, finding);
  return {
    title: `Assert that \`${text}' is meant for the instruction above it`, mendsCode: false, confirmed: false,
    edits: [insertBeforeStatement(analysis, instruction.origin.start, [text]), removeStatement(analysis, finding.origin.start, finding.origin.end)],
  };
}
