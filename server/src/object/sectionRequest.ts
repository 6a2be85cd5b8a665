// SPDX-License-Identifier: GPL-2.0-or-later
// The operands of `.section` and `.pushsection`: what is asked for, whatever becomes of it (sections.ts; GAS.md section 5).

import { isDigitNext, isNext, readerOf, skipBlank, take, takeName, takeString, type Reader } from '../gas/reader.ts';
import { SHF, SHT } from './objectFile.ts';
import { demandEnd, takeAbsolute } from './operands.ts';
import { complain, lookUp, type AsmSection, type AsmState } from './state.ts';
import { isDefined } from './symbols.ts';

export interface SectionRequest {
  readonly name: string;
  /** 0: none given. */
  readonly flags: number;
  readonly type: number | undefined;
  readonly entsize: number;
  readonly group: AsmSection['group'];
  /** A section's name. */
  readonly linkedTo: string | undefined;
  /** A section's index, which the section of this name gets, whichever it is linked to otherwise. */
  readonly linkedIndex: string | undefined;
  /** What tells sections of one name from each other besides: `unique, N`, and the number of an mbind section. */
  readonly unique: string;
  readonly info: number;
}

export function plainRequest(name: string): SectionRequest { return { name, flags: 0, type: undefined, entsize: 0, group: undefined, linkedTo: undefined, linkedIndex: undefined, unique: '', info: 0 }; }

const flagLetters: Readonly<Record<string, number>> = {
  a: SHF.ALLOC, w: SHF.WRITE, x: SHF.EXECINSTR, M: SHF.MERGE, S: SHF.STRINGS, T: SHF.TLS, G: SHF.GROUP, o: SHF.LINK_ORDER, e: SHF.EXCLUDE, R: SHF.RETAIN, d: SHF.MBIND,
};

const typeNames: Readonly<Record<string, number>> = {
  progbits: SHT.PROGBITS, nobits: SHT.NOBITS, note: SHT.NOTE, init_array: SHT.INIT_ARRAY, fini_array: SHT.FINI_ARRAY,
  preinit_array: SHT.PREINIT_ARRAY, unwind: SHT.X86_64_UNWIND,
};

/** The operands of `.section` and `.pushsection`; undefined after an error that leaves no section. */
export function takeSection(state: AsmState, reader: Reader, push: boolean): { readonly request: SectionRequest; readonly subsection: number } | undefined {
  const name = takeSectionName(state, reader);
  if (name === undefined) return undefined;
  const symbol = lookUp(state, name);
  if (symbol && symbol.section === undefined && isDefined(symbol) && !symbol.volatile && symbol.register === undefined) {
    complain(state, 'as-section-name', `section name '${name}' already defined as another symbol`);
    return undefined;
  }
  let request = plainRequest(name), subsection = 0;
  if (take(reader, ',')) {
    skipBlank(reader);
    let more = true;
    if (push && isDigitNext(reader)) {
      subsection = Number(takeAbsolute(state, reader));
      skipBlank(reader);
      more = take(reader, ',');
      skipBlank(reader);
    }
    const attributes = !more ? request : isNext(reader, '"') ? takeAttributes(state, reader, request) : takeWords(state, reader, request);
    if (!attributes) return undefined;
    request = attributes;
  }
  demandEnd(state, reader);
  if ((request.flags & SHF.MBIND) !== 0 && (request.flags & SHF.ALLOC) === 0) complain(state, 'as-section-flags', `SHF_ALLOC isn't set for GNU_MBIND section: ${name}`);
  return { request, subsection };
}

function takeSectionName(state: AsmState, reader: Reader): string | undefined {
  skipBlank(reader);
  let name: string | undefined;
  if (isNext(reader, '"')) {
    const bytes = takeString(reader)!;
    if (bytes.includes(0)) { complain(state, 'as-string-with-zero', "this string may not contain '\\0'"); return undefined; }
    name = new TextDecoder().decode(Uint8Array.from(bytes));
  } else {
    const { text, at } = reader;
    while (reader.at < text.length && !'\n\t,; '.includes(text[reader.at]!)) reader.at++;
    name = text.slice(at, reader.at);
    if (name === '') { complain(state, 'as-section-name', 'missing name'); return undefined; }
  }
  skipBlank(reader);
  return name;
}

/** `"flags", @type, size of an entry, section, group, comdat, unique, number`: what is there depends on the flags. */
function takeAttributes(state: AsmState, reader: Reader, plain: SectionRequest): SectionRequest | undefined {
  const letters = takeString(reader)!;
  if (letters.includes(0)) { complain(state, 'as-string-with-zero', "this string may not contain '\\0'"); return undefined; }
  const read = flagsOf(state, String.fromCharCode(...letters));
  if (!read) return undefined;
  let { flags } = read, entsize = 0, group: AsmSection['group'], linkedTo: string | undefined, linkedIndex: string | undefined, unique = '', info = 0;
  skipBlank(reader);
  const type = takeType(state, reader);
  skipBlank(reader);
  if ((flags & SHF.MERGE) !== 0) {
    if (take(reader, ',')) {
      skipBlank(reader);
      entsize = Number(BigInt.asIntN(32, takeAbsolute(state, reader)));
      skipBlank(reader);
    } else { complain(state, 'as-section-entsize', 'entity size for SHF_MERGE not specified', 'warning'); flags &= ~SHF.MERGE; }
    if (entsize < 0) { complain(state, 'as-section-entsize', 'invalid merge entity size', 'warning'); flags &= ~SHF.MERGE; entsize = 0; }
  }
  if ((flags & SHF.LINK_ORDER) !== 0 && take(reader, ',')) {
    skipBlank(reader);
    if (isDigitNext(reader)) linkedIndex = takeDigits(reader); else linkedTo = takeName(reader).name || undefined;
  }
  const { sameGroup } = read;
  if ((flags & SHF.GROUP) !== 0) {
    if (sameGroup) complain(state, 'as-section-group', '? section flag ignored with G present', 'warning');
    if (take(reader, ',')) {
      const name = takeSectionName(state, reader);
      if (name === undefined) flags &= ~SHF.GROUP;
      else {
        const more = take(reader, ',');
        if (more) skipBlank(reader);
        group = { name, comdat: more ? takeWord(reader, 'comdat') : plain.name.startsWith('.gnu.linkonce') };
      }
    } else { complain(state, 'as-section-group', 'group name for SHF_GROUP not specified', 'warning'); flags &= ~SHF.GROUP; }
  } else if (sameGroup) ({ group } = state.here.section);
  if ((flags & SHF.MBIND) !== 0) {
    const { at } = reader;
    if (take(reader, ',')) skipBlank(reader);
    if (reader.at > at && isDigitNext(reader)) info = Number(takeDigits(reader)); else reader.at = at;
  }
  const { at } = reader;
  if (take(reader, ',')) {
    skipBlank(reader);
    if (!takeWord(reader, 'unique')) reader.at = at;
    else {
      skipBlank(reader);
      if (take(reader, ',')) { skipBlank(reader); if (isDigitNext(reader)) unique = takeDigits(reader); }
    }
  }
  return { ...plain, flags: flags >>> 0, type, entsize, group, linkedTo, linkedIndex, unique, info };
}

function takeWord(reader: Reader, word: string): boolean {
  if (!reader.text.startsWith(word, reader.at)) return false;
  reader.at += word.length;
  return true;
}

/** As C reads it: octal or hexadecimal by its beginning. */
function takeDigits(reader: Reader): string {
  const digits = /^(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)/i.exec(reader.text.slice(reader.at))![0];
  reader.at += digits.length;
  return String(digits.startsWith('0') && /^0[0-7]/.test(digits) ? parseInt(digits, 8) : Number(digits));
}

function flagsOf(state: AsmState, letters: string): { readonly flags: number; readonly sameGroup: boolean } | undefined {
  let flags = 0, sameGroup = false;
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!, bit = flagLetters[letter] ?? (letter === 'l' && state.mode === 64 ? SHF.X86_64_LARGE : undefined);
    if (letter === '?') sameGroup = true;
    else if (bit !== undefined) {
      flags |= bit;
      // An old spelling: `am`, `ams`.
      if (letter === 'a' && letters[i + 1] === 'm') {
        flags |= SHF.MERGE;
        i++;
        if (letters[i + 1] === 's') { flags |= SHF.STRINGS; i++; }
      }
    } else if (letter >= '0' && letter <= '9') {
      const reader = readerOf(letters, i);
      flags |= Number(takeDigits(reader));
      i = reader.at - 1;
    } else {
      complain(state, 'as-section-flags', `bad .section directive: want a,${state.mode === 64 ? 'l,' : ''}w,x,M,S,G,T in string`);
      return undefined;
    }
  }
  return { flags: flags >>> 0, sameGroup };
}

/** Behind the flags; the comma stays where no type follows. */
function takeType(state: AsmState, reader: Reader): number | undefined {
  const { at } = reader;
  if (!take(reader, ',')) return undefined;
  skipBlank(reader);
  if (isNext(reader, '"')) return typeNamed(state, String.fromCharCode(...takeString(reader)!), true);
  if (!take(reader, '@') && !take(reader, '%')) { reader.at = at; return undefined; }
  return isDigitNext(reader) ? Number(takeDigits(reader)) : typeNamed(state, takeName(reader).name, true);
}

function typeNamed(state: AsmState, name: string, warn: boolean): number | undefined {
  const known = name === 'unwind' && state.mode !== 64 ? undefined : typeNames[name];
  if (known !== undefined) return known;
  if (/^[0-9]/.test(name)) return Number(takeDigits(readerOf(name)));
  if (warn) complain(state, 'as-section-type', 'unrecognized section type', 'warning');
  return undefined;
}

const flagWords: Readonly<Record<string, number>> = { write: SHF.WRITE, alloc: SHF.ALLOC, execinstr: SHF.EXECINSTR, exclude: SHF.EXCLUDE, tls: SHF.TLS };

/** `#alloc,#write,#progbits`. */
function takeWords(state: AsmState, reader: Reader, plain: SectionRequest): SectionRequest | undefined {
  let flags = 0, { type } = plain;
  do {
    skipBlank(reader);
    if (!take(reader, '#')) { complain(state, 'as-section-flags', "character following name is not '#'"); return undefined; }
    const { name } = takeName(reader), flag = flagWords[name] ?? (name === 'large' && state.mode === 64 ? SHF.X86_64_LARGE : undefined);
    if (flag !== undefined) flags |= flag;
    else {
      const named = typeNamed(state, name, false);
      if (named === undefined) complain(state, 'as-section-flags', 'unrecognized section attribute', 'warning'); else type = named;
    }
    skipBlank(reader);
  } while (take(reader, ','));
  return { ...plain, flags: flags >>> 0, type };
}
