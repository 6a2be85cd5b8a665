// SPDX-License-Identifier: GPL-2.0-or-later
// From an address as oopses, mails and objtool write it (`symbol+0x1c/0x40`, `.text+0x1c`, `symbol()`) to the typed line, inside the
// macro expansion that made the instruction, with its state and what is wrong there.

import type { Analysis } from '../analysis/analyse.ts';
import { expansionsOf } from '../base/origin.ts';
import { byteColumnOf, lineAt, type SourceText } from '../base/text.ts';
import { statementAt } from '../object/objectFile.ts';
import type { CfiState } from '../objtool/checked.ts';
import { findingsOf } from './findings.ts';
import { shortState } from './stateWords.ts';
import type { Location } from './target.ts';

export interface Address { readonly symbol: string; readonly offset: number; /** Where it stands in the text. */ readonly start: number; readonly end: number }

export interface Located {
  /** Where the statement is spelled. */
  readonly spelled: Location;
  /** The calls it came through, innermost first. */
  readonly calls: readonly { readonly name: string; readonly place: Location }[];
  readonly text: string;
  readonly state: CfiState | undefined;
  /** Index into Checked.instructions. */
  readonly instruction: number | undefined;
  readonly findings: readonly string[];
}

/** All addresses in a line of text. */
export function addressesIn(text: string): Address[] {
  const found: Address[] = [];
  for (const match of text.matchAll(/([A-Za-z_.$][\w.$]*)(?:\+(0x[\da-f]+)(?:\/0x[\da-f]+)?|\(\))/gi)) {
    found.push({ symbol: match[1]!, offset: match[2] === undefined ? 0 : Number(match[2]), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

export function locate(analysis: Analysis, { symbol: name, offset }: Pick<Address, 'symbol' | 'offset'>): Located | undefined {
  const { object } = analysis;
  const symbol = object.symbols.find(s => s.name === name && typeof s.section === 'number' && s.type !== 'SECTION');
  const index = typeof symbol?.section === 'number' ? symbol.section : object.sections.findIndex(s => s.name === name);
  const section = object.sections[index];
  const at = (symbol?.value ?? 0) + offset;
  if (!section || at >= section.size) return undefined;
  const statement = statementAt(section, at);
  if (!statement) return undefined;
  const { place, start, end } = statement.origin;
  const instruction = analysis.checked.instructions.findIndex(i => i.section === index && i.offset <= at && at < i.offset + i.decoded.length);
  return {
    spelled: { file: place.file, start, end }, text: statement.source.text, state: analysis.checked.instructions[instruction]?.state, instruction: instruction < 0 ? undefined : instruction,
    calls: [...expansionsOf(place)].filter(e => e.kind !== 'include').map(({ name: called, call }) => ({ name: called, place: { file: call.place.file, start: call.start, end: call.end } })),
    findings: findingsOf(analysis).filter(f => f.section === section.name && f.offset === at).map(f => `${f.severity}: ${f.message} [${f.code}]`),
  };
}

/** `file:line:col`, as compilers print it. */
export function placeText({ file, start }: Location, nameOfFile: (file: SourceText) => string): string { return `${nameOfFile(file)}:${lineAt(file, start) + 1}:${byteColumnOf(file, start)}`; }

/** One line for the place, one for each call around it, one for each finding. */
export function renderLocated(located: Located, address: string, nameOfFile: (file: SourceText) => string): string {
  return [
    `${placeText(located.spelled, nameOfFile)}: ${address}: ${located.text}    # ${shortState(located.state)}`,
    ...located.calls.map(({ name, place }) => `${placeText(place, nameOfFile)}: note: in the expansion of ${name || 'this'}`),
    ...located.findings.map(finding => `${placeText(located.spelled, nameOfFile)}: ${finding}`),
  ].map(line => `${line}\n`).join('');
}
