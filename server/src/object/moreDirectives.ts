// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that hardly any kernel file uses: repeated data, notes, versions, weak references, hand-made relocations, binary files.

import { splitOperands } from '../gas/splitOperands.ts';
import { appendBytes, appendFill, isEmpty } from './fragments.ts';
import { bind, resolve } from './evaluate.ts';
import { littleEndian, strings } from './data.ts';
import { encodeFloat, type FloatFormat } from './float.ts';
import { absolute, parseWhole } from './operands.ts';
import { parseString } from '../gas/parseString.ts';
import { sectionNamed, unquote } from './sections.ts';
import { complain, subsectionOf, symbolNamed, type AsmState } from './state.ts';
import { symbolName } from './symbolDirectives.ts';
import { isDefined } from './symbols.ts';

/** Runs `put` at the end of the named section and comes back. */
export function inSection(state: AsmState, name: string, flags: number, entsize: number, put: () => void): void {
  const here = state.here, previous = state.previous;
  const section = sectionNamed(state, { name, subsection: 0, flags: state.sectionByName.has(name) ? undefined : flags, type: undefined, entsize, group: undefined, linkedTo: undefined, sameGroup: false });
  state.here = { section, subsection: subsectionOf(section, 0) };
  put();
  state.here = here;
  state.previous = previous;
}

export function ident(state: AsmState, rest: string): void {
  inSection(state, '.comment', 0x30, 1, () => {
    if (isEmpty(state.here.subsection)) appendBytes(state.here.subsection, [0]);
    strings(state, rest, true, 1);
  });
}

/** `.version "1"`: a note without a description. */
export function version(state: AsmState, rest: string): void {
  const literal = parseString(rest, 0);
  if (!literal) { complain(state, 'as-string', 'expected quoted string'); return; }
  if (literal.next < rest.length) { complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${rest[literal.next]}'`); return; }
  inSection(state, '.note', 0, 0, () => {
    const name = [...literal.bytes, 0], padded = (name.length + 3) & ~3;
    appendBytes(state.here.subsection, [...littleEndian(BigInt(name.length), 4), 0, 0, 0, 0, 1, 0, 0, 0, ...name, ...new Uint8Array(padded - name.length)]);
    if (state.here.section.align < 4) state.here.section.align = 4;
  });
}

/** `.dcb.w count, value`: the value again and again. */
export function repeated(state: AsmState, rest: string, size: number, format?: FloatFormat): void {
  const [countText, valueText] = splitOperands(rest).map(o => o.text);
  const count = absolute(state, countText, 0n);
  if (count === undefined) return;
  if (count < -1n && valueText !== undefined) { complain(state, 'as-repeat-count', `size value for space directive too large: ${BigInt.asUintN(64, count).toString(16)}`); return; }
  if (count <= 0n) { complain(state, 'as-repeat-count', 'negative or zero count, ignored', 'warning'); return; }
  if (format) {
    const bytes = encodeFloat(valueText || '0', format);
    if (!bytes) { complain(state, 'as-float', 'bad floating literal'); return; }
    for (let i = 0n; i < count; i++) appendBytes(state.here.subsection, bytes);
    return;
  }
  const value = absolute(state, valueText, 0n);
  if (value !== undefined) appendFill(state.here.subsection, Number(count) * size, littleEndian(BigInt.asUintN(64, value), size), state.statement);
}

/** `.ds.w count[, fill]`: count items of zeros, or of a number. */
export function reserved(state: AsmState, rest: string, size: number): void {
  const [countText, fillText] = splitOperands(rest).map(o => o.text);
  const count = absolute(state, countText, 0n), fill = absolute(state, fillText, 0n);
  if (count === undefined || fill === undefined || count <= 0n) return;
  appendFill(state.here.subsection, Number(count) * size, littleEndian(BigInt.asUintN(64, fill), size), state.statement);
}

/** `.symver name, name2@VERSION[, visibility]`. */
export function symver(state: AsmState, rest: string): void {
  const [name, versioned, visibility] = splitOperands(rest).map(o => o.text);
  if (name === undefined || versioned === undefined) { complain(state, 'as-symver', `expected comma after name in .symver`); return; }
  if (!versioned.includes('@') || versioned.startsWith('@')) { complain(state, 'as-symver', `missing version name in \`${versioned}' for symbol \`${name}'`); return; }
  if (visibility !== undefined && !['local', 'hidden', 'remove'].includes(visibility)) { complain(state, 'as-symver', `unrecognized visibility \`${visibility}'`); return; }
  if (!versioned.startsWith('"') && !/^[\w.$@]+$/.test(versioned)) { complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${/[^\w.$@]/.exec(versioned)![0]}'`); return; }
  const spelled = symbolName(state, name);
  if (spelled === undefined) return;
  const symbol = symbolNamed(state, spelled);
  symbol.attributes.mentioned = true;
  state.versions.push({ symbol, name: unquote(versioned), local: visibility === 'local' });
  if (visibility === 'hidden') symbol.attributes.visibility = 'HIDDEN';
  if (visibility === 'remove') symbol.attributes.removed = true;
}

/** `.weakref alias, target`: the alias means the target, which stays weak unless somebody names it directly. */
export function weakref(state: AsmState, rest: string): void {
  const [nameText, targetText] = splitOperands(rest).map(o => o.text);
  if (!nameText || !targetText) { complain(state, 'as-weakref', 'expected comma after name in .weakref'); return; }
  const name = symbolName(state, nameText), targetName = symbolName(state, targetText);
  if (name === undefined || targetName === undefined) return;
  const known = state.symbols.get(targetName);
  const alias = symbolNamed(state, name);
  if (isDefined(alias)) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
  const target = known ?? symbolNamed(state, targetName);
  if (!known) target.attributes.weakReferenced = true;
  alias.stands = target;
}

/** `.reloc where, TYPE[, expression]`: a relocation without a field. */
export function reloc(state: AsmState, rest: string): void {
  const [whereText, type, valueText] = splitOperands(rest).map(o => o.text);
  const where = parseWhole(state, whereText ?? ''), statement = state.statement;
  if (!where) return;
  if (where.kind === 'absent') { complain(state, 'as-reloc', 'missing or bad offset expression'); return; }
  const known = type === undefined ? undefined : relocationType(type, state.machine);
  if (known === undefined) {
    complain(state, type && /^(R_|BFD_)/.test(type) ? 'as-not-supported' : 'as-reloc', type && /^(R_|BFD_)/.test(type) ? `not supported: .reloc of ${type}` : 'unrecognized relocation type');
    return;
  }
  const value = valueText === undefined ? undefined : parseWhole(state, valueText);
  if (valueText !== undefined && !value) return;
  const place = bind(state, where), { section } = state.here;
  const now = resolve(place, 'reading');
  if (now.kind !== 'linear' || now.sub) { complain(state, 'as-reloc', 'expression too complex', 'error'); return; }
  section.reloc.push({ place, type: known, value: value && bind(state, value), statement });
}

function relocationType(name: string, machine: AsmState['machine']): string | undefined {
  const prefix = machine === 'i386' ? 'R_386_' : 'R_X86_64_';
  const generic: Readonly<Record<string, string>> = { BFD_RELOC_NONE: 'NONE', BFD_RELOC_8: '8', BFD_RELOC_16: '16', BFD_RELOC_32: '32', BFD_RELOC_64: '64' };
  const spelled = name.toUpperCase();
  if (generic[spelled] !== undefined) return prefix + generic[spelled];
  return spelled.startsWith(prefix) && /^(NONE|8|16|32|32S|64|PC8|PC16|PC32|PC64|PLT32|GOTPCREL|GOT32|GOTPC32|TPOFF32|TPOFF64|SIZE32|SIZE64)$/.test(spelled.slice(prefix.length)) ? spelled : undefined;
}

/** `.incbin "file"[, skip[, count]]`. */
export function incbin(state: AsmState, rest: string): void {
  const [name, skipText, countText] = splitOperands(rest).map(o => o.text);
  const path = unquote(name ?? '');
  if (!name?.startsWith('"')) { complain(state, 'as-string', 'missing string'); return; }
  const skip = absolute(state, skipText, 0n), count = absolute(state, countText, -1n);
  if (skip === undefined || count === undefined) return;
  const bytes = state.readBinary?.(path);
  if (!bytes) { complain(state, 'as-incbin', `file not found: ${path}`); return; }
  const from = Number(skip), size = countText === undefined || countText === '' ? bytes.length - from : Number(count);
  if (from < 0 || size < 0 || from + size > bytes.length) { complain(state, 'as-incbin', `skip (${from}) or count (${size}) invalid for file size (${bytes.length})`); return; }
  appendBytes(state.here.subsection, bytes.subarray(from, from + size));
}
