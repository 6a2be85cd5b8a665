// SPDX-License-Identifier: GPL-2.0-or-later
// A fixture is a file that assembles, with what is expected of it in comments under the code. This module reads the expectations,
// compares them with an answer (whoever gave it: the real toolchain, or our own analysis), and writes the answer back into the text when
// the expectations are to be renewed. It knows neither judge.
//
// The grammar, all of it in `//` comments:
//   //	^^^ cfa=sp+16 bp=(cfa-16)      the state in front of the instruction above the caret
//   //	  | cfa=sp+24                  one more row at the same place
//   //	^^^ warning: [code] words      a finding there (also error:, hint:); `fix!` before [code] demands a quick-fix
//   //	^^^ lens: [code] words         a finding that only our own analysis can have; the real tools are silent
//   //	^^^ hover: text   def: text    what a feature shows there
//   //- /lib/other.S config:CONFIG_X=y objtool:--sls      starts another file; before any code: settings of the first one
//
// Columns are visual: a tab goes to the next multiple of eight, so that a caret stands under what the eye sees above it.

export type ExpectationKind = 'state' | 'error' | 'warning' | 'lens' | 'hint' | 'hover' | 'def';

export interface Expectation {
  readonly kind: ExpectationKind;
  /** Line of the code it is about, and visual column of the caret's first character, both counted from 0. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly code?: string;
  /** A quick-fix must exist. */
  readonly fix: boolean;
  /** Line the expectation itself stands on. */
  readonly at: number;
}

export interface FixtureFile {
  readonly path: string;
  readonly text: string;
  /** Line of the fixture at which the file's own line 0 stands. */
  readonly firstLine: number;
  readonly expectations: readonly Expectation[];
}

export interface Fixture {
  readonly name: string;
  readonly text: string;
  readonly files: readonly FixtureFile[];
  readonly config: ReadonlyMap<string, string>;
  /** Options of objtool beyond the usual ones. */
  readonly objtool: readonly string[];
  /** The sentence that the first line says. */
  readonly title: string;
}

/** Something that a judge found, in the places of one file. A finding without a place has no line. */
export interface Answered {
  readonly kind: ExpectationKind;
  readonly line?: number;
  readonly text: string;
  readonly code?: string;
  readonly fix?: boolean;
  /** A row that may go without a caret: padding that no path reaches. */
  readonly optional?: boolean;
}

export interface Answer {
  /** Which kinds this judge knows anything of; expectations of other kinds are left alone. */
  readonly judges: readonly ExpectationKind[];
  /** In the order of addresses, for each file of the fixture. */
  readonly found: ReadonlyMap<string, readonly Answered[]>;
}

const KINDS: readonly string[] = ['error', 'warning', 'lens', 'hint', 'hover', 'def'];

export function parseFixture(name: string, text: string): Fixture {
  const lines = text.split('\n');
  const config = new Map<string, string>();
  const objtool: string[] = [];
  const parts: { path: string; firstLine: number; lines: string[] }[] = [{ path: name, firstLine: 0, lines: [] }];
  for (const [number, line] of lines.entries()) {
    if (line.startsWith('//-')) {
      for (const word of line.slice(3).trim().split(/\s+/)) {
        if (word.startsWith('/')) parts.push({ path: word.slice(1), firstLine: number, lines: [] });
        else if (word.startsWith('objtool:')) objtool.push(...word.slice(8).split(','));
        else if (word.startsWith('config:')) {
          const [key = '', value = 'y'] = word.slice(7).split('=');
          config.set(key, value);
        }
      }
    }
    parts.at(-1)!.lines.push(line);
  }
  const title = (lines[0] ?? '').replace(/^\/\/\s*/, '');
  const files = parts.map(part => ({
    path: part.path, firstLine: part.firstLine, text: part.lines.join('\n'), expectations: readExpectations(part.lines),
  }));
  return { name, text, files, config, objtool, title };
}

/** What differs, as sentences; empty when the answer is what the fixture expects. */
export function check(fixture: Fixture, answer: Answer): string[] {
  const problems: string[] = [];
  for (const file of fixture.files) {
    const judged = (kind: ExpectationKind): boolean => answer.judges.includes(kind);
    const expected = file.expectations.filter(one => judged(one.kind));
    const found = (answer.found.get(file.path) ?? []).filter(one => judged(one.kind));
    const say = (line: number | undefined, words: string): void => {
      problems.push(`${file.path}:${line === undefined ? '?' : line + 1}: ${words}`);
    };
    compareStates(expected.filter(one => one.kind === 'state'), found.filter(one => one.kind === 'state'), say);
    compareFindings(expected.filter(one => one.kind !== 'state'), found.filter(one => one.kind !== 'state'), say);
  }
  return problems;
}

/** The fixture's text with the expectations of the judged kinds replaced by what the judge found. */
export function renew(fixture: Fixture, answer: Answer): string {
  return fixture.files.map(file => {
    const replaced = file.expectations.filter(one => answer.judges.includes(one.kind));
    const dropped = new Set(replaced.map(one => one.at));
    const lines = file.text.split('\n');
    // A finding without a place keeps the place that its author gave it.
    const found = (answer.found.get(file.path) ?? []).filter(one => answer.judges.includes(one.kind) && one.optional !== true)
      .map(one => ({ ...one, line: one.line ?? replaced.find(each => each.code === one.code)?.line ?? lines.length - 2 }));
    const out: string[] = [];
    for (const [number, line] of lines.entries()) {
      if (!dropped.has(number)) out.push(line);
      const [start, width] = statementColumns(line);
      let lead = '^'.repeat(width);
      for (const one of found.filter(each => each.line === number)) {
        const old = replaced.find(each => each.line === number && each.kind === one.kind && each.code === one.code);
        out.push(comment(start, one.kind === 'state' ? lead : '^'.repeat(width), render(one, old?.fix ?? false)));
        if (one.kind === 'state') lead = ' '.repeat(width - 1) + '|';
      }
    }
    return out.join('\n');
  }).join('\n');
}

/**
 * A row as `objtool --dump=orc` prints it (an OrcEntry of ours has the same words), in the notation of fixtures: `cfa=sp+8`,
 * `cfa=bp+16 bp=(cfa-16)`, `regs cfa=sp+0 signal`, `partial cfa=sp+8 signal`, `end`, `(und)`.
 */
export function stateOfRow(row: { readonly type: string; readonly sp: string; readonly bp: string; readonly signal: number }): string {
  if (row.type === '(und)' || row.type === 'end') return row.type;
  const kind = row.type === 'call' ? [] : [row.type === 'regs' ? 'regs' : 'partial'];
  const bp = row.bp === '(und)' ? [] : [`bp=${row.bp.startsWith('prevsp') ? `(cfa${row.bp.slice('prevsp'.length)})` : row.bp}`];
  return [...kind, `cfa=${row.sp}`, ...bp, ...(row.signal === 1 ? ['signal'] : [])].join(' ');
}

type Say = (line: number | undefined, words: string) => void;

/** Rows and carets must match one to one, both ways, line by line and in order within a line. */
function compareStates(expected: readonly Expectation[], found: readonly Answered[], say: Say): void {
  const lines = new Set([...expected.map(one => one.line), ...found.map(one => one.line ?? -1)]);
  for (const line of [...lines].sort((a, b) => a - b)) {
    const wanted = expected.filter(one => one.line === line).sort((a, b) => a.column - b.column || a.at - b.at);
    let at = 0;
    for (const row of found.filter(one => one.line === line)) {
      const caret = wanted[at];
      if (caret?.text === row.text) at++;
      else if (row.optional !== true) {
        say(line, caret === undefined ? `the state changes to \`${row.text}\`, and no caret says so` : `expected \`${caret.text}\`, is \`${row.text}\``);
        if (caret !== undefined) at++;
      }
    }
    for (const caret of wanted.slice(at)) say(line, `expected \`${caret.text}\`, and the state does not change here`);
  }
}

/** Codes are identity where both sides have one; the words are compared where a code is missing. */
function compareFindings(expected: readonly Expectation[], found: readonly Answered[], say: Say): void {
  const open = [...found];
  for (const one of expected) {
    const at = open.findIndex(each => each.kind === one.kind && (each.line === undefined || each.line === one.line)
      && (one.code !== undefined && each.code !== undefined ? each.code === one.code : each.text.includes(one.text))
      && (!one.fix || each.fix !== false));
    if (at < 0) say(one.line, `expected ${render(one, one.fix)}`);
    else open.splice(at, 1);
  }
  for (const one of open) say(one.line, `not expected: ${render(one, false)}`);
}

function render(one: { kind: ExpectationKind; text: string; code?: string }, fix: boolean): string {
  if (one.kind === 'state') return one.text;
  const parts = [`${one.kind}:`, ...(fix ? ['fix!'] : []), ...(one.code === undefined ? [] : [`[${one.code}]`]), one.text];
  return parts.filter(part => part !== '').join(' ');
}

function readExpectations(lines: readonly string[]): Expectation[] {
  const out: Expectation[] = [];
  let code = -1;
  let column = 0;
  for (const [at, line] of lines.entries()) {
    const mark = line.startsWith('//') ? /^(\/\/\s+)(\^+|\|)[ \t]+(\S.*?)\s*$/.exec(line) : null;
    if (mark === null) {
      if (!line.startsWith('//')) code = at;
      continue;
    }
    const [, before = '', sign = '', text = ''] = mark;
    if (sign !== '|') column = visualWidth(before);
    out.push(readExpectation(text, code, column, at));
  }
  return out;
}

function readExpectation(text: string, line: number, column: number, at: number): Expectation {
  const label = /^([a-z]+):\s*(.*)$/.exec(text);
  if (label === null || !KINDS.includes(label[1]!)) return { kind: 'state', line, column, text, fix: false, at };
  let rest = label[2]!;
  const fix = rest.startsWith('fix!');
  if (fix) rest = rest.slice(4).trimStart();
  const coded = /^\[([^\]]+)\]\s*(.*)$/.exec(rest);
  const common = { kind: label[1] as ExpectationKind, line, column, fix, at };
  return coded === null ? { ...common, text: rest } : { ...common, code: coded[1]!, text: coded[2]! };
}

/** Visual column and width of a line's first statement behind its labels. */
function statementColumns(line: string): [number, number] {
  const match = /^((?:\s*[\w.$]+:)*\s*)([^\s(;]+)/.exec(line);
  if (match === null) return [8, 3];
  const start = visualWidth(match[1]!);
  return start < 3 ? [3, Math.max(1, match[2]!.length - 3 + start)] : [start, match[2]!.length];
}

function comment(column: number, sign: string, text: string): string {
  const tabs = Math.floor(column / 8);
  const lead = tabs === 0 ? '//' + ' '.repeat(Math.max(1, column - 2)) : '//' + '\t'.repeat(tabs) + ' '.repeat(column % 8);
  return `${lead}${sign} ${text}`;
}

function visualWidth(text: string): number {
  let column = 0;
  for (const character of text) column = character === '\t' ? (Math.floor(column / 8) + 1) * 8 : column + 1;
  return column;
}
