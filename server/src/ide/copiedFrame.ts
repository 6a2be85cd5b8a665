// SPDX-License-Identifier: GPL-2.0-or-later
// A frame that lies on the stack twice: which word each push copies, where the original and the copy are behind it, and what the hint
// behind them does. objtool only sees the pushes and obeys the hint.
//
//     push 5*8(%rsp)   ss        iret frame rsp+8      the CPU's words: ip at rsp+8
//     push 5*8(%rsp)   sp        iret frame rsp+16
//     ...
//     (hint)                     iret frame rsp+8      the copy at rsp+8, the original at rsp+56

import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { copiedAt, copiedBefore, copiedFrame, type CopiedFrame, type CopiedWords } from '../frame/copiedWords.ts';
import { iretFrameOffset, memberAt } from '../frame/ptRegs.ts';
import type { CfiState } from '../objtool/checked.ts';
import { shortState } from './stateWords.ts';

export interface CopyFacts {
  readonly words: number;
  /** Bytes from rsp behind the last push: of the frame that is copied and of the copy. Undefined if no frame is known there. */
  readonly original: number | undefined;
  readonly copy: number | undefined;
  readonly type: CopiedFrame['type'] | undefined;
  /** One for each push. */
  readonly rows: readonly CopyRow[];
  /** The push that is looked at, from 0; undefined for the instruction behind the last. */
  readonly here: number | undefined;
  /** A hint behind the pushes says that the copy is the frame now. */
  readonly hinted: boolean;
}

export interface CopyRow {
  readonly text: string;
  /** The member of pt_regs that is copied, if it is one. */
  readonly member: string | undefined;
  /** In front of the push. */
  readonly state: CfiState | undefined;
}

export function copyFacts(analysis: Analysis, instruction: number): CopyFacts | undefined {
  const { checked } = analysis, run = copiedAt(checked, instruction) ?? hintedBehind(analysis, instruction);
  if (!run) return undefined;
  const frame = copiedFrame(checked, run), next = checked.instructions[run.last]!.next[0]?.to;
  const after = next === undefined ? undefined : checked.instructions[next];
  const rows = Array.from({ length: run.words }, (_, i): CopyRow => ({
    text: statementOf(analysis, run.first + i)?.source.text ?? '', member: frame && memberCopied(frame, i), state: checked.instructions[run.first + i]!.state,
  }));
  const hinted = frame !== undefined && after?.hint === true && after.state?.type === frame.type && after.state.cfa.base === 4 && after.state.cfa.offset === frame.copy;
  return { words: run.words, original: frame?.original, copy: frame?.copy, type: frame?.type, rows, here: instruction <= run.last ? instruction - run.first : undefined, hinted };
}

/** The instruction behind a copy has something to say only if a hint there speaks of it. */
function hintedBehind({ checked }: Analysis, instruction: number): CopiedWords | undefined {
  return checked.instructions[instruction]!.hint ? copiedBefore(checked, instruction) : undefined;
}

/** Push `i` copies the i-th word from the block's end. */
function memberCopied(frame: CopiedFrame, i: number): string | undefined {
  const word = frame.source + 8 * (frame.words - 1 - i), start = frame.original - 8 * frame.words;
  return memberAt(word - start + (frame.type === 'regs-partial' ? iretFrameOffset : 0));
}

export function renderCopy(facts: CopyFacts): string {
  const { words, original, copy, type, here, hinted } = facts;
  const which = here === undefined ? `the ${words} pushes above` : `push ${here + 1} of ${words}`;
  const width = Math.max(...facts.rows.map(row => row.text.length)), wide = Math.max(...facts.rows.map(row => row.member?.length ?? 0));
  const table = facts.rows.map((row, i) => `${row.text.padEnd(width)}  ${(row.member ?? '').padEnd(wide)}  ${shortState(row.state)}${i === here ? '  <-' : ''}`);
  if (original === undefined || copy === undefined) return [`${which} of the same operand: a block of ${words} words lies on the stack twice behind them`, '```', ...table, '```'].join('\n');
  const frame = type === 'regs' ? 'the pt_regs' : "the CPU's words";
  const sentences = [
    `${which}: a copy of ${frame} is made. Behind them the original is at ${original}(%rsp), the copy at ${copy}(%rsp).`,
    hinted ? `The hint behind them goes back from rsp+${original} to rsp+${copy}: not because words were popped, but because the copy is the frame now. What lies above it, ${original - copy} bytes, is a gap for a handler to push into.`
      : `The pushes by themselves leave the state at rsp+${original}, the original; only a hint can say that the copy is the frame.`,
  ];
  return [sentences.join(' '), '```', ...table, '```'].join('\n');
}
