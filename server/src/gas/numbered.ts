// SPDX-License-Identifier: GPL-2.0-or-later
// Statements in whose text the number of a call stands (`\@`). A call more or less in front of them gives them other numbers, and mostly that
// is all: `.Lskip_57` is now `.Lskip_58`, in the jump and in the label. Where the number only stands in names that begin with `.L` and that
// somebody jumps to, or measures from, the statement is kept without it, and answers with the number that its call has now.

import { instantiate, patternOf, type Invocation } from './invocation.ts';
import type { MappedText, Origin } from '../base/origin.ts';
import { nextStatement, shapeOf } from './lineShape.ts';
import { LineStatement, type Scanned } from './scanStatement.ts';
import { applyScrubbing } from './scrub.ts';
import type { NumberedName, Statement } from './statement.ts';
import { numberMark, type Template } from './template.ts';

/** Directives whose operands are expressions. */
const takesExpressions: ReadonlySet<string> = new Set('.byte .2byte .short .word .hword .value .4byte .long .int .8byte .quad .skip .space .zero'.split(' '));

/** The statement at this index of a line with `\@`; undefined: its number means more than names. */
export function numberedStatement(template: Template, invocation: Invocation, index: number, scanned: Scanned, plain: LineStatement): NumberedStatement | undefined {
  const { kind } = scanned;
  if (kind !== 'label' && kind !== 'instruction' && !(kind === 'directive' && takesExpressions.has(scanned.name))) return undefined;
  const pattern = statementAt(patternOf(template, invocation), index), whole = `${pattern.name} ${pattern.rest}`, counter = String(invocation.counter);
  if (/["']/.test(whole) || pattern.kind !== kind || filled(pattern.name, counter) !== scanned.name || filled(pattern.rest, counter) !== scanned.rest) return undefined;
  if (kind !== 'label' && pattern.name.includes(numberMark)) return undefined;
  const names = whole.match(namesWithMark) ?? [];
  if (!names.every(name => isLocal.test(name))) return undefined;
  return new NumberedStatement(plain, template, invocation, index, names.map(name => new NameOfCall(invocation, name)));
}

const namesWithMark = new RegExp(`[\\w.$\\u0080-\\uffff]*${numberMark}[\\w.$\\u0080-\\uffff]*`, 'g');
const isLocal = new RegExp(`^\\.L[^${numberMark}]*${numberMark}[^${numberMark}]*$`);

function filled(pattern: string, counter: string): string { return pattern.replaceAll(numberMark, counter); }

function statementAt(text: string, index: number): Scanned {
  const shape = shapeOf(text, { inComment: false }), position = { at: 0, scanned: 0 };
  for (;;) {
    const scanned = nextStatement(shape, position);
    if (position.scanned === index) return scanned;
    position.at = scanned.next;
  }
}

class NameOfCall implements NumberedName {
  readonly invocation: Invocation;
  readonly pattern: string;
  private readonly before: string;
  private readonly after: string;
  private made = '';
  private counter = -1;

  constructor(invocation: Invocation, pattern: string) {
    const at = pattern.indexOf(numberMark);
    this.invocation = invocation;
    this.pattern = pattern;
    this.before = pattern.slice(0, at);
    this.after = pattern.slice(at + 1);
  }

  get name(): string {
    const { counter } = this.invocation;
    if (this.counter !== counter) {
      this.made = this.before + String(counter) + this.after;
      this.counter = counter;
    }
    return this.made;
  }
}

export class NumberedStatement implements Statement {
  readonly kind: Statement['kind'];
  readonly depth: number;
  readonly operator = undefined;
  readonly numbered: readonly NumberedName[];
  private readonly template: Template;
  private readonly invocation: Invocation;
  private readonly index: number;
  /** What it is with the number that the call had when somebody asked last. */
  private made: LineStatement;
  private counter: number;

  constructor(made: LineStatement, template: Template, invocation: Invocation, index: number, numbered: readonly NumberedName[]) {
    this.kind = made.kind;
    this.depth = made.depth;
    this.numbered = numbered;
    this.template = template;
    this.invocation = invocation;
    this.index = index;
    this.made = made;
    this.counter = invocation.counter;
  }

  get name(): string { return this.now().name; }
  get rest(): string { return this.now().rest; }
  get text(): string | undefined { return this.now().text; }
  get restAt(): number { return this.now().restAt; }
  get source(): MappedText { return this.now().source; }
  get origin(): Origin { return this.now().origin; }

  private now(): LineStatement {
    const { invocation: { counter }, kind, depth } = this;
    if (this.counter !== counter) {
      const line = instantiate(this.template, this.invocation), { scrubbing } = shapeOf(line.text, { inComment: false });
      this.made = new LineStatement(kind, statementAt(line.text, this.index), applyScrubbing(line, scrubbing), depth);
      this.counter = counter;
    }
    return this.made;
  }
}
