// SPDX-License-Identifier: GPL-2.0-or-later
// What mends a finding of our own rules.
//
//     push  $__USER_DS                 push  $__USER_DS
//     push  PER_CPU_VAR(user_stack)    push  PER_CPU_VAR(user_stack)
//     push  $__USER_CS           =>    push  %r11
//                                      push  $__USER_CS

import type { Analysis } from '../../analysis/analyse.ts';
import { framesOf } from '../../analysis/frames.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import { SP, cellAt } from '../../frame/frameState.ts';
import { memberOfRegister, offsetOf, ptRegsMembers } from '../../frame/ptRegs.ts';
import { arrivingAt, before, stepOf } from '../../frame/trace.ts';
import { registerName } from '../../frame/valueText.ts';
import { whereMet, type Value } from '../../frame/values.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement, insertBehind, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { endOfStackHint, hasMacro } from './vocabulary.ts';

/** For untracked-sp-write: what a person could assert behind it. */
export function stackPointerFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start > finding.origin.start);
  if (!next) return [];
  return ['UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_UNDEFINED', 'UNWIND_HINT_FUNC'].map(hint => ({
    title: `Assert \`${hint}' behind it: nothing else says what the stack is`,
    edits: [insertBeforeStatement(analysis, next.origin.start, [hint])], mendsCode: false, confirmed: false,
  }));
}

/** For encode-fp-missing: rbp gets the frame's address in front of the call. */
export function encodeFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : before(framesOf(analysis), instruction);
  const sp = state?.registers[SP], frame = state?.frame;
  if (!frame || sp?.kind !== 'address' || sp.stack !== frame.stack) return [];
  const offset = frame.offset - sp.offset;
  const text = `ENCODE_FRAME_POINTER${offset === 0 ? '' : ` ptregs_offset=${offset}`}`;
  return [{ title: `Insert \`${text}'`, edits: [insertBeforeStatement(analysis, finding.origin.start, [text])], mendsCode: true, confirmed: true }];
}

/** For regs-passed-without-hint. */
export function regsHintFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : before(framesOf(analysis), instruction);
  const sp = state?.registers[SP], frame = state?.frame;
  if (!frame || sp?.kind !== 'address' || sp.stack !== frame.stack) return [];
  const offset = frame.offset - sp.offset, hint = `UNWIND_HINT_REGS${offset === 0 ? '' : ` offset=${offset}`}`;
  return [{ title: `Insert \`${hint}': the frame is complete here`, edits: [insertBeforeStatement(analysis, finding.origin.start, [hint])], mendsCode: false, confirmed: true }];
}

/** For ptregs-slot-undefined, when a push is missing: the first word from the top that is not what belongs there. */
export function missingPushFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : arrivingAt(framesOf(analysis), instruction);
  const frame = state?.frame;
  if (!state || frame?.origin !== 'built' || frame.claimed) return [];
  for (let i = 0; i < fromTheTop.length; i++) {
    const cell = cellAt(state, frame.stack, -8 * (i + 1)), { fits, push } = fromTheTop[i]!;
    if (!cell || typeof cell.by !== 'number') return [];
    if (fits(cell.value)) continue;
    const statement = statementOf(analysis, cell.by);
    if (!statement || statement.origin.place.file !== analysis.source) return [];
    return [{ title: `Insert \`${push.replace('\t', ' ')}'`, edits: [insertBeforeStatement(analysis, statement.origin.start, [push])], mendsCode: true, confirmed: true }];
  }
  return [];
}

/** What a system call pushes, from ss down. */
const fromTheTop: readonly { readonly fits: (value: Value) => boolean; readonly push: string }[] = [
  { fits: isConstant, push: 'push\t$__USER_DS' },
  { fits: value => value.kind === 'loaded' || value.kind === 'entry' && value.register !== 11 && value.register !== 1, push: 'push\tPER_CPU_VAR(user_stack)' },
  { fits: value => isRegister(value, 11) || value.kind === 'flags', push: 'push\t%r11' },
  { fits: isConstant, push: 'push\t$__USER_CS' },
  { fits: value => isRegister(value, 1), push: 'push\t%rcx' },
  { fits: value => isRegister(value, 0), push: 'push\t%rax' },
];

function isConstant(value: Value): boolean { return value.kind === 'constant' || value.kind === 'symbol'; }
function isRegister(value: Value, register: number): boolean { return value.kind === 'entry' && value.register === register; }

/** For swapgs-balance, where user code is returned to. */
export function swapgsFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  return [{ title: 'Insert `swapgs\' in front of the return', edits: [insertBeforeStatement(analysis, finding.origin.start, ['swapgs'])], mendsCode: true, confirmed: true }];
}

/** For sysret-stack-hint: behind the instruction that loaded rsp. */
export function endOfStackFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), hint = endOfStackHint(analysis);
  // Several stacks may be gone through on the way out; the first load leaves the one with the frame.
  let load = instruction === undefined ? undefined : loaderOf(analysis, instruction);
  for (let earlier = load; earlier !== undefined; earlier = loaderOf(analysis, earlier)) load = earlier;
  const statement = load === undefined ? undefined : statementOf(analysis, load), shown = statement && shownIn(analysis.source, statement.origin);
  return shown && hint ? [{ title: `Insert \`${hint}' behind the load of rsp`, edits: [insertBehind(analysis, shown.start, [hint])], mendsCode: true, confirmed: true }] : [];
}

/** The instruction that loaded rsp, if it is not in the frame's stack. */
function loaderOf(analysis: Analysis, instruction: number): number | undefined {
  const state = before(framesOf(analysis), instruction), sp = state?.registers[SP];
  return sp?.kind === 'address' && sp.stack < 0 && state?.frame && state.frame.stack !== sp.stack && whereMet(sp.stack) !== instruction ? whereMet(sp.stack) : undefined;
}

/** For sysret-rcx-r11: what was loaded last into the register, from the right word. */
export function sysretFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), traced = framesOf(analysis);
  if (instruction === undefined) return [];
  const fixes: ProposedFix[] = [];
  for (const [register, member, word] of [[1, 'ip', 'RIP'], [11, 'flags', 'EFLAGS']] as const) {
    if (!finding.message.startsWith(registerName(register))) continue;
    for (let at = instruction - 1; analysis.checked.instructions[at]?.symbol === analysis.checked.instructions[instruction]!.symbol; at--) {
      const { operation } = stepOf(analysis.checked, at), [to, from] = operation.operands, state = before(traced, at), sp = state?.registers[SP], frame = state?.frame;
      if ((operation.writes & (1 << register)) === 0) continue;
      const origin = statementOf(analysis, at)?.origin;
      if (operation.mnemonic !== 'mov' || to?.kind !== 'register' || from?.kind !== 'memory' || sp?.kind !== 'address' || !frame || frame.stack !== sp.stack || origin?.place.file !== analysis.source) break;
      const offset = frame.offset + offsetOf(member) - sp.offset, place = frame.offset === sp.offset && hasMacro(analysis, word) ? word : String(offset);
      const end = statementEnd(analysis, origin.start, origin.end), name = analysis.source.text.slice(origin.start, end).split(/\s/)[0]!;
      fixes.push({ title: `Load ${registerName(register)} from pt_regs.${member}`, edits: [{ start: origin.start, end, text: `${name}\t${place}(%rsp), ${registerName(register)}` }], mendsCode: true, confirmed: true });
      break;
    }
  }
  return fixes;
}

/** For ptregs-slot-undefined, when words are left out of a frame that stores fill: registers that still are the user's, and selectors. */
export function missingStoreFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = instructionOf(analysis, finding), state = instruction === undefined ? undefined : before(framesOf(analysis), instruction), frame = state?.frame, sp = state?.registers[SP];
  if (!state || !frame || sp?.kind !== 'address' || sp.stack !== frame.stack || analysis.checked.instructions[instruction!]!.decoded.type !== 'call') return [];
  const lines: string[] = [];
  for (const member of ptRegsMembers) {
    const at = frame.offset + offsetOf(member);
    if (at >= 0 || cellAt(state, frame.stack, at)) continue;
    const register = memberOfRegister.indexOf(member), value = register >= 0 && register !== SP ? state.registers[register] : undefined, place = `${at - sp.offset}(%rsp)`;
    if (value?.kind === 'entry' && value.register === register) lines.push(`mov\t${registerName(register)}, ${place}`);
    else if (member === 'cs' || member === 'ss') lines.push(`movq\t$__USER_${member === 'cs' ? 'CS' : 'DS'}, ${place}`);
    else return [];
  }
  return lines.length > 0 ? [{ title: `Store ${lines.length === 1 ? 'the missing word' : `the ${lines.length} missing words`}`, edits: [insertBeforeStatement(analysis, finding.origin.start, lines)], mendsCode: true, confirmed: true }] : [];
}

function instructionOf(analysis: Analysis, finding: PlacedFinding): number | undefined {
  const section = analysis.object.sections.findIndex(s => s.name === finding.section);
  const found = analysis.checked.instructions.findIndex(i => i.section === section && i.offset === finding.offset);
  return found < 0 ? undefined : found;
}
