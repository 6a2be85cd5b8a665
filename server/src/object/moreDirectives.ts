// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that hardly any kernel file uses: repeated data, notes, versions, weak references, hand-made relocations, binary files.

import { endOfName, isNamePart } from '../gas/characters.ts';
import type { Expression } from '../gas/expression.ts';
import { skipBlank, take, takeName, takeString, type Reader } from '../gas/reader.ts';
import { floatAt, littleEndian, strings } from './data.ts';
import { bind, resolve } from './evaluate.ts';
import { floatSize, type FloatFormat } from './float.ts';
import { appendBytes, isEmpty } from './fragments.ts';
import { demandEnd, takeAbsolute, takeExpression } from './operands.ts';
import { plainRequest } from './sectionRequest.ts';
import { sectionNamed } from './sections.ts';
import { largest } from './space.ts';
import { complain, subsectionOf, symbolNamed, type AsmState } from './state.ts';
import { replaced, symbolAt, symbolNameAt } from './symbolDirectives.ts';
import { isDefined, type AsmSymbol } from './symbols.ts';

/** Runs `put` at the end of the named section and comes back. */
export function inSection(state: AsmState, name: string, flags: number, entsize: number, put: () => void): void {
  const here = state.here, previous = state.previous;
  const section = sectionNamed(state, { ...plainRequest(name), flags: state.sectionByName.has(name) ? 0 : flags, entsize });
  state.here = { section, subsection: subsectionOf(section, 0) };
  put();
  state.here = here;
  state.previous = previous;
}

export function ident(state: AsmState, reader: Reader): void {
  inSection(state, '.comment', 0x30, 1, () => {
    if (isEmpty(state.here.subsection)) appendBytes(state.here.subsection, [0]);
    strings(state, reader, true, 1);
  });
}

/** `.version "1"`: a note without a description, in which escapes are left as they are. */
export function version(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  const start = reader.at + 1, literal = takeString(reader);
  if (!literal) complain(state, 'as-string', 'expected quoted string');
  else {
    const name = [...new TextEncoder().encode(reader.text.slice(start, reader.at - 1)), 0], padded = (name.length + 3) & ~3;
    inSection(state, '.note', 0, 0, () => {
      appendBytes(state.here.subsection, [...littleEndian(BigInt(name.length), 4), 0, 0, 0, 0, 1, 0, 0, 0, ...name, ...new Uint8Array(padded - name.length)]);
      if (state.here.section.align < 4) state.here.section.align = 4;
    });
  }
  demandEnd(state, reader);
}

/** `.dcb.d count, value`: the same floating number again and again. */
export function repeatedFloat(state: AsmState, reader: Reader, format: FloatFormat): void {
  const count = takeAbsolute(state, reader);
  skipBlank(reader);
  const bytes = take(reader, ',') ? floatAt(state, reader, format) : new Uint8Array(floatSize(format));
  if (!bytes) return;
  if (state.here.absolute && count > 0n) complain(state, 'as-absolute-section', 'attempt to allocate data in absolute section');
  else if (count * BigInt(bytes.length) > largest) complain(state, 'as-space-too-large', `${count} numbers are not laid out`);
  else for (let i = 0n; i < count; i++) appendBytes(state.here.subsection, bytes);
  demandEnd(state, reader);
}

/** `.symver name, name2@VERSION[, visibility]`. */
export function symver(state: AsmState, reader: Reader): void {
  const symbol = symbolAt(state, reader);
  if (!take(reader, ',')) { complain(state, 'as-symver', 'expected comma after name in .symver'); return; }
  skipBlank(reader);
  const { name } = takeName(reader, endOfVersionedName), signs = /@+/.exec(name)?.[0].length ?? 0;
  if (!symbol) return;
  if (symbol.common) { complain(state, 'as-symver', `\`${name}' can't be versioned to common symbol '${symbol.name}'`); return; }
  if (signs === 0) { complain(state, 'as-symver', `missing version name in \`${name}' for symbol \`${symbol.name}'`); return; }
  if (signs > 3) { complain(state, 'as-symver', `invalid version name '${name}' for symbol \`${symbol.name}'`); return; }
  const others = state.versions.filter(other => other.symbol === symbol);
  if (signs === 3 && others.some(other => other.name.includes('@@@') && other.name !== name)) { complain(state, 'as-symver', `only one version name with \`@@@' is allowed for symbol \`${symbol.name}'`); return; }
  const { text, at } = reader;
  let visibility: 'local' | 'hidden' | 'remove' | undefined;
  if (take(reader, ',')) {
    skipBlank(reader);
    visibility = (['local', 'hidden', 'remove'] as const).find(word => text.startsWith(word, reader.at));
    reader.at = visibility === undefined ? at : reader.at + visibility.length;
  }
  state.versions.push({ symbol, name, visibility, statement: state.statement });
  symbol.attributes.versioned = true;
  demandEnd(state, reader);
}

function endOfVersionedName(text: string, at: number): number {
  let end = endOfName(text, at);
  while (text[end] === '@' || isNamePart(text.charCodeAt(end))) end++;
  return end;
}

/** `.weakref alias, target`: the alias means the target, which stays weak unless somebody names it directly. */
export function weakref(state: AsmState, reader: Reader): void {
  const name = symbolNameAt(state, reader);
  if (name === undefined) return;
  let alias = symbolNamed(state, name);
  if (isDefined(alias)) {
    if (!alias.volatile) { complain(state, 'as-already-defined', `symbol \`${name}' is already defined`); return; }
    alias = replaced(state, alias);
  }
  skipBlank(reader);
  if (!take(reader, ',')) { complain(state, 'as-weakref', `expected comma after "${name}"`); return; }
  skipBlank(reader);
  const targetName = symbolNameAt(state, reader);
  if (targetName === undefined) return;
  const known = state.symbols.get(targetName), target = known ?? symbolNamed(state, targetName);
  if (!known) target.attributes.weakReferenced = true;
  for (let next: AsmSymbol | undefined = target; next; next = next.stands) {
    if (next !== alias) continue;
    complain(state, 'as-weakref', `${name}: would close weakref loop: ${name} => ${targetName}`);
    return;
  }
  alias.stands = target;
  demandEnd(state, reader);
}

/** `.reloc where, TYPE[, expression]`: a relocation without a field. */
export function reloc(state: AsmState, reader: Reader): void {
  const where = takeExpression(state, reader), statement = state.statement, place = bind(state, where);
  if (where.kind === 'absent' || place.kind === 'register' || (place.kind === 'constant' && place.wide !== undefined)) { complain(state, 'as-reloc', 'missing or bad offset expression'); return; }
  skipBlank(reader);
  if (!take(reader, ',')) { complain(state, 'as-reloc', 'missing reloc type'); return; }
  skipBlank(reader);
  const type = relocationType(takeName(reader).name, state.machine);
  if (type === undefined) { complain(state, 'as-reloc', 'unrecognized reloc type'); return; }
  skipBlank(reader);
  const written: Expression = take(reader, ',') ? takeExpression(state, reader) : { kind: 'absent' }, value = written.kind === 'absent' ? undefined : bind(state, written);
  if (value?.kind === 'register' || (value?.kind === 'constant' && value.wide !== undefined)) { complain(state, 'as-reloc', 'bad reloc expression'); return; }
  demandEnd(state, reader);
  const now = resolve(place, 'reading');
  if (now.kind !== 'linear' || now.sub) { complain(state, 'as-reloc', 'expression too complex', 'error'); return; }
  // A number is relative to the section, whose symbol is made here if it is not the first one of its name.
  const { name, symbol, index } = state.here.section;
  if (place.kind === 'constant' && state.sectionByName.get(name)?.index !== index) symbol.again ??= state.order++;
  state.here.section.reloc.push({ order: state.order++, place, type, value, statement });
}

/** Without their machine's prefix; those of one machine only are marked by it. */
const relocationNames: Readonly<Record<AsmState['machine'], ReadonlySet<string>>> = {
  'x86-64': new Set(('NONE 64 PC32 GOT32 PLT32 COPY GLOB_DAT JUMP_SLOT RELATIVE GOTPCREL 32 32S 16 PC16 8 PC8 DTPMOD64 DTPOFF64 TPOFF64 TLSGD TLSLD DTPOFF32 GOTTPOFF TPOFF32 PC64 GOTOFF64 GOTPC32 GOT64 GOTPCREL64 '
    + 'GOTPC64 GOTPLT64 PLTOFF64 SIZE32 SIZE64 GOTPC32_TLSDESC TLSDESC_CALL TLSDESC IRELATIVE RELATIVE64 PC32_BND PLT32_BND GOTPCRELX REX_GOTPCRELX GNU_VTINHERIT GNU_VTENTRY').split(' ')),
  i386: new Set(('NONE 32 PC32 GOT32 PLT32 COPY GLOB_DAT JUMP_SLOT RELATIVE GOTOFF GOTPC TLS_TPOFF TLS_IE TLS_GOTIE TLS_LE TLS_GD TLS_LDM 16 PC16 8 PC8 TLS_LDO_32 TLS_IE_32 TLS_LE_32 TLS_DTPMOD32 TLS_DTPOFF32 '
    + 'TLS_TPOFF32 SIZE32 TLS_GOTDESC TLS_DESC_CALL TLS_DESC IRELATIVE GOT32X GNU_VTINHERIT GNU_VTENTRY').split(' ')),
};

function relocationType(name: string, machine: AsmState['machine']): string | undefined {
  const prefix = machine === 'i386' ? 'R_386_' : 'R_X86_64_', spelled = name.toUpperCase();
  const generic = /^BFD_RELOC_(NONE|8|16|32|64)$/.exec(spelled)?.[1];
  const short = generic ?? (spelled.startsWith(prefix) ? spelled.slice(prefix.length) : '');
  return relocationNames[machine].has(short) ? prefix + short : undefined;
}

/** `.incbin "file"[, skip[, count]]`. */
export function incbin(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  const name = takeString(reader);
  if (!name) { complain(state, 'as-string', 'missing string'); return; }
  const path = new TextDecoder().decode(Uint8Array.from(name));
  let skip = 0n, count = 0n;
  skipBlank(reader);
  if (take(reader, ',')) {
    skip = takeAbsolute(state, reader);
    skipBlank(reader);
    if (take(reader, ',')) {
      count = takeAbsolute(state, reader);
      if (count === 0n) complain(state, 'as-incbin', `.incbin count zero, ignoring \`${path}'`, 'warning');
      skipBlank(reader);
    }
  }
  demandEnd(state, reader);
  const bytes = state.readBinary?.(path);
  if (!bytes) { complain(state, 'as-incbin', `file not found: ${path}`); return; }
  const from = Number(skip), size = count === 0n ? bytes.length - from : Number(count);
  if (from < 0 || size < 0 || from + size > bytes.length) { complain(state, 'as-incbin', `skip (${from}) or count (${size}) invalid for file size (${bytes.length})`); return; }
  if (state.here.absolute) complain(state, 'as-absolute-section', 'attempt to allocate data in absolute section');
  else appendBytes(state.here.subsection, bytes.subarray(from, from + size));
}
