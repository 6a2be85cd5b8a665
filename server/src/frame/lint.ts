// SPDX-License-Identifier: GPL-2.0-or-later
// Findings that objtool cannot have (WARNINGS.md section 8): one table of rules, each a function over a component of a traced object. A rule says
// something only where it is sure; what is unknown is no finding. Rules look at the instructions first and ask for values last, because values
// cost. What a rule has to know of the whole object is written down first, component by component (ObjectFacts), and where it follows ways
// into other components it says so (`looked`): so the findings of a component hold as long as it, its values, these and the facts are what they were.

import { KeptWith } from '../base/keptWith.ts';
import type { Checked } from '../objtool/checked.ts';
import type { Component, Flow, Place } from './flow.ts';
import { codePathLints } from './lints/codePaths.ts';
import { copiedFrameLints } from './lints/copiedFrame.ts';
import { cleared, entryLints } from './lints/entries.ts';
import { exitLints } from './lints/exits.ts';
import { hintLints } from './lints/hints.ts';
import { ptRegsLints } from './lints/ptRegs.ts';
import { savedRegisterLints } from './lints/savedRegisters.ts';
import { savedTo, stackPointerLints } from './lints/stackPointer.ts';
import { traceOf, type Traced } from './trace.ts';
import type { ComponentTrace } from './traceMemory.ts';

export interface LensFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly words: string;
  readonly instruction: number;
  readonly related?: readonly { readonly instruction: number; readonly words: string }[];
}

export interface LintContext {
  readonly traced: Traced;
  readonly checked: Checked;
  /** The kernel is built with frame pointers. */
  readonly framePointers: boolean;
  /** ... and with static calls, which its int3 handler emulates while they are patched. */
  readonly emulatesCalls: boolean;
  /** ... and untrains the return predictor at its entries. */
  readonly untrains: boolean;
  readonly object: ObjectFacts;
  /** To be told of each instruction that may lie outside of the component. */
  readonly looked: (instruction: number) => void;
}

export interface ObjectFacts {
  /** Where rsp is stored to: displacements of fields, names of variables behind a dollar sign. */
  readonly savedTo: ReadonlySet<string>;
  /** Flags that some entry clears. */
  readonly cleared: ReadonlySet<string>;
}

/** A component's instructions, as rules ask for them; each list in order. */
export interface Part {
  readonly component: Component;
  readonly all: readonly number[];
  readonly hinted: readonly number[];
  readonly calls: readonly number[];
  readonly returns: readonly number[];
  /** Where SYSRET, IRET and the like may leave the kernel. */
  readonly switches: readonly number[];
  /** What objtool knows to move words or the stack. */
  readonly moving: readonly number[];
  /** What it passes over. */
  readonly others: readonly number[];
}

export interface Lint {
  readonly code: string;
  readonly severity: LensFinding['severity'];
  /** What is wrong, and why it matters, in one sentence. */
  readonly help: string;
  /** What to do about it. */
  readonly advice: string;
  /** Not shown unless asked for. */
  readonly off?: true;
  readonly find: (context: LintContext, part: Part, found: (instruction: number, words: string, related?: LensFinding['related']) => void) => void;
}

export const lints: readonly Lint[] = [...stackPointerLints, ...hintLints, ...ptRegsLints, ...codePathLints, ...copiedFrameLints, ...savedRegisterLints, ...entryLints, ...exitLints];

/** What lints are told of the kernel's configuration. */
export type LintOptions = Pick<LintContext, 'framePointers' | 'emulatesCalls' | 'untrains'>;

/** `asked`: codes that are off and wanted all the same. */
export function lint(traced: Traced, options: LintOptions, asked: (code: string) => boolean = () => false, counted: { linted: number } = { linted: 0 }): LensFinding[] {
  const { flow } = traced, parts = new Map<Component, Part>(), object = objectFacts(flow, parts), on = lints.filter(({ off, code }) => !off || asked(code));
  const key = [options.framePointers, options.emulatesCalls, options.untrains, ...object.savedTo, ...object.cleared, ...on.map(({ code }) => code)].join();
  const found: PlacedFinding[] = [];
  for (const component of flow.components) {
    let known = kept.get(component);
    if (known?.key !== key || !known.looked.every(other => flow.components.has(other)) || (known.trace && known.trace !== traceOf(traced, component))) {
      kept.set(component, known = lintComponent(traced, component, parts.get(component) ?? partOf(flow.checked, component), { ...options, object, key, on }));
      counted.linted++;
    }
    for (const finding of known.findings) found.push(finding);
  }
  return found.length === 0 ? [] : inOrder(found);
}

/** Found in a component, by places, which move. */
interface PlacedFinding {
  readonly rule: Lint;
  readonly words: string;
  readonly place: Place;
  readonly related: readonly { readonly place: Place; readonly words: string }[];
}

interface KnownFindings {
  readonly key: string;
  readonly looked: readonly Component[];
  /** If some rule asked for values. */
  readonly trace: ComponentTrace | undefined;
  readonly findings: readonly PlacedFinding[];
}

const kept = new KeptWith<Component, KnownFindings>();

interface Linting extends LintOptions { readonly object: ObjectFacts; readonly key: string; readonly on: readonly Lint[] }

function lintComponent(traced: Traced, component: Component, part: Part, { key, on, ...options }: Linting): KnownFindings {
  const { checked, flow: { componentAt, places } } = traced, others = new Set<Component>(), findings: PlacedFinding[] = [];
  const context: LintContext = { ...options, traced, checked, looked: index => { const other = componentAt[index]!; if (other !== component) others.add(other); } };
  for (const rule of on) {
    rule.find(context, part, (instruction, words, related = []) => {
      findings.push({ rule, words, place: places[instruction]!, related: related.map(one => ({ place: places[one.instruction]!, words: one.words })) });
    });
  }
  return { key, looked: [...others], trace: traced.traces.get(component), findings };
}

/** By rule, then by instruction; what several components find at one place is said once. */
function inOrder(found: readonly PlacedFinding[]): LensFinding[] {
  const ranks = new Map(lints.map((rule, rank) => [rule, rank])), said = new Set<string>();
  const once = found.filter(({ rule, place, words }) => { const key = `${rule.code}|${place.index}|${words}`; return !said.has(key) && said.add(key); });
  return once.sort((a, b) => ranks.get(a.rule)! - ranks.get(b.rule)! || a.place.index - b.place.index).map(({ rule: { code, severity }, words, place, related }) => ({
    code, severity, words, instruction: place.index, ...(related.length > 0 ? { related: related.map(one => ({ instruction: one.place.index, words: one.words })) } : {}),
  }));
}

function partOf(checked: Checked, component: Component): Part {
  const all: number[] = [], hinted: number[] = [], calls: number[] = [], returns: number[] = [], switches: number[] = [], moving: number[] = [], others: number[] = [];
  const { places } = component;
  for (let rank = 0; rank < places.length; rank++) {
    const { index } = places[rank]!, own = checked.program.instructions[index]!;
    all.push(index);
    if (checked.instructions[index]!.hint) hinted.push(index);
    if (own.ops.length > 0) moving.push(index);
    if (own.type === 'call') calls.push(index);
    else if (own.type === 'return') returns.push(index);
    else if (own.type === 'sysret' || own.type === 'context-switch' || own.decoded.type === 'iret') switches.push(index);
    else if (own.type === 'other' && own.ops.length === 0) others.push(index);
  }
  return { component, all, hinted, calls, returns, switches, moving, others };
}

/** What each component adds to the facts. */
const contributed = new KeptWith<Component, ObjectFactLists>();
interface ObjectFactLists { readonly savedTo: readonly string[]; readonly cleared: readonly string[] }

/** The parts that are looked at for it are noted. */
function objectFacts(flow: Flow, parts: Map<Component, Part>): ObjectFacts {
  const saved = new Set<string>(), clear = new Set<string>();
  for (const component of flow.components) {
    let own = contributed.get(component);
    if (!own) {
      const part = partOf(flow.checked, component);
      parts.set(component, part);
      contributed.set(component, own = { savedTo: savedTo(flow.checked, part), cleared: cleared(flow, part) });
    }
    for (const place of own.savedTo) saved.add(place);
    for (const flag of own.cleared) clear.add(flag);
  }
  return { savedTo: new Set([...saved].sort()), cleared: new Set([...clear].sort()) };
}
