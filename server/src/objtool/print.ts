// SPDX-License-Identifier: GPL-2.0-or-later
// What the real tool prints, line by line: its messages, and `objtool --dump=orc`.

import type { ObjectFile } from '../object/objectFile.ts';
import { behaviourOf } from './behaviour.ts';
import type { Checked, Finding, OrcEntry } from './checked.ts';
import { hasSectionSymbol, placeBySymbol } from './rowNames.ts';
import type { Rules } from './rules.ts';

/** The lines on stderr. `objectName` is the path as objtool got it. */
export function printFindings(objectName: string, checked: Pick<Checked, 'findings'>, rules?: Rules): string {
  let lines = '';
  for (const finding of checked.findings) lines += printFinding(objectName, finding, rules?.options.werror === true && behaviourOf(rules).errors);
  return lines;
}

/** The very lines of `objtool --dump=orc`. */
export function printOrc(object: ObjectFile, entries: readonly OrcEntry[], rules: Rules): string {
  const behaviour = behaviourOf(rules), { orcEndBit, rowsBySymbol, partialIsIret, indirectInside } = behaviour;
  const nameless = new Set(rowsBySymbol ? entries.map(entry => entry.section).filter(section => !hasSectionSymbol(object, section)) : []);
  let lines = '';
  for (const { section, offset, type, sp, bp, signal, end } of entries) {
    const at = (nameless.has(section) ? placeBySymbol(object, { section, offset }, behaviour) : undefined) ?? `${object.sections[section]?.name ?? ''}+${offset.toString(16)}`;
    const base = (text: string): string => (indirectInside ? text.replace(/^\((sp|bp)\)([+-]\d+)$/, '($1$2)') : text);
    // A row has the bits that a hint has.
    const both = rules.hint.signal !== undefined ? ` signal:${signal}` : '', atEnd = rules.hint.end !== undefined ? ` end:${end}` : '';
    lines += orcEndBit ? `${at}: sp:${base(sp)} bp:${base(bp)} type:${partialIsIret && type === 'regs (partial)' ? 'iret' : type}${both}${atEnd}\n` : `${at}:type:${type} sp:${sp} bp:${bp} signal:${signal}\n`;
  }
  return lines;
}

/** One JSON object per row; `end` instead of `signal` where the tree's rows have it. */
export function orcJson(object: ObjectFile, entries: readonly OrcEntry[], rules: Rules): string[] {
  const { orcEndBit } = behaviourOf(rules);
  return entries.map(({ section, offset, type, sp, bp, signal, end }) =>
    JSON.stringify({ section: object.sections[section]?.name ?? '', offset, type, sp, bp, ...(orcEndBit ? { end } : { signal }) }));
}

function printFinding(objectName: string, finding: Finding, allErrors: boolean): string {
  if (finding.nameless && finding.printed) return `error: objtool: ${finding.words}\n`;
  const head = `${objectName}: ${allErrors ? 'error' : finding.severity}: objtool: `;
  // The once-per-symbol rule swallows a message, but not the backtrace behind it.
  let lines = finding.printed ? `${head}${finding.where}${finding.words}\n` : '';
  for (const line of finding.trace ?? []) lines += `${objectName}: warning: objtool: ${line}\n`;
  return lines;
}
