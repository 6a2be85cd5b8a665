// SPDX-License-Identifier: GPL-2.0-or-later
// Macro expansion as gcc does it: a stack of token lists, of which the innermost is read first. A macro is disabled until its list has
// been read to the end, and a name met while it is disabled stays unexpanded for good. The order of these steps is visible in the
// output's blanks, so they follow the observable behaviour of gcc one by one (see tokens.ts about padding).

import { originIn, type Expansion, type Origin, type Place } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import { enterBuiltin } from './builtins.ts';
import type { Macro } from './definition.ts';
import { pasteAll } from './paste.ts';
import { readToken, unreadToken } from './reader.ts';
import { complain, originOfToken, type State } from './state.ts';
import { bodyTokens, substitute, type Argument } from './substitute.ts';
import { avoidPastePadding, endOfArgument, endOfInput, flagged, mergePadding, paddingFor, type Token } from './tokens.ts';

/** So many expansions in one line of the main file are a bomb, not a program; the largest kernel file needs 11,000 in all. */
const maximumExpansions = 200_000;
/** Calls inside arguments of calls; each costs stack. */
const maximumArgumentDepth = 400;

/** The next token after macro expansion, padding included. */
export function nextToken(state: State): Token {
  for (;;) {
    const context = state.contexts[state.contexts.length - 1];
    let token: Token;
    if (context === undefined) token = readToken(state);
    else if (context.next < context.tokens.length) {
      token = context.tokens[context.next++]!;
      if (token.pasteLeft) {
        pasteAll(state, context, token);
        if (state.directive !== undefined) continue;
        return paddingFor(token);
      }
    } else {
      popContext(state);
      if (state.directive !== undefined) continue;
      return avoidPastePadding;
    }
    if (token.kind !== 'name' || token.painted) return token;
    const macro = state.macros.get(token.text);
    if (macro === undefined) return token;
    if (state.disabled.has(macro)) {
      token = flagged(token, { painted: true });
      // The mark has to survive when the token is put back.
      if (context !== undefined) (context.tokens as Token[])[context.next - 1] = token;
      return token;
    }
    if (state.preventExpansion > 0 || !enterMacro(state, macro, token)) return token;
    if (state.directive === undefined && macro.builtin !== '_Pragma') return paddingFor(token);
  }
}

/** Leaves all token lists, as at the end of a directive that was not read to its end. */
export function dropContexts(state: State): void { while (state.contexts.length > 0) popContext(state); }

function popContext(state: State): void {
  const context = state.contexts.pop()!;
  if (context.macro !== undefined) state.disabled.delete(context.macro);
}

/** Puts the replacement of a macro in front of the input; false if the name is no call after all. */
function enterMacro(state: State, macro: Macro, name: Token): boolean {
  state.budget.spend();
  if (macro.builtin !== undefined) return enterBuiltin(state, macro.builtin, name, nextToken);
  if (state.expansions >= maximumExpansions) {
    if (state.expansions++ === maximumExpansions) complain(state, 'cpp-expansion-limit', originOfToken(name), [macro.name]);
    return false;
  }
  state.expansions++;
  let tokens: Token[];
  if (macro.functionLike) {
    state.preventExpansion++;
    state.parsingArguments = 'looking';
    const call = lookForCall(state, macro, name);
    state.parsingArguments = 'no';
    state.preventExpansion--;
    if (call === undefined) return false;
    const place = expansionPlace(macro, name, call.close);
    tokens = call.args.length > 0 ? substitute(state, macro, call.args, place, expandArgument) : bodyTokens(macro, place);
  } else tokens = bodyTokens(macro, expansionPlace(macro, name, name));
  state.disabled.add(macro);
  state.contexts.push({ tokens, next: 0, macro });
  return true;
}

/** All tokens of one expansion share this place. */
function expansionPlace(macro: Macro, name: Token, close: Token): Place {
  const end = close.place === name.place && close.end > name.start ? close.end : name.end;
  if (!macro.home && !name.place.anchor) return new DefinePlace(macro, name.place, name.start, end);
  return macro.placeThrough(expansionThrough(macro, originIn(name.place, name.start, end)));
}

function expansionThrough(macro: Macro, call: Origin): Expansion {
  return macro.predefined ? { kind: 'define', name: macro.name, call } : { kind: 'define', name: macro.name, call, definition: macro.span! };
}

/** A macro's replacement list, reached through a call. Hardly anybody asks of a file's ten thousand calls how they were reached. */
class DefinePlace implements Place {
  readonly file: SourceText;
  private readonly macro: Macro;
  private readonly through: Place;
  private readonly start: number;
  private readonly end: number;
  private made: Expansion | undefined;

  constructor(macro: Macro, through: Place, start: number, end: number) {
    this.file = macro.lines!.source;
    this.macro = macro;
    this.through = through;
    this.start = start;
    this.end = end;
    this.made = undefined;
  }

  get expansion(): Expansion { return (this.made ??= expansionThrough(this.macro, { place: this.through, start: this.start, end: this.end })); }
}

interface Call { readonly args: readonly Argument[]; readonly close: Token }

/** Looks for `(` behind a function-like macro's name; without one the token found is put back behind the best padding on the way. */
function lookForCall(state: State, macro: Macro, name: Token): Call | undefined {
  let padding: Token | undefined;
  let token: Token;
  while ((token = nextToken(state)).kind === 'padding') padding = mergePadding(padding, token);
  if (token.kind === 'punctuator' && token.text === '(') {
    state.parsingArguments = 'collecting';
    return collectArguments(state, macro, name);
  }
  if (token !== endOfInput) {
    putBack(state, token);
    if (padding !== undefined) state.contexts.push({ tokens: [padding], next: 0, macro: undefined });
  }
  return undefined;
}

function putBack(state: State, token: Token): void {
  const context = state.contexts[state.contexts.length - 1];
  if (context !== undefined) context.next--; else unreadToken(state, token);
}

function collectArguments(state: State, macro: Macro, name: Token): Call | undefined {
  const parameters = macro.parameters!.length, variadic = macro.variadic;
  const collected: Token[][] = [];
  let token: Token;
  do {
    const argument: Token[] = [];
    let depth = 0;
    for (;;) {
      token = nextToken(state);
      if (token.kind === 'padding') { if (argument.length === 0) continue; }
      else if (token.kind === 'end') break;
      else if (token.kind === 'punctuator') {
        if (token.text === '(') depth++;
        else if (token.text === ')') { if (depth-- === 0) break; }
        else if (token.text === ',') { if (depth === 0 && !(variadic && collected.length === parameters - 1)) break; }
        else if (token.text === '#' && token.first) break;
      }
      argument.push(token);
    }
    while (argument.length > 0 && argument[argument.length - 1]!.kind === 'padding') argument.pop();
    collected.push(argument);
  } while (token.kind !== 'end' && token.text !== ')');

  if (token.kind === 'end') {
    // The end of an argument or directive is still needed by those who wait for it.
    if (state.contexts.length > 0) putBack(state, token);
    complain(state, 'cpp-unterminated-call', originOfToken(name), [macro.name]);
    return undefined;
  }
  let count = collected.length;
  if (count === 1 && parameters === 0 && collected[0]!.length === 0) count = 0;
  if (!argumentsFit(state, macro, count, token)) return undefined;
  const absent = variadic && (count < parameters || (count === 1 && collected[0]!.length === 0));
  const args = macro.parameters!.map((_, i): Argument => ({ raw: collected[i] ?? [], absent: absent && i === parameters - 1, expanded: undefined }));
  return { args, close: token };
}

function argumentsFit(state: State, macro: Macro, count: number, close: Token): boolean {
  const parameters = macro.parameters!.length;
  if (count === parameters || (count + 1 === parameters && macro.variadic)) return true;
  const { origin } = macro, related = origin && [{ message: `macro "${macro.name}" defined here`, origin }];
  if (count < parameters) complain(state, 'cpp-few-arguments', originOfToken(close), [macro.name, parameters, count], related);
  else complain(state, 'cpp-many-arguments', originOfToken(close), [macro.name, count, parameters], related);
  return false;
}

/** Expands an argument by itself, as if nothing stood behind it. */
function expandArgument(state: State, argument: Argument): readonly Token[] {
  if (argument.expanded !== undefined) return argument.expanded;
  if (argument.raw.length === 0 || !needsExpansion(state, argument.raw)) return (argument.expanded = argument.raw);
  if (state.argumentDepth >= maximumArgumentDepth) return (argument.expanded = argument.raw);
  state.argumentDepth++;
  const depth = state.contexts.length;
  state.contexts.push({ tokens: [...argument.raw, endOfArgument], next: 0, macro: undefined });
  const expanded: Token[] = [];
  for (let token = nextToken(state); token.kind !== 'end'; token = nextToken(state)) expanded.push(token);
  while (state.contexts.length > depth) popContext(state);
  state.argumentDepth--;
  return (argument.expanded = expanded);
}

/** Most arguments hold no macro name and stay as they are. */
function needsExpansion(state: State, tokens: readonly Token[]): boolean {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'name' && !token.painted && state.macros.has(token.text)) return true;
  }
  return false;
}
