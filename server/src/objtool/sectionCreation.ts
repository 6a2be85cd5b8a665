// SPDX-License-Identifier: GPL-2.0-or-later
// objtool's last step writes sections. Nothing is written here, but what it says while doing so, and what it changes, is kept:
// missing static-call keys, sections that exist already, and the states of the nops in front of functions.

import { checkSealedEndbrs } from './ibt.ts';
import type { Instruction, Program, ProgramSymbol } from './program.ts';
import { following, instructionAt, preceding } from './program.ts';
import { report, stop } from './report.ts';

export function createSections(program: Program): void {
  const { options } = program.rules;
  if (options.staticCall && !exists(program, '.static_call_sites')) checkStaticCallKeys(program);
  if (options.retpoline) exists(program, '.retpoline_sites');
  if (options.cfi) exists(program, '.cfi_sites');
  if (options.rethunk) exists(program, '.return_sites');
  if (options.skylakeHack) exists(program, '.call_sites');
  if (options.mcount) exists(program, '__mcount_loc');
  if (options.prefix > 0 && program.behaviour.prefixTakesState) spreadToPrefixes(program);
  if (options.ibt && !exists(program, '.ibt_endbr_seal')) checkSealedEndbrs(program);
}

/** Of these the message gives the name only. */
const namedAlone: ReadonlySet<string> = new Set(['.retpoline_sites', '.return_sites', '.ibt_endbr_seal']);

function exists(program: Program, section: string): boolean {
  if (!program.sectionByName.has(section)) return false;
  report(program, 'sites-present', `file already has ${section}${namedAlone.has(section) ? '' : ' section'}, skipping`);
  return true;
}

function checkStaticCallKeys(program: Program): void {
  if (program.rules.options.module) return;
  for (const call of program.staticCalls) {
    const key = `__SCK__${call.callTo!.name.slice('__SCT__'.length)}`;
    if (!program.symbolByName.has(key)) stop(program, 'static-call-key', `static_call: can't find static_call_key symbol: ${key}`);
  }
}

function spreadToPrefixes(program: Program): void {
  if (!program.behaviour.prefixByNops) { spreadToPatchable(program); return; }
  for (const section of program.sections) {
    if (section.executable) for (const symbol of section.symbols) if (symbol.type === 'FUNC' && !(program.behaviour.prefixSkipsSpecial && isSpecial(symbol))) spreadToPrefix(program, symbol);
  }
}

function isSpecial({ name, staticCallTrampoline }: ProgramSymbol): boolean { return staticCallTrampoline || /^(__cfi_|__pfx_)/.test(name) || name.includes('.cold'); }

/** Functions whose prefix the compiler lists. */
function spreadToPatchable(program: Program): void {
  const { prefix } = program.rules.options;
  for (const section of program.sections) {
    if (section.name !== '__patchable_function_entries') continue;
    for (const { symbol, addend } of section.relocations) {
      const begin = symbol.offset + addend, isFunction = symbol.section?.symbols.some(one => one.type === 'FUNC' && one.offset === begin + prefix);
      const first = isFunction ? instructionAt(symbol.section, begin + prefix) : undefined;
      if (!first?.state || first.beyond !== undefined) continue;
      for (let i = instructionAt(symbol.section, begin); i && i !== first; i = following(i)) spread(program, first, i);
    }
  }
}

/** Exactly --prefix bytes of nops in front of a function take over its state. */
function spreadToPrefix(program: Program, symbol: ProgramSymbol): void {
  const first = instructionAt(symbol.section, symbol.offset);
  let nop = first && preceding(first);
  while (nop) {
    const distance = symbol.offset - nop.offset;
    if (nop.type !== 'nop' || distance > program.rules.options.prefix) return;
    if (distance === program.rules.options.prefix) break;
    nop = preceding(nop);
  }
  if (!first?.state || first.beyond !== undefined) return;
  for (let i: Instruction | undefined = nop; i && i !== first; i = following(i)) spread(program, first, i);
}

function spread(program: Program, { state }: Instruction, to: Instruction): void {
  to.state = state;
  // What lies in front of a gate is walked by itself (walkedBefore.ts).
  if (to.hint) program.irregular = true;
}
