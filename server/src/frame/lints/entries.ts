// SPDX-License-Identifier: GPL-2.0-or-later
// What every way into the kernel has to do before it may call anything: which GS base, which flags, which return predictor.

import type { Checked } from '../../objtool/checked.ts';
import { indexAt } from '../../objtool/indexAt.ts';
import type { Flow } from '../flow.ts';
import { SP } from '../frameState.ts';
import type { Lint, LintContext, Part } from '../lint.ts';
import { isSystemCallEntry } from '../systemCall.ts';
import { stepOf } from '../trace.ts';
import { operationOf } from './stackPointer.ts';

export const entryLints: readonly Lint[] = [
  {
    code: 'swapgs-balance', severity: 'warning',
    help: 'SYSCALL comes with the user\'s GS base, and the user gets it back: from the entry to SYSRET or IRET SWAPGS runs an even number of times, and an odd number before anything of the kernel is touched.',
    advice: 'One swapgs at the entry, one right in front of the return.',
    find(context, { hinted }, found) {
      const { checked } = context;
      hinted.forEach(entry => {
        if (!startsSymbol(checked, entry) || !isSystemCallEntry(checked, entry)) return;
        for (const { instruction, what } of gsAlong(context, entry)) {
          found(instruction, what === 'exit' ? 'swapgs runs an odd number of times between the entry and here: user code would get the kernel\'s GS base' : 'per-CPU memory, before swapgs: the GS base is still the user\'s', [{ instruction: entry, words: 'the system call enters here' }]);
        }
      });
    },
  },
  {
    code: 'clac-cld-entry', severity: 'warning',
    help: 'An exception arrives with the flags of what it interrupted: with AC set the kernel may touch user memory by mistake, with DF set every string instruction runs backwards, and C code relies on both being clear.',
    advice: 'ASM_CLAC and cld behind the entry\'s ENDBR.',
    find({ traced, object }, part, found) {
      for (const { entry, call, left } of exceptionEntries(traced.flow, part)) {
        // Which flags matter here, other entries of the file tell: code that never clears one has its reasons.
        const missing = left.filter(flag => object.cleared.has(flag));
        if (missing.length === 0) continue;
        const are = missing.length === 1 ? 'is' : 'are';
        found(call, `${missing.join(' and ')} ${are} as in the interrupted code here: ${missing.map(flag => flag === 'AC' ? 'ASM_CLAC' : 'cld').join(' and ')} ${are} missing in front of the first call, which other entries have`, [{ instruction: entry, words: 'the exception enters here' }]);
      }
    },
  },
  {
    code: 'entry-no-untrain', severity: 'warning',
    help: 'On an entry from user space no return may run before the return predictor has been untrained; objtool checks that only in the run over all of vmlinux (--unret).',
    advice: 'UNTRAIN_RET in front of the first call, or a call to code that begins with it.',
    find(context, { all }, found) {
      const { checked, untrains } = context;
      if (!untrains || checked.program.rules.options.unret) return;
      const told = new Set<number>();
      all.forEach(entry => {
        if (!checked.program.instructions[entry]!.unretStart) return;
        const early = beforeUntrain(context, entry);
        if (early === undefined || told.has(early)) return;
        told.add(early);
        found(early, `${checked.program.instructions[early]!.type === 'return' ? 'this return runs' : 'this indirect branch runs'} before UNTRAIN_RET on the way from an entry`, [{ instruction: entry, words: 'the entry' }]);
      });
    },
  },
];

function startsSymbol(checked: Checked, index: number): boolean {
  const own = checked.program.instructions[index]!;
  return own.section.startingAt.get(own.offset)?.size !== undefined && own.section.startingAt.get(own.offset)!.size > 0 && own.section.functionAt.get(own.offset) === undefined;
}

/** Code for the time before there are users, flags or variables of one's own. */
function isEarly(checked: Checked, index: number): boolean {
  const { section } = checked.program.instructions[index]!;
  return section.init || section.name === '.head.text';
}

interface GsProblem { readonly instruction: number; readonly what: 'exit' | 'variable' }

/** By how many SWAPGS, even (1), odd (2) or either (3), each instruction is reached; only what is certain is said. */
function gsAlong({ checked, looked }: LintContext, entry: number): GsProblem[] {
  const parities = new Map([[entry, 1]]), waiting = [entry], problems = new Map<number, GsProblem>();
  let swaps = 0;
  while (waiting.length > 0) {
    const at = waiting.pop()!, own = checked.program.instructions[at]!, parity = parities.get(at)!;
    looked(at);
    if (parities.size > 5000) return [];
    const { mnemonic } = operationOf(checked, at), swap = mnemonic === 'swapgs';
    if (swap) swaps++;
    // Assembly that is called may swap by itself.
    const then = own.type === 'call' && stepOf(checked, at).call !== 'function' && stepOf(checked, at).call !== 'registers' ? 3 : swap ? parity === 3 ? 3 : 3 - parity : parity;
    for (const { to, kind } of checked.instructions[at]!.next) {
      const old = parities.get(to) ?? 0, now = old | (kind === 'alternative' || kind === 'fixup' ? parity : then);
      if (now !== old) { parities.set(to, now); waiting.push(to); }
    }
  }
  for (const [at, parity] of parities) {
    const { mnemonic, operands } = operationOf(checked, at);
    if (mnemonic === 'sysretq' || mnemonic === 'sysret' || mnemonic === 'iretq') {
      if (parity === 2) problems.set(at, { instruction: at, what: 'exit' });
    } else if (parity === 1 && swaps > 0 && operands.some(o => o.kind === 'memory' && o.place.segmented) && mnemonic !== 'nop') problems.set(at, { instruction: at, what: 'variable' });
  }
  // The first of a way is enough.
  return [...problems.values()].sort((a, b) => a.instruction - b.instruction).filter((problem, i, all) => problem.what === 'exit' || all.findIndex(p => p.what === 'variable') === i);
}

/** Flags that some entry clears. */
export function cleared(flow: Flow, part: Part): Flag[] { return [...exceptionEntries(flow, part)].flatMap(({ left }) => flags.filter(flag => !left.includes(flag))); }

type Flag = 'AC' | 'DF';
const flags: readonly Flag[] = ['AC', 'DF'];

interface ExceptionEntry { readonly entry: number; /** The first call. */ readonly call: number; /** Flags that nothing has cleared until there. */ readonly left: readonly Flag[] }

/** Code regions that begin with the CPU's words and come, straight on, to a call. */
function* exceptionEntries({ checked, componentAt }: Flow, { hinted }: Part): Generator<ExceptionEntry> {
  for (const entry of hinted) {
    const at = checked.instructions[entry]!;
    if (at.state?.type !== 'regs-partial' || at.state.cfa.base !== SP || !startsSymbol(checked, entry) || isEarly(checked, entry)) continue;
    const left = new Set(flags);
    for (let here: number | undefined = entry, steps = 0; here !== undefined && componentAt[here] === componentAt[entry] && steps < 64; steps++) {
      const own = checked.program.instructions[here]!, edges: Checked['instructions'][number]['next'] = checked.instructions[here]!.next;
      if (own.type === 'clac' || edges.some(edge => edge.kind === 'alternative' && checked.program.instructions[edge.to]!.type === 'clac')) left.delete('AC');
      if (own.type === 'cld') left.delete('DF');
      if (own.type === 'call') { yield { entry, call: here, left: [...left] }; break; }
      here = edges.find(edge => edge.kind === 'fall-through')?.to;
    }
  }
}

/** The first return or indirect branch that a way from the entry meets before the mark of the untrain sequence. */
function beforeUntrain({ checked, looked }: LintContext, entry: number): number | undefined {
  const { program, instructions } = checked, seen = new Set<number>(), waiting = [entry];
  while (waiting.length > 0) {
    const at = waiting.pop()!, own = program.instructions[at]!;
    if (seen.has(at)) continue;
    seen.add(at);
    looked(at);
    if (own.type === 'return' || own.type === 'call-dynamic' || own.type === 'jmp-dynamic') return at;
    if (own.type === 'nop' && own.retpolineSafe) continue;
    const { callTo } = own;
    if (callTo && (own.type === 'call' || own.type === 'jmp' || own.type === 'jcc')) {
      // What another object holds is not known here.
      const first = callTo.section && indexAt(checked, callTo.section.index, callTo.offset);
      if (first !== undefined) waiting.push(first);
      if (own.type !== 'jcc') continue;
    }
    if (own.type === 'sysret' || own.type === 'context-switch' || own.deadEnd) continue;
    for (const { to } of instructions[at]!.next) waiting.push(to);
  }
  return undefined;
}
