// SPDX-License-Identifier: GPL-2.0-or-later
// What stands before the mnemonic: real prefixes (`lock`, `rep`, `data16`, `rex.W`, `%fs` by name) and gas's pseudo prefixes (`{vex}`,
// `{disp32}`). Several may share a line; they are emitted in canonical order, not as written, and one class may occur once only.

import type { Mode } from './instruction.ts';
import type { Register } from './registers.ts';
import { registerNamed } from './registers.ts';

export interface Prefixes {
  readonly segment: Register | undefined;
  /** 0xf3, 0xf2 or 0. `bnd` and `xacquire` share the class. */
  readonly repeat: 0 | 0xf2 | 0xf3;
  readonly lock: boolean;
  readonly data: boolean;
  readonly address: boolean;
  readonly wait: boolean;
  /** 0 or 0x40 plus the bits named by `rex.WRXB`. */
  readonly rex: number;
  /** The names as written, for messages and rules about what may be prefixed. */
  readonly names: readonly string[];
  readonly encoding: 'any' | 'vex' | 'vex3' | 'evex';
  /** `{rex}`: a REX prefix even if it says nothing. */
  readonly emptyRex: boolean;
  /** 'swap' is the old way to ask for the less usual of the two (`mov.s`). */
  readonly form: 'any' | 'load' | 'store' | 'swap';
  readonly displacement: 0 | 8 | 16 | 32;
}

export const noPrefixes: Prefixes = {
  segment: undefined, repeat: 0, lock: false, data: false, address: false, wait: false, rex: 0, names: [], encoding: 'any', emptyRex: false, form: 'any', displacement: 0,
};

export interface ReadPrefixes { readonly prefixes: Prefixes; readonly rest: string; readonly error?: string }

/** Takes the prefixes off the front of a statement. `rest` is '' for a lone prefix. */
export function readPrefixes(statement: string, mode: Mode): ReadPrefixes {
  let state: Prefixes = noPrefixes, rest = statement;
  for (;;) {
    if (rest.charCodeAt(0) === 123) {
      const close = rest.indexOf('}'), name = rest.slice(1, close).trim().toLowerCase(), next = pseudo[name];
      // A blank must follow.
      if (close < 0 || !next || (close + 1 < rest.length && !/\s/.test(rest[close + 1]!))) return { prefixes: state, rest, error: `no such instruction: \`${statement}'` };
      if (next.emptyRex && mode !== 64) return { prefixes: state, rest, error: '`{rex}\' is only supported in 64-bit mode' };
      state = { ...state, ...next };
      rest = rest.slice(close + 1).trimStart();
      if (rest === '') return { prefixes: state, rest, error: 'pseudo prefix without instruction' };
      continue;
    }
    const end = wordEnd(rest), word = rest.slice(0, end).toLowerCase();
    // By itself it is an instruction.
    const waits = word === 'wait' && rest.slice(end).trim() !== '';
    if (!waits && !isPrefixName(word)) return { prefixes: state, rest };
    const next = addPrefix(state, word, mode);
    if (typeof next === 'string') return { prefixes: state, rest, error: next };
    // `rep/movsb`, `rep,movsb`.
    state = next;
    rest = rest.slice(end);
    if (rest[0] === '/' || rest[0] === ',') rest = rest.slice(1);
    rest = rest.trimStart();
  }
}

/** The bytes of prefixes that stand alone, in gas's order. */
export function prefixBytes(prefixes: Prefixes): number[] {
  const bytes: number[] = [];
  if (prefixes.wait) bytes.push(0x9b);
  if (prefixes.segment) bytes.push([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65][prefixes.segment.number]!);
  if (prefixes.address) bytes.push(0x67);
  if (prefixes.data) bytes.push(0x66);
  if (prefixes.repeat) bytes.push(prefixes.repeat);
  if (prefixes.lock) bytes.push(0xf0);
  if (prefixes.rex) bytes.push(prefixes.rex);
  return bytes;
}

/** `{disp16}` and `{disp32}` go with addresses of their width only; gas's words, or undefined. */
export function misplacedDisplacement({ displacement }: Prefixes, wide16: boolean): string | undefined {
  return displacement > 8 && (displacement === 16) !== wide16 ? `invalid \`{disp${displacement}}' prefix` : undefined;
}

const pseudo: Readonly<Record<string, Partial<Prefixes>>> = {
  vex: { encoding: 'vex' }, vex2: { encoding: 'vex' }, vex3: { encoding: 'vex3' }, evex: { encoding: 'evex' }, rex: { emptyRex: true },
  load: { form: 'load' }, store: { form: 'store' }, disp8: { displacement: 8 }, disp32: { displacement: 32 }, disp16: { displacement: 16 },
  nooptimize: {},
};

const repeats: Readonly<Record<string, 0xf2 | 0xf3>> = {
  rep: 0xf3, repe: 0xf3, repz: 0xf3, repne: 0xf2, repnz: 0xf2, bnd: 0xf2, xacquire: 0xf2, xrelease: 0xf3,
};
const prefixNames: ReadonlySet<string> = new Set(['lock', 'data16', 'data32', 'addr16', 'addr32', 'notrack', 'cs', 'ds', 'es', 'ss', 'fs', 'gs', ...Object.keys(repeats)]);
const rexNames = /^rex(?:\.([wrxb]+)|64([xyz]{0,3}))?$|^rex([xyz]{1,3})$/;

function isPrefixName(word: string): boolean {
  return prefixNames.has(word) || (word.startsWith('rex') && rexNames.test(word));
}

export const twice = 'same type of prefix used twice';

function addPrefix(state: Prefixes, word: string, mode: Mode): Prefixes | string {
  const names = [...state.names, word];
  const repeat = repeats[word];
  if (repeat) return state.repeat ? twice : { ...state, repeat, names };
  switch (word) {
    case 'wait': return state.wait ? twice : { ...state, wait: true, names };
    case 'lock': return state.lock ? twice : { ...state, lock: true, names };
    case 'notrack': return state.segment ? twice : { ...state, segment: registerNamed('ds'), names };
    case 'data16': case 'data32':
      if (word === (mode === 16 ? 'data16' : 'data32')) return `redundant ${word} prefix`;
      return state.data ? twice : { ...state, data: true, names };
    case 'addr16': case 'addr32':
      if (word === 'addr16' ? mode !== 32 : mode === 32) return word === 'addr16' && mode === 64 ? '`addr16\' is not supported in 64-bit mode' : `redundant ${word} prefix`;
      return state.address ? twice : { ...state, address: true, names };
  }
  if (word.startsWith('rex')) {
    if (mode !== 64) return `\`${word}' is only supported in 64-bit mode`;
    const bits = 0x40 | rexBits(word);
    return state.rex & bits & 0xf ? twice : { ...state, rex: state.rex | bits, names };
  }
  if (mode === 64 && (word === 'es' || word === 'ss')) return `\`${word}' is not supported in 64-bit mode`;
  return state.segment ? twice : { ...state, segment: registerNamed(word), names };
}

/** `rex.wrxb`, and the old names rex64, rexx, rexxyz ... (x, y, z stand for R, X, B). */
function rexBits(word: string): number {
  let bits = 0;
  if (word.includes('.')) for (const letter of word.slice(4)) bits |= letter === 'w' ? 8 : letter === 'r' ? 4 : letter === 'x' ? 2 : 1;
  else {
    if (word.startsWith('rex64')) bits |= 8;
    for (const letter of word.replace(/^rex(64)?/, '')) bits |= letter === 'x' ? 4 : letter === 'y' ? 2 : 1;
  }
  return bits;
}

function wordEnd(text: string): number {
  let end = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 46 || code === 95)) break;
  }
  return end;
}
