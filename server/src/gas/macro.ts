// SPDX-License-Identifier: GPL-2.0-or-later
// .macro and calls of macros (GAS.md 2.1, 2.2): parameter lists, binding of actual arguments, and the frame that a call pushes.

import { originFromTo, originOf, spanOf } from '../base/origin.ts';
import type { MappedText, Origin } from '../base/origin.ts';
import { skipBlanksUpTo, skipComma, takeArgument, takeName, wholeArgument } from './argument.ts';
import type { Argument, ArgumentMode } from './argument.ts';
import { ownDirectives } from './ownDirectives.ts';
import { parseExpression } from './parseExpression.ts';
import { tableAfter } from './definitionMemory.ts';
import { complain } from './state.ts';
import type { Collecting, Frame, GasState, Macro, Parameter, Spot } from './state.ts';
import type { MacroDefinition, MacroParameter } from './statement.ts';
import { noted } from './stepMemory.ts';
import { compileTemplate } from './template.ts';
import type { CompiledBody, Template } from './template.ts';
import { valueAt } from './valueAt.ts';

/** A .macro whose .endm (the spot `closer`) was met. */
export function defineMacro(state: GasState, collected: Collecting, closer: Spot): void {
  const { line, end } = collected;
  const { name: written, next } = takeName(line.text, collected.restAt);
  if (written === '') { complain(state, 'error', 'as-missing-macro-name', 'Missing macro name', collected); return; }
  const name = written.toLowerCase();
  const blank = skipBlanksUpTo(line.text, next, end);
  const listAt = skipComma(line.text, blank, end);
  // A comma has a list behind it.
  const { parameters, next: listEnd } = listAt > blank && listAt >= end ? { parameters: [], next: blank } : takeParameters(state, written, collected, listAt);
  if (listEnd < end) { complain(state, 'error', 'as-bad-parameter-list', `Bad parameter list for macro \`${written}'`, collected); return; }
  if (name.startsWith('.') && (ownDirectives.has(name) || state.sink.isDirective(name))) {
    complain(state, 'warning', 'as-macro-redefines-directive', `attempt to redefine pseudo-op \`${written}' ignored`, collected);
    return;
  }
  const known = state.macros.get(name);
  if (known) {
    complain(state, 'error', 'as-macro-already-defined', `Macro \`${name}' was already defined`, collected,
      [{ message: 'it was defined here', origin: known.definition.origin }]);
    return;
  }
  const definition: MacroDefinition = {
    name: written, parameters: parameters.map(publicParameter), body: collected.body, origin: spanning(collected, closer),
  };
  const macro: Macro = { name, definition, parameters, body: collected.body, templates: undefined, edges: undefined, alternateTemplates: undefined };
  state.macros.set(name, macro);
  if (state.memory) state.table = tableAfter(state.table, macro);
  const all = state.definitions.get(name);
  if (all) all.push(definition); else state.definitions.set(name, [definition]);
}

/** The frame of a call at [start, end) of the line, arguments from `at`; undefined if the call is in error. */
export function callMacro(state: GasState, macro: Macro, spot: Spot, at: number): Frame | undefined {
  const bound = bindArguments(state, macro, spot, at);
  if (!bound) return undefined;
  const templates = templatesOf(state, macro, bound, spot);
  const invocation = noted(state, {
    kind: 'macro', name: macro.definition.name, arguments: bound, counter: state.calls, ordinal: state.calls,
    callLine: spot.line, callStart: spot.start, callEnd: spot.end, definition: spanOf(macro.definition.origin),
    splits: undefined, expansion: undefined, places: undefined, kept: undefined, edges: undefined,
  }, macro);
  state.calls++;
  const keeps = state.recording?.inner.includes(invocation) ?? false;
  return { invocation, body: templates, nextRound: undefined, round: invocation, index: 0, line: undefined, shape: undefined, at: 0, scanned: 0, keeps, counted: false, open: undefined };
}

/** How arguments are taken now, for the statement at the spot. */
export function argumentMode(state: GasState, spot: Spot): ArgumentMode {
  return {
    alternate: state.alternate,
    evaluate(text, at) {
      const parsed = parseExpression(text, at, state.sink);
      if (parsed.errors || parsed.expression.kind === 'absent') return undefined;
      const value = valueAt(state, parsed.expression, spot);
      return value.kind === 'constant' ? { value: value.value, next: parsed.next } : undefined;
    },
    complain(code, message) { complain(state, 'error', code, message, spot); },
  };
}

function takeParameters(state: GasState, macroName: string, spot: Collecting, at: number): { parameters: Parameter[]; next: number } {
  const { line, end } = spot;
  const text = line.text;
  const parameters: Parameter[] = [];
  const mode = argumentMode(state, spot);
  let next = at;
  while (next < end) {
    const { name, next: nameEnd } = takeName(text, next);
    if (name === '') break;
    next = skipBlanksUpTo(text, nameEnd, end);
    let qualifier: Parameter['qualifier'];
    if (text[next] === ':' && next < end) {
      const { name: word, next: wordEnd } = takeName(text, skipBlanksUpTo(text, next + 1, end));
      next = skipBlanksUpTo(text, wordEnd, end);
      if (word === 'req' || word === 'vararg') qualifier = word;
      else if (word === '') complain(state, 'error', 'as-missing-qualifier', `Missing parameter qualifier for \`${name}' in macro \`${macroName}'`, spot);
      else complain(state, 'error', 'as-bad-qualifier', `\`${word}' is not a valid parameter qualifier for \`${name}' in macro \`${macroName}'`, spot);
    }
    let value: Argument | undefined;
    if (text[next] === '=' && next < end) {
      const taken = takeArgument(line, next + 1, end, mode);
      next = skipBlanksUpTo(text, taken.next, end);
      if (qualifier === 'req') complain(state, 'warning', 'as-pointless-default', `Pointless default value for required parameter \`${name}' in macro \`${macroName}'`, spot);
      else value = { ...taken.argument, ofDefinition: true };
    }
    if (parameters.some(other => other.name === name)) complain(state, 'error', 'as-duplicate-parameter', `A parameter named \`${name}' already exists for macro \`${macroName}'`, spot);
    parameters.push({ name, qualifier, default: value });
    if (qualifier === 'vararg') break;
    const comma = skipComma(text, next, end);
    // A comma at the end of the list is one too many.
    if (comma >= end && next < end) break;
    next = comma;
  }
  return { parameters, next };
}

/** Actual arguments by parameter index, defaults filled in; undefined after an error that leaves nothing to expand. */
function bindArguments(state: GasState, macro: Macro, spot: Spot, at: number): Argument[] | undefined {
  const { line, end } = spot;
  const text = line.text;
  const mode = argumentMode(state, spot);
  const actual: (Argument | undefined)[] = [];
  let next = skipBlanksUpTo(text, at, end), position = 0, keywords = false;
  while (next < end) {
    if (!state.alternate && isKeyword(text, next, end)) {
      keywords = true;
      const { name, next: equals } = takeName(text, next);
      if (text[equals] !== '=') { complain(state, 'error', 'as-macro-confusion', 'confusion in formal parameters', spot); return undefined; }
      const taken = takeArgument(line, equals + 1, end, mode);
      const index = macro.parameters.findIndex(parameter => parameter.name === name);
      if (index < 0) complain(state, 'error', 'as-macro-unknown-parameter', `Parameter named \`${name}' does not exist for macro \`${macro.name}'`, spot);
      else {
        if (actual[index] && actual[index].text !== '') complain(state, 'warning', 'as-macro-duplicate-value', `Value for parameter \`${name}' of macro \`${macro.name}' was already specified`, spot);
        actual[index] = taken.argument;
      }
      next = taken.next;
    } else {
      if (keywords) { complain(state, 'error', 'as-macro-mixed-arguments', "can't mix positional and keyword arguments", spot); return undefined; }
      const parameter = macro.parameters[position];
      if (!parameter) { complain(state, 'error', 'as-macro-too-many-arguments', 'too many positional arguments', spot, [definedHere(macro)]); return undefined; }
      if (parameter.qualifier === 'vararg') {
        actual[position] = wholeArgument(line, next, end);
        next = end;
      } else {
        const taken = takeArgument(line, next, end, mode);
        actual[position] = taken.argument;
        next = taken.next;
      }
      position++;
    }
    next = skipComma(text, next, end);
  }
  return macro.parameters.map((parameter, index) => {
    const value = actual[index];
    if (value && value.text !== '') return value;
    if (parameter.qualifier === 'req') {
      complain(state, 'error', 'as-macro-missing-value', `Missing value for required parameter \`${parameter.name}' of macro \`${macro.name}'`, spot, [definedHere(macro)]);
    }
    return parameter.default ?? nothing;
  });
}

const nothing: Argument = { text: '', line: { text: '', runs: [] }, spans: [] };

/** An argument that has `=` before any blank, comma, quote or parenthesis is taken for `name=value`. */
function isKeyword(text: string, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    switch (text.charCodeAt(i)) {
      case 61: return true;
      case 32: case 9: case 44: case 34: case 59: case 40: case 41: return false;
    }
  }
  return false;
}

/** The body for a call; LOCAL names get fresh values in `bound`. */
function templatesOf(state: GasState, macro: Macro, bound: Argument[], spot: Spot): readonly Template[] {
  const compile = (): CompiledBody => compileBody(macro.body, macro.parameters.map(p => p.name), state.alternate, true);
  const { templates, names, faults } = state.alternate ? macro.alternateTemplates ??= compile() : macro.templates ??= compile();
  sayFaults(state, faults, spot);
  if (!state.alternate) return templates;
  for (const [, index] of names) {
    if (index < macro.parameters.length) continue;
    const line = macro.body[0] ?? nothing.line;
    bound[index] = { text: `.LL${(++state.locals).toString(16).padStart(4, '0')}`, line, spans: [0, line.text.length], computed: true, ofDefinition: true };
  }
  return templates;
}

/** `hasLocals`: a `LOCAL` makes names, as it does in macros. */
export function compileBody(body: readonly MappedText[], parameters: readonly string[], alternate: boolean, hasLocals: boolean): CompiledBody {
  const names = new Map<string, number>();
  parameters.forEach((name, index) => { if (!names.has(name)) names.set(name, index); });
  const templates = body.map(line => compileTemplate(line, names, alternate, hasLocals));
  return { templates, names, faults: templates.flatMap(({ fault }) => fault ?? []) };
}

export function sayFaults(state: GasState, faults: CompiledBody['faults'], spot: Spot): void {
  for (const { code, message } of faults) complain(state, 'error', code, message, spot);
}

function publicParameter(parameter: Parameter): MacroParameter {
  return {
    name: parameter.name, ...(parameter.default && { default: parameter.default.text }), ...(parameter.qualifier && { qualifier: parameter.qualifier }),
  };
}

function definedHere(macro: Macro): { message: string; origin: Origin } { return { message: 'the macro is defined here', origin: macro.definition.origin }; }

/** From the opening statement to the closing one when both are spelled in the same file. */
export function spanning(opener: Spot, closer: Spot): Origin {
  const first = originOf(opener.line, opener.start, opener.end)!;
  const last = originOf(closer.line, closer.start, closer.end);
  if (!last || last.place.file !== first.place.file || last.end < first.end) return first;
  return originFromTo(first, last);
}
