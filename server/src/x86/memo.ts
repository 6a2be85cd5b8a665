// SPDX-License-Identifier: GPL-2.0-or-later
// Lowering a statement is a function of its text and of the few answers that it asked the assembler for (is `KEY` a register? is `n`
// known now?). A run is recorded with its questions and answers; it is repeated only when an answer differs. 14,804 distinct texts make
// the 136,973 statements of arch/x86, so most statements cost one map look-up.

import type { Expression } from '../gas/expression.ts';
import { sameValue, type RegisterName, type Value } from '../gas/statement.ts';
import type { LowerContext } from './instruction.ts';

type Question =
  | { readonly kind: 'register'; readonly name: string; readonly answer: RegisterName | undefined }
  | { readonly kind: 'value'; readonly expression: Expression; readonly answer: Value };

interface Run<Result> { readonly questions: readonly Question[]; readonly result: Result }

export interface Memo<Result> { readonly runs: Map<string, Run<Result>[]>; readonly limit: number }

export function createMemo<Result>(limit: number): Memo<Result> { return { runs: new Map(), limit }; }

/** The recorded result for this key whose questions have the same answers now. */
export function recall<Result>(memo: Memo<Result>, key: string, context: LowerContext): Result | undefined {
  const runs = memo.runs.get(key);
  if (runs === undefined) return undefined;
  for (let i = 0; i < runs.length; i++) if (sameAnswers(runs[i]!.questions, context)) return runs[i]!.result;
  return undefined;
}

/** What `run` makes of this key, recorded. */
export function learn<Result>(memo: Memo<Result>, key: string, context: LowerContext, run: (context: LowerContext) => Result): Result {
  const runs = memo.runs.get(key);
  const questions: Question[] = [];
  const result = run(recording(context, questions));
  if (runs) {
    if (runs.length >= runsPerKey) runs.shift();
    runs.push({ questions, result });
  } else {
    if (memo.runs.size >= memo.limit) forgetOldest(memo);
    memo.runs.set(key, [{ questions, result }]);
  }
  return result;
}

/** A loop counter (`n = n + 1`) gives one text many values; more than this many are not worth keeping. */
const runsPerKey = 16;

function recording(context: LowerContext, questions: Question[]): LowerContext {
  return {
    mode: context.mode,
    machine: context.machine,
    evaluate(expression) {
      const answer = context.evaluate(expression);
      questions.push({ kind: 'value', expression, answer });
      return answer;
    },
    registerSymbol(name) {
      const answer = context.registerSymbol(name);
      questions.push({ kind: 'register', name, answer });
      return answer;
    },
  };
}

function sameAnswers(questions: readonly Question[], context: LowerContext): boolean {
  for (let i = 0; i < questions.length; i++) {
    const question = questions[i]!;
    if (question.kind === 'register') {
      if (context.registerSymbol(question.name) !== question.answer) return false;
    } else if (!sameValue(context.evaluate(question.expression), question.answer)) return false;
  }
  return true;
}

/** Drops the older half: Map keeps insertion order. */
function forgetOldest<Result>(memo: Memo<Result>): void {
  let drop = memo.limit >> 1;
  for (const key of memo.runs.keys()) { if (drop-- <= 0) return; memo.runs.delete(key); }
}
