// SPDX-License-Identifier: GPL-2.0-or-later
// Instruction statements: lowered by x86/, their bytes appended, their holes turned into fixups; jumps whose size layout chooses end
// a fragment.

import { expansionsOf } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import type { Expression } from '../gas/expression.ts';
import type { RegisterName, Statement, Value } from '../gas/statement.ts';
import { lower } from '../x86/lower.ts';
import type { Hole, LowerContext, Mode } from '../x86/instruction.ts';
import { constant, isBareSymbol, suffixOf, symbolOf, type Bound } from './bound.ts';
import { bind, resolve } from './evaluate.ts';
import { valueAsNoted, valueByClang } from './evaluateNow.ts';
import { immediateForms } from './clangImmediates.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { SHF } from './objectFile.ts';
import type { Machine } from './relocationTypes.ts';
import { complain, lookUp, offsetTable, type AsmState } from './state.ts';
import { isDefined, isExternal } from './symbols.ts';

export function appendInstruction(state: AsmState, statement: Statement): void {
  if (state.intel) { complain(state, 'as-not-supported', 'not supported: Intel syntax'); return; }
  if (state.here.absolute) { complain(state, 'as-absolute-section', 'attempt to allocate data in absolute section'); return; }
  const name = state.gcc16 && state.mode === 16 ? widened(statement) : statement.name;
  const text = name === statement.name && statement.text !== undefined ? statement.text : statement.rest === '' ? name : `${name} ${statement.rest}`;
  const context = (state.lowering ??= new Lowering(state));
  const lowered = lower(text, context, state.assemblerVersion);
  if ('error' in lowered) { complain(state, 'as-instruction', lowered.error); return; }
  if (lowered.warnings) for (const warning of lowered.warnings) complain(state, 'as-instruction-warning', warning, 'warning');
  const { section, subsection } = state.here;
  if (state.debugInfo) noteLine(state, statement);
  if (lowered.relaxable) {
    mentionFirst(state, lowered.relaxable.target);
    const target = bind(state, lowered.relaxable.target);
    if (isSuffixedNumber(target)) { complain(state, 'as-instruction', 'missing or invalid displacement expression'); return; }
    closeFragment(subsection, { kind: 'branch', target, relaxable: lowered.relaxable, mode: state.mode, statement });
    return;
  }
  const forms = state.clang ? immediateForms(text, lowered, context, state.assemblerVersion) : undefined;
  if (forms) {
    closeFragment(subsection, { kind: 'immediate', value: bind(state, lowered.holes[0]!.expression), forms, mode: state.mode, statement });
    return;
  }
  const fragment = currentFragment(subsection), start = hereOffset(subsection), length = lowered.bytes.length;
  for (let i = 0; i < lowered.holes.length; i++) {
    const hole = lowered.holes[i]!;
    if (hole.kind !== 'immediate') mentionFirst(state, hole.expression);
    const value = distanceToTable(bind(state, hole.expression), hole);
    if (isSuffixedNumber(value)) {
      complain(state, 'as-instruction', `missing or invalid ${hole.kind === 'branch' ? 'displacement' : hole.kind} expression`);
      return;
    }
    section.fixups.push({
      fragment, offset: start + hole.offset, size: hole.size, value, pcBase: hole.pcRelative ? length - hole.offset : undefined,
      signed: hole.signed, plt: hole.branch === undefined ? undefined : takesPlt(state, value), gotpcrel: hole.gotpcrel, kind: hole.kind,
      mode: state.mode, statement,
    });
  }
  appendBytes(subsection, lowered.bytes);
}

/** The answers are those of the moment when they are asked for. */
class Lowering implements LowerContext {
  readonly machine: Machine;
  private readonly state: AsmState;

  constructor(state: AsmState) {
    this.machine = state.machine;
    this.state = state;
  }

  get mode(): Mode { return this.state.mode; }
  evaluate(expression: Expression): Value { return this.state.clang ? valueByClang(this.state, expression) : valueAsNoted(this.state, expression); }
  registerSymbol(name: string): RegisterName | undefined { return this.state.equates ? lookUp(this.state, name)?.register : undefined; }
}

/** `s0@PLT` where s0 is a number by now: there is nothing to make a relocation of. */
function isSuffixedNumber(value: Bound): boolean { return suffixOf(value) !== undefined && symbolOf(value)?.definition?.kind === 'constant'; }

/**
 * With -g an instruction of code has a line number, unless it stands on the same line as the one before; the line is the
 * outermost call's, and begins where a backslash does not join it to one above.
 */
function noteLine(state: AsmState, statement: Statement): void {
  let { place, start } = statement.origin;
  for (const { kind, call } of expansionsOf(place)) if (kind !== 'include') { place = call.place; start = call.start; }
  let line = lineAt(place.file, start);
  while (line > 0 && place.file.text[place.file.lineStarts[line]! - 2] === '\\') line--;
  if (state.lastLine?.file === place.file && state.lastLine.line === line) return;
  state.lastLine = { file: place.file, line };
  if (state.here.section.flags & SHF.EXECINSTR) state.here.section.hasLines = true;
}

/** The offset table's symbol means the distance from the instruction's start, wherever in it the field lies. */
function distanceToTable(value: Bound, hole: Hole): Bound {
  if (hole.pcRelative || hole.offset === 0) return value;
  const left = value.kind === 'binary' && value.operator === '+' ? value.left : value;
  if (left.kind !== 'symbol' || left.symbol.name !== offsetTable) return value;
  return { kind: 'binary', operator: '+', left: value, right: constant(BigInt(hole.offset)) };
}

/** A call decides at its own line: not through the PLT if the target is, here and now, a defined label that nobody made global. */
function takesPlt(state: AsmState, target: Bound): boolean {
  if (state.mode !== 64 || state.machine === 'i386' || !isBareSymbol(target)) return false;
  const now = resolve(target, 'reading');
  if (now.kind !== 'linear' || !now.add || now.sub) return false;
  return !isDefined(now.add) || isExternal(now.add);
}

/**
 * An operand that begins with a name is looked up as a register first, which makes a full symbol of a `.L` name that is known already:
 * that is its place in the symbol table if a relocation needs it.
 */
function mentionFirst(state: AsmState, expression: Expression): void {
  let first = expression;
  while (first.kind === 'binary') first = first.left;
  const symbol = first.kind === 'symbol' ? lookUp(state, first.name) : undefined;
  if (symbol && symbol.madeBy !== state.statement) symbol.again ??= state.order++;
}

const ofTheStack = new Set(['push', 'pop', 'pusha', 'popa', 'pushf', 'popf', 'call', 'ret', 'lcall', 'ljmp', 'lret', 'enter', 'leave']);

/** `.code16gcc`: what touches the stack does so by 32 bits, unless a register says otherwise. */
function widened(statement: Statement): string {
  if (!ofTheStack.has(statement.name)) return statement.name;
  const register = /^[*]?%([a-z]+)$/.exec(statement.rest)?.[1];
  return register !== undefined && !/^[c-gs]s$/.test(register) ? statement.name : `${statement.name}l`;
}
