// SPDX-License-Identifier: GPL-2.0-or-later
// The values of registers and stack words of an analysis: traced when first asked for, kept as long as the analysis.

import { KeptWith } from '../base/keptWith.ts';
import type { Flow } from '../frame/flow.ts';
import { trace, type Traced } from '../frame/trace.ts';
import type { Words } from '../frame/valueText.ts';
import { isSystemCallEntry } from '../frame/systemCall.ts';
import { shownIn } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import type { Analysis } from './analyse.ts';
import { livingFlow } from './livingFlow.ts';
import { statementOf } from './sites.ts';

const kept = new KeptWith<Analysis['checked'], Traced>();

export function framesOf(analysis: Analysis): Traced {
  const { checked, memory } = analysis;
  let traced = kept.get(checked);
  if (!traced) {
    const flow = traceable(analysis), isLatest = memory?.flow.latest === flow;
    kept.set(checked, traced = trace(flow, isLatest ? memory.frames.latest : undefined, isLatest ? memory.flow.change : undefined));
    if (isLatest) { memory.frames.latest = traced; memory.flow.change = undefined; }
  }
  return traced;
}

/** Values are traced in words of 64 bits: of i386 code nothing is known. */
function traceable(analysis: Analysis): Flow {
  const flow = livingFlow(analysis);
  return analysis.object.machine === 'i386' ? { ...flow, componentAt: [], components: new Set() } : flow;
}

/** How this analysis names instructions: by their line in the file that is looked at. */
export function frameWords(analysis: Analysis): Words {
  const { checked } = analysis;
  return {
    place: instruction => placeName(analysis, instruction),
    callee: instruction => {
      const own = checked.program.instructions[instruction], name = own?.callTo?.name ?? own?.relocation?.symbol.name;
      return name === undefined || name === '' || own?.callTo === undefined && own?.type !== 'call' ? undefined : name;
    },
    isFunction: instruction => {
      const own = checked.program.instructions[instruction];
      return own !== undefined && own.section.functionAt.has(own.offset);
    },
    isSystemCall: instruction => isSystemCallEntry(checked, instruction),
  };
}

/** 1-based, in the file that is looked at. */
export function lineOf(analysis: Analysis, instruction: number): number | undefined {
  const statement = statementOf(analysis, instruction), shown = statement && shownIn(analysis.source, statement.origin);
  return shown ? lineAt(analysis.source, shown.start) + 1 : undefined;
}

function placeName(analysis: Analysis, instruction: number): string {
  const line = lineOf(analysis, instruction);
  if (line !== undefined) return `line ${line}`;
  const at = analysis.checked.instructions[instruction];
  return at ? `${analysis.object.sections[at.section]!.name}+0x${at.offset.toString(16)}` : 'nowhere';
}
