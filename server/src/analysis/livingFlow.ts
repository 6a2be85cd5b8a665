// SPDX-License-Identifier: GPL-2.0-or-later
// The flow through the code of a file from one revision to the next (frame/flowMemory.ts), and who has to take notice of what is new in it.

import { flowOf, forgetFlow, keepFlow, newFlow, type Flow, type Place } from '../frame/flow.ts';
import { continueFlow, type FlowChange, type FlowNews } from '../frame/flowMemory.ts';
import type { Rules } from '../objtool/rules.ts';
import type { Analysis } from './analyse.ts';

export interface LivingFlow {
  latest: Flow | undefined;
  rules: Rules | undefined;
  /** From the one before to the latest. */
  change: FlowChange | undefined;
  /** Since somebody took notice. */
  news: FlowNews | 'everything';
}

export function livingFlowFor(): LivingFlow { return { latest: undefined, rules: undefined, change: undefined, news: 'everything' }; }

/** In the latest revision of a file that is being edited, what of it is as it was before consists of the objects of before. */
export function livingFlow({ checked, memory, inputs: { rules } }: Analysis): Flow {
  if (!memory) return flowOf(checked);
  const { flow } = memory;
  if (flow.latest?.checked === checked) return flow.latest;
  if (memory.judged.latest?.checked !== checked) return flowOf(checked);
  const next = flow.latest && flow.rules && sameRules(flow.rules, rules) ? continueFlow(flow.latest, checked) : { flow: newFlow(checked), change: undefined };
  flow.news = next.change && flow.news !== 'everything' && flow.news.gone.length < mostNews ? joinedNews(flow.news, next.change) : 'everything';
  flow.rules = rules;
  flow.change = next.change;
  if (flow.latest) forgetFlow(flow.latest);
  return flow.latest = keepFlow(next.flow);
}

/** Of a file that is not looked at nobody takes notice. */
const mostNews = 10_000;

/** For somebody who saw neither revision, each place is news of one kind. */
function joinedNews(a: FlowNews, b: FlowNews): FlowNews {
  const added = new Set([...a.added, ...b.added]), restated = new Set([...a.restated, ...b.restated]), known = ({ index }: Place): boolean => index >= 0;
  const before = (place: Place): boolean => !added.has(place);
  return {
    gone: [...a.gone, ...b.gone].filter(before), added: [...added].filter(known), restated: [...restated].filter(place => known(place) && before(place)),
    changed: [...new Set([...a.changed, ...b.changed])].filter(place => known(place) && before(place)),
  };
}

const noNews: FlowNews = { gone: [], added: [], changed: [], restated: [] };

/** What has changed since this was asked last; undefined for an earlier revision. */
export function takeFlowNews({ checked, memory }: Analysis): FlowNews | 'everything' | undefined {
  if (!memory || memory.flow.latest?.checked !== checked) return undefined;
  const { news } = memory.flow;
  memory.flow.news = noNews;
  return news;
}

/** The options are a new object each time, whatever is in them. */
export function sameRules(before: Rules, now: Rules): boolean {
  return before === now || (Object.keys({ ...before, ...now }) as (keyof Rules)[]).every(key => before[key] === now[key] || (key === 'options' && JSON.stringify(before.options) === JSON.stringify(now.options)));
}
