// SPDX-License-Identifier: GPL-2.0-or-later
// The flow through the code of a file from one revision to the next (frame/flowMemory.ts), and who has to take notice of what is new in it.

import { flowOf, forgetFlow, keepFlow, newFlow, type Flow, type Place } from '../frame/flow.ts';
import { continueFlow, type FlowChange, type FlowNews } from '../frame/flowMemory.ts';
import type { Checked } from '../objtool/checked.ts';
import { joinedSince, type Since } from '../objtool/revision.ts';
import type { Analysis } from './analyse.ts';

export interface LivingFlow {
  latest: Flow | undefined;
  /** From the latest flow to what was checked last; undefined if nothing is known to be as it was. */
  since: { readonly what: Since; readonly to: Checked } | undefined;
  /** From the one before to the latest. */
  change: FlowChange | undefined;
  /** Since somebody took notice. */
  news: FlowNews | 'everything';
}

export function livingFlowFor(): LivingFlow { return { latest: undefined, since: undefined, change: undefined, news: 'everything' }; }

/** The file was checked again; nobody may ask for its flow until it is checked once more. */
export function noteRevision(flow: LivingFlow, since: Since | undefined, checked: Checked): void {
  const { latest, since: known } = flow;
  const what = !since || !latest ? undefined : since.before === latest.checked ? since : known?.to === since.before ? joinedSince(known.what, since) : undefined;
  flow.since = what && { what, to: checked };
}

/** In the latest revision of a file that is being edited, what of it is as it was before consists of the objects of before. */
export function livingFlow({ checked, memory }: Analysis): Flow {
  if (!memory) return flowOf(checked);
  const { flow } = memory;
  if (flow.latest?.checked === checked) return flow.latest;
  if (memory.judged.latest?.checked !== checked) return flowOf(checked);
  const next = flow.latest && flow.since?.to === checked ? continueFlow(flow.latest, checked, flow.since.what) : { flow: newFlow(checked), change: undefined };
  flow.news = next.change && flow.news !== 'everything' && flow.news.gone.length < mostNews ? joinedNews(flow.news, next.change) : 'everything';
  flow.since = undefined;
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
