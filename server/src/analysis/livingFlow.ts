// SPDX-License-Identifier: GPL-2.0-or-later
// The flow through the code of a file from one revision to the next (frame/flowMemory.ts), and who has to take notice of what is new in it.

import { flowOf, forgetFlow, keepFlow, newFlow, type Flow } from '../frame/flow.ts';
import { continueFlow, type FlowChange } from '../frame/flowMemory.ts';
import type { Rules } from '../objtool/rules.ts';
import type { Analysis } from './analyse.ts';

/** `changes`: since somebody took notice. */
export interface LivingFlow { latest: Flow | undefined; rules: Rules | undefined; changes: FlowChange[] | 'everything' }

export function livingFlowFor(): LivingFlow { return { latest: undefined, rules: undefined, changes: 'everything' }; }

/** In the latest revision of a file that is being edited, what of it is as it was before consists of the objects of before. */
export function livingFlow({ checked, memory, inputs: { rules } }: Analysis): Flow {
  if (!memory) return flowOf(checked);
  const { flow } = memory;
  if (flow.latest?.checked === checked) return flow.latest;
  if (memory.judged.latest?.checked !== checked) return flowOf(checked);
  const next = flow.latest && flow.rules && sameRules(flow.rules, rules) ? continueFlow(flow.latest, checked) : { flow: newFlow(checked), change: undefined };
  flow.changes = next.change && flow.changes !== 'everything' && flow.changes.length < mostChanges ? [...flow.changes, next.change] : 'everything';
  flow.rules = rules;
  if (flow.latest) forgetFlow(flow.latest);
  return flow.latest = keepFlow(next.flow);
}

/** Nobody takes notice of a file that is not looked at. */
const mostChanges = 100;

/** What has changed since this was asked last; undefined for an earlier revision. */
export function takeFlowChanges({ checked, memory }: Analysis): FlowChange | 'everything' | undefined {
  if (!memory || memory.flow.latest?.checked !== checked) return undefined;
  const { changes } = memory.flow;
  memory.flow.changes = [];
  return changes === 'everything' ? changes : { gone: changes.flatMap(({ gone }) => gone), added: changes.flatMap(({ added }) => added), changed: changes.flatMap(({ changed }) => changed) };
}

/** The options are a new object each time, whatever is in them. */
export function sameRules(before: Rules, now: Rules): boolean {
  return (Object.keys({ ...before, ...now }) as (keyof Rules)[]).every(key => before[key] === now[key] || (key === 'options' && JSON.stringify(before.options) === JSON.stringify(now.options)));
}
