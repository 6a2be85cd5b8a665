// SPDX-License-Identifier: GPL-2.0-or-later
// Enough of GNU make to read kbuild's Makefiles as data: which objects a directory builds in, which extra flags one of them gets,
// which options objtool is called with. That is how the answers follow the tree instead of a table of versions. Nothing is run:
// $(shell ...) is empty, rules are skipped, and the compiler's abilities ($(call cc-option,X)) are taken for given.

import { expandMake } from './makeExpand.ts';

export interface MakeVariables {
  readonly assigned: ReadonlyMap<string, MakeVariable>;
  /** `target: NAME = value`. */
  readonly forTargets: readonly TargetAssignment[];
  /** Variables from outside: CONFIG_*, obj, src, srctree ... */
  readonly given: (name: string) => string | undefined;
}

export interface MakeVariable { readonly text: string; readonly recursive: boolean }

interface TargetAssignment { readonly targets: string; readonly name: string; readonly operator: string; readonly text: string }

interface ReadState {
  readonly assigned: Map<string, MakeVariable>;
  readonly forTargets: TargetAssignment[];
  readonly given: (name: string) => string | undefined;
  /** One entry per open conditional: taking = this branch counts, done = a branch has counted already. */
  readonly conditions: { taking: boolean; done: boolean }[];
  inDefine: boolean;
  inRule: boolean;
}

/** Reads Makefiles one behind the other, as if the first included the rest. */
export function readMakefiles(texts: readonly string[], given: (name: string) => string | undefined, initial?: ReadonlyMap<string, string>): MakeVariables {
  const state: ReadState = { assigned: new Map(), forTargets: [], given, conditions: [], inDefine: false, inRule: false };
  for (const [name, text] of initial ?? []) state.assigned.set(name, { text, recursive: false });
  for (const text of texts) {
    state.conditions.length = 0;
    state.inDefine = state.inRule = false;
    for (const line of logicalLines(text)) readLine(state, line);
  }
  return state;
}

/** The value of a variable, with the assignments that hold for one of these targets. */
export function makeValueOf(variables: MakeVariables, name: string, targets: readonly string[] = []): string {
  return expandMake(targets.length > 0 ? atTargets(variables, targets) : variables, `$(${name})`).trim();
}

export function makeWords(variables: MakeVariables, name: string, targets: readonly string[] = []): string[] {
  return makeValueOf(variables, name, targets).split(/\s+/).filter(word => word !== '');
}

/** The same variables, as a rule for these targets sees them. */
export function atTargets(variables: MakeVariables, targets: readonly string[]): MakeVariables {
  const assigned = new Map(variables.assigned);
  const local: MakeVariables = { ...variables, assigned };
  for (const assignment of variables.forTargets) {
    const patterns = expandMake(local, assignment.targets).split(/\s+/);
    if (targets.some(target => patterns.some(pattern => matchesPattern(pattern, target)))) assign(local, assigned, { ...assignment, name: expandMake(local, assignment.name) });
  }
  return local;
}

export function matchesPattern(pattern: string, word: string): boolean {
  const percent = pattern.indexOf('%');
  if (percent < 0) return pattern === word;
  return word.length >= pattern.length - 1 && word.startsWith(pattern.slice(0, percent)) && word.endsWith(pattern.slice(percent + 1));
}

function readLine(state: ReadState, raw: string): void {
  if (state.inDefine) { if (/^\s*endef\b/.test(raw)) state.inDefine = false; return; }
  const line = withoutComment(raw).trim();
  if (line === '') return;
  const directive = /^(ifdef|ifndef|ifeq|ifneq|else|endif)\b\s*(.*)$/.exec(line);
  if (directive) { readConditional(state, directive[1]!, directive[2]!); return; }
  if (state.conditions.some(condition => !condition.taking)) return;
  if (raw.startsWith('\t') && state.inRule) return;
  if (/^define\b/.test(line)) { state.inDefine = true; return; }
  const assignment = /^(?:(?:export|override|private)\s+)*([^\s:#=?+]+)\s*(:::=|::=|:=|\+=|\?=|=)\s*(.*)$/s.exec(line);
  if (assignment) {
    state.inRule = false;
    assign(state, state.assigned, { name: expandMake(state, assignment[1]!), operator: assignment[2]!, text: assignment[3]! });
    return;
  }
  const rule = /^([^=]*?[^:=]|[^:=]):(?!=)(.*)$/s.exec(line);
  if (!rule) return;
  state.inRule = true;
  const local = /^\s*(?:private\s+)?([^\s:#=?+]+)\s*(::=|:=|\+=|\?=|=)\s*(.*)$/s.exec(rule[2]!);
  if (local) state.forTargets.push({ targets: rule[1]!, name: local[1]!, operator: local[2]!, text: local[3]! });
}

function readConditional(state: ReadState, directive: string, operand: string): void {
  const top = state.conditions[state.conditions.length - 1];
  if (directive === 'endif') { state.conditions.pop(); return; }
  if (directive === 'else') {
    if (!top) return;
    const next = /^(ifdef|ifndef|ifeq|ifneq)\b\s*(.*)$/.exec(operand);
    top.taking = !top.done && (!next || holds(state, next[1]!, next[2]!));
    top.done ||= top.taking;
    return;
  }
  const taking = state.conditions.every(condition => condition.taking) && holds(state, directive, operand);
  state.conditions.push({ taking, done: taking });
}

function holds(state: ReadState, directive: string, operand: string): boolean {
  if (directive === 'ifdef' || directive === 'ifndef') {
    const name = expandMake(state, operand.trim());
    const value = state.assigned.get(name)?.text ?? state.given(name) ?? '';
    return (value !== '') === (directive === 'ifdef');
  }
  const [left, right] = comparedOf(operand);
  return (expandMake(state, left).trim() === expandMake(state, right).trim()) === (directive === 'ifeq');
}

/** `(a,b)` or `"a" "b"`; the comma is the first one outside parentheses. */
function comparedOf(operand: string): [string, string] {
  const text = operand.trim();
  const quoted = /^(["'])(.*?)\1\s+(["'])(.*?)\3$/.exec(text);
  if (quoted) return [quoted[2]!, quoted[4]!];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 1) return [text.slice(1, i), text.slice(i + 1, text.lastIndexOf(')'))];
  }
  return [text, ''];
}

function assign(scope: MakeVariables, assigned: Map<string, MakeVariable>, assignment: { name: string; operator: string; text: string }): void {
  const { name, operator, text } = assignment;
  const before = assigned.get(name);
  if (operator === '?=') {
    if (!before && scope.given(name) === undefined) assigned.set(name, { text, recursive: true });
  } else if (operator === '+=') {
    const given = before ?? { text: scope.given(name) ?? '', recursive: true };
    const added = given.recursive ? text : expandMake(scope, text);
    assigned.set(name, { text: given.text === '' ? added : `${given.text} ${added}`, recursive: given.recursive });
  } else if (operator === '=') {
    assigned.set(name, { text, recursive: true });
  } else {
    assigned.set(name, { text: expandMake(scope, text), recursive: false });
  }
}

function* logicalLines(text: string): Generator<string> {
  let joined = '';
  for (const line of text.split('\n')) {
    if (line.endsWith('\\')) { joined += `${joined === '' ? line.slice(0, -1).trimEnd() : line.slice(0, -1).trim()} `; continue; }
    yield joined === '' ? line : joined + line.trim();
    joined = '';
  }
  if (joined !== '') yield joined;
}

function withoutComment(line: string): string {
  for (let i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
    if (line[i - 1] !== '\\') return line.slice(0, i);
  }
  return line;
}
