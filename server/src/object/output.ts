// SPDX-License-Identifier: GPL-2.0-or-later
// From fragments to the ObjectFile: bytes, relocations, the symbol table in as's order (GAS.md 7.4, 7.5).

import { ofLinker } from '../gas/expression.ts';
import type { Statement } from '../gas/statement.ts';
import { isBareSymbol, symbolOf, type Bound } from './bound.ts';
import { encodeAdvance } from './cfiFrames.ts';
import { encodeLeb, littleEndian, putNumber } from './data.ts';
import { addressOf, complainOfInvalid, placeOf, resolve, tooDeep } from './evaluate.ts';
import { numberInTheEnd } from './evaluateNow.ts';
import { applyFixups, handMadeBySection, withHandMade, type PendingRelocation } from './fixups.ts';
import { copyBytes, wholeAddress, type Fragment } from './fragments.ts';
import { groupSections, groupsOf, signatureSymbols } from './groups.ts';
import { fragmentsOf, isResolvableHere, lebNumber, numberOf } from './layout.ts';
import { numberNow, plainSymbol } from './numbers.ts';
import { SHF, type ByteSpan, type ObjectFile, type ObjectSection, type ObjectSymbol } from './objectFile.ts';
import { isNobits, oldNopsInTheEnd } from './space.ts';
import { complain, type AsmSection, type AsmState, type Fixup, type HandMade } from './state.ts';
import { plainSection } from './sections.ts';
import { bindingOf, finalKind, isDefined, isLocalName, isPlaceItself, type AsmSymbol } from './symbols.ts';
import { largestNop, nops, nopsDirective } from '../x86/nops.ts';

interface Written { readonly section: AsmSection; readonly bytes: Uint8Array; readonly relocations: readonly PendingRelocation[]; readonly spans: readonly ByteSpan[] }

export function writeObject(state: AsmState): ObjectFile {
  const versions = versionsOf(state);
  for (const section of state.sections) checkLink(state, section);
  const handMade = handMadeBySection(state), written = state.sections.map(section => writeSection(state, section, handMade));
  const debug = debugSections(state);
  checkDefinitions(state);
  const groups = groupsOf(state);
  const { symbols, numbers } = symbolTable(state, written, signatureSymbols(state, groups, symbol => isLocalName(symbol) || symbol.attributes.used || isKept(state, symbol)), groups.length, versions);
  const related = new Set(written.filter(w => w.relocations.length > 0).map(w => w.section));
  const sections = [...written, ...debug].map(({ section, bytes, relocations, spans }): ObjectSection => ({
    name: section.name, type: section.type, flags: section.flags, align: section.align, entsize: section.entsize, size: section.size,
    bytes, spans,
    relocations: relocations.map(r => ({ offset: r.offset, type: r.type, symbol: r.symbol ? numbers.get(r.symbol.attributes)! : -1, addend: r.addend })),
  }));
  return { machine: state.machine, sections: [...groupSections(groups, state.sections, section => related.has(section)), ...sections], symbols };
}

/**
 * What -g leaves in the symbol table: the sections that have line numbers, and those that DWARF's parts refer to. The parts themselves
 * stay empty, for nobody here reads them.
 */
function debugSections(state: AsmState): Written[] {
  const lines = state.debugInfo ? state.sections.filter(section => section.hasLines) : [];
  for (const section of lines) section.symbol.attributes.relocated = true;
  if (lines.length === 0) return [];
  const newer = state.debugInfo === 5;
  const names = ['.debug_info', '.debug_abbrev', '.debug_line', ...(newer ? ['.debug_line_str'] : []), ...(lines.length > 1 ? [newer ? '.debug_rnglists' : '.debug_ranges'] : []), '.debug_str'];
  return names.map(name => {
    const section = plainSection(state, name);
    section.symbol.attributes.relocated = true;
    return { section, bytes: new Uint8Array(0), relocations: [], spans: [] };
  });
}

/** A symbol's value can be a number or a place; a difference that nothing resolved is neither, and a size must be a number. */
function checkDefinitions(state: AsmState): void {
  for (const symbol of state.mentioned) {
    const { definition, attributes: { size } } = symbol;
    if (size === undefined && !symbol.common && (definition === undefined || definition.kind === 'constant')) continue;
    const value = definition && !symbol.superseded ? resolve(definition, 'final') : undefined;
    if (value?.kind === 'linear' && value.sub) {
      complain(state, 'as-symbol-value', `invalid operands (${sectionName(state, value.add)} and ${sectionName(state, value.sub)} sections) for \`-' when setting \`${symbol.name}'`, 'error', symbol.statement);
    }
    const common = definition && !symbol.superseded ? symbolOf(definition) : undefined;
    if (common?.common) complain(state, 'as-common', `\`${symbol.name}' can't be equated to common symbol \`${common.name}'`, 'error', symbol.statement);
    if (value?.kind === 'invalid' && value !== tooDeep) complainOfInvalid(state, value, symbol.statement);
    if (symbol.common && symbol.attributes.weak) complain(state, 'as-common', `symbol \`${symbol.name}' can not be both weak and common`, 'error', symbol.statement);
    // What is set to something undefined is that, and has no size of its own.
    const isOther = value?.kind === 'linear' && value.add && !isDefined(value.add) && definition && symbolOf(definition);
    if (size && !symbol.superseded && !symbol.stands && !isOther && (isLocalName(symbol) || !isLeftOut(symbol)) && sizeOf(size) === undefined) {
      complain(state, 'as-size-expression', `.size expression for ${symbol.name} does not evaluate to a constant`, 'error', symbol.attributes.sizeStatement);
    }
  }
}

function sectionName(state: AsmState, symbol: AsmSymbol | undefined): string {
  if (!symbol) return '*ABS*';
  const place = placeOf(symbol, 'final');
  return place ? state.sections[place.fragment.subsection.section]?.name ?? '*ABS*' : '*UND*';
}
/** A larger section is taken for a mistake: it is left empty. */
const largestSection = 1 << 28;

function writeSection(state: AsmState, section: AsmSection, handMade: ReadonlyMap<AsmSection, readonly HandMade[]>): Written {
  const nobits = isNobits(section);
  if (section.size > largestSection && !nobits) {
    complain(state, 'as-space-too-large', `section ${section.name} of ${section.size} bytes is not laid out`, 'error', largestStatement(section));
    section.size = 0;
    return { section, bytes: new Uint8Array(0), relocations: [], spans: [] };
  }
  const bytes = new Uint8Array(nobits && !hasFields(section) ? 0 : section.size);
  const branches: Fixup[] = [];
  const fragments = fragmentsOf(section);
  for (const { tail, address, start, end } of fragments) {
    if (tail?.kind === 'org' && (numberOf(tail.target, true) ?? 0) < address + end - start) complain(state, 'as-org-backwards', 'attempt to move .org backwards', 'error', tail.statement);
    if (tail?.kind === 'space' && !isAbsolute(tail.amount)) complain(state, 'as-not-absolute', '.space, .nops or .fill specifies non-absolute value', 'error', tail.statement);
  }
  if (bytes.length > 0) for (const fragment of fragments) writeFragment(state, section, fragment, bytes, branches);
  const fixups = section.subsections.size === 1 ? section.fixups : inSubsectionOrder(section.fixups);
  const made = bytes.length === 0 ? [] : [...applyFixups(state, section, bytes, fixups), ...applyFixups(state, section, bytes, branches)];
  const asked = handMade.get(section), relocations = asked ? withHandMade(state, section, bytes, made, asked) : made;
  const native = state.machine === 'i386' ? 32 : undefined;
  const spans = section.marks.map((m): ByteSpan => {
    const offset = m.fragment.address + m.offset, { statement, mode, span } = m;
    // Of a line that is kept, and has not moved, the span of the revision before.
    if (span?.offset === offset) return span;
    return m.span = native === undefined || mode === native ? { offset, statement } : { offset, statement, mode: mode as 16 | 64 };
  });
  if (section.subsections.size > 1) spans.sort((a, b) => a.offset - b.offset);
  return { section, bytes: nobits ? new Uint8Array(0) : bytes, relocations, spans };
}

/** Instructions in a section without contents: nothing is written, but what they refer to is relocated all the same. */
function hasFields(section: AsmSection): boolean {
  return section.size < 1 << 20 && (section.fixups.length > 0 || fragmentsOf(section).some(fragment => fragment.tail?.kind === 'branch'));
}

/** What takes most of the room. */
function largestStatement(section: AsmSection): Statement | undefined {
  let most = 0, found = section.marks[section.marks.length - 1]?.statement;
  for (const { tail, tailSize } of fragmentsOf(section)) {
    if (tail && 'statement' in tail && tailSize > most) { most = tailSize; found = tail.statement; }
  }
  return found;
}

function inSubsectionOrder(fixups: readonly Fixup[]): Fixup[] {
  return [...fixups].sort((a, b) => a.fragment.subsection.number - b.fragment.subsection.number);
}

function writeFragment(state: AsmState, section: AsmSection, fragment: Fragment, bytes: Uint8Array, branches: Fixup[]): void {
  const fixed = fragment.end - fragment.start;
  // Where layout gave up, nothing is in its place.
  if (!(fragment.address + fixed + fragment.tailSize <= bytes.length)) return;
  if (fixed > 0) copyBytes(fragment, bytes);
  const tail = fragment.tail, at = fragment.address + fixed, size = fragment.tailSize;
  if (!tail || size === 0) return;
  switch (tail.kind) {
    case 'fill': repeat(bytes, at, size, tail.pattern); break;
    case 'space':
      if (tail.nops && !isNobits(section) && tail.nops.limit > largestNop(state.mode, tail.nops.old ?? oldNopsInTheEnd(state))) {
        complain(state, 'as-nops', `invalid single nop size: ${tail.nops.limit} (expect within [0, ${largestNop(state.mode, tail.nops.old ?? oldNopsInTheEnd(state))}])`, 'error', tail.statement);
      }
      else if (tail.nops) bytes.set(nopsDirective(size, tail.nops.limit, state.mode, state.assemblerVersion, tail.nops.old ?? oldNopsInTheEnd(state)), at);
      else if (tail.pattern && tail.unit > 1) repeat(bytes, at, size, tail.pattern);
      else bytes.fill(tail.fill, at, at + size);
      break;
    case 'org': bytes.fill(tail.fill, at, at + size); break;
    case 'align':
      // gas makes padding when all is read, for the mode that the file ends in.
      if (tail.fill) repeat(bytes, at, size, tail.fill);
      else if (tail.code) bytes.set(nops(size, state.mode, state.assemblerVersion, tail.oldNops ?? oldNopsInTheEnd(state)), at);
      break;
    case 'cfa-advance': bytes.set(encodeAdvance(size === 0 ? 0 : Number(absoluteOf(tail.distance))), at); break;
    case 'leb': writeLeb(state, tail.value, tail.signed, bytes, at, size, tail.statement); break;
    case 'immediate': writeImmediate(fragment, tail, bytes, at, branches); break;
    case 'branch': writeBranch(section, fragment, tail, bytes, at, branches, state.clang); break;
  }
}

function repeat(bytes: Uint8Array, at: number, size: number, pattern: Uint8Array): void {
  const whole = size - (size % pattern.length);
  // gas fills what is left over of a wide pattern with zeros, at the front.
  for (let i = 0; i < whole; i++) bytes[at + (size - whole) + i] = pattern[i % pattern.length]!;
}

function writeLeb(state: AsmState, value: Bound, signed: boolean, bytes: Uint8Array, at: number, size: number, statement: Statement): void {
  const meant = resolve(value, 'final');
  if (meant.kind === 'invalid') { complainOfInvalid(state, meant, statement); return; }
  const number = lebNumber(value, 'final');
  if (number === undefined) { complain(state, 'as-leb-symbolic', 'leb128 operand is an undefined symbol', 'error', statement); return; }
  const encoded = encodeLeb(number, signed);
  bytes.set(encoded, at);
  for (let i = encoded.length; i < size; i++) { bytes[at + i - 1]! |= 0x80; bytes[at + i] = signed && number < 0n ? 0x7f : 0; }
}

function writeImmediate(fragment: Fragment, tail: Fragment['tail'] & { kind: 'immediate' }, bytes: Uint8Array, at: number, late: Fixup[]): void {
  const opcode = fragment.near ? tail.forms.long : tail.forms.short, size = fragment.near ? tail.forms.size : 1;
  bytes.set(opcode, at);
  late.push({
    fragment, offset: at + opcode.length - fragment.address, size, value: tail.value, pcBase: undefined, signed: true, plt: undefined, gotpcrel: undefined,
    kind: 'immediate', mode: tail.mode, statement: tail.statement,
  });
}

function writeBranch(section: AsmSection, fragment: Fragment, tail: Fragment['tail'] & { kind: 'branch' }, bytes: Uint8Array, at: number, branches: Fixup[], clang: boolean): void {
  const { relaxable } = tail;
  const opcode = fragment.near ? relaxable.near : relaxable.short;
  const size = fragment.near ? relaxable.nearSize : 1;
  bytes.set(opcode, at);
  const field = at + opcode.length;
  if (isResolvableHere(section, tail.target, clang)) {
    const plain = plainSymbol(tail.target)?.label;
    if (plain) { putNumber(bytes, field, size, plain.fragment.address + plain.offset - (field + size)); return; }
    const meant = resolve(tail.target, 'final');
    if (meant.kind !== 'linear' || !meant.add) return;
    const target = addressOf(placeOf(meant.add, 'final')!) + meant.value;
    bytes.set(littleEndian(target - BigInt(field + size), size), field);
    return;
  }
  branches.push({
    fragment, offset: field - fragment.address, size, value: tail.target, pcBase: size, signed: true, plt: 'at-end', gotpcrel: undefined,
    kind: 'branch', mode: tail.mode, statement: tail.statement,
  });
}

type Attributes = AsmSymbol['attributes'];

/**
 * STT_FILE, locals, then what other files see; each class by first mention, `.L` names and further sections of one name that a relocation needs
 * last, in the order in which their first relocation is written.
 */
function symbolTable(state: AsmState, written: readonly Written[], signatures: readonly AsmSymbol[], firstSection: number, versions: ReadonlyMap<Attributes, Versioned>): { symbols: ObjectSymbol[]; numbers: Map<Attributes, number> } {
  let relocated: AsmSymbol[] = [];
  const seen = new Set<Attributes>();
  for (const { relocations } of written) {
    for (let i = 0; i < relocations.length; i++) {
      const { symbol } = relocations[i]!;
      if (!symbol || seen.has(symbol.attributes)) continue;
      seen.add(symbol.attributes);
      symbol.attributes.relocated = true;
      relocated.push(symbol);
    }
  }
  // gas looks at those that are asked for by hand before all others, the last one first.
  const byHand = state.sections.flatMap(({ reloc }) => reloc).sort((a, b) => b.order - a.order).map(({ value }) => value && symbolOf(value));
  if (byHand.length > 0) relocated = [...new Set([...byHand.filter(symbol => symbol !== undefined && seen.has(symbol.attributes)), ...relocated])] as AsmSymbol[];
  const symbols: ObjectSymbol[] = state.files.map(name => ({ name, section: 'ABS', value: 0, size: 0, type: 'FILE', binding: 'LOCAL', visibility: 'DEFAULT' }));
  const numbers = new Map<Attributes, number>();
  keepAliased(state);
  const emit = (symbol: AsmSymbol) => {
    numbers.set(symbol.attributes, symbols.length);
    symbols.push(entryOf(state, symbol, firstSection, versions.get(symbol.attributes)?.own ?? symbol.name));
  };
  // A place without a name is in the table from when it was made.
  const orderOf = (symbol: AsmSymbol) => isPlaceItself(symbol) ? symbol.attributes.order : isLocalName(symbol) ? symbol.again ?? Infinity : symbol.section !== undefined ? symbol.again ?? symbol.attributes.order : symbol.attributes.order;
  const isFurther = ({ name, section, again }: AsmSymbol) => section !== undefined && again === undefined && state.sectionByName.get(name)?.index !== section;
  const named = state.mentioned.filter(s => !s.superseded && !isFurther(s) && (isKept(state, s) || (isLocalName(s) && seen.has(s.attributes) && s.again !== undefined))).concat(relocated.filter(isPlaceItself))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const inTable = new Set(named);
  const late = relocated.filter(s => (isLocalName(s) || isFurther(s)) && !inTable.has(s));
  for (const local of [true, false]) {
    for (const symbol of named) if ((bindingOf(symbol) === 'LOCAL') === local) emit(symbol);
    for (const symbol of late) if ((bindingOf(symbol) === 'LOCAL') === local) emit(symbol);
    for (const symbol of state.mentioned) {
      const version = versions.get(symbol.attributes);
      if (symbol.superseded || !version || (version.binding === 'LOCAL') !== local) continue;
      for (const name of version.others) symbols.push({ ...entryOf(state, symbol, firstSection, name), binding: version.binding, visibility: version.visibility });
    }
    for (const symbol of signatures) if (local) emit(symbol);
  }
  return { symbols, numbers };
}

/** What a `.set` names is in the table even if nothing else uses it, and if another `.set` took its name over. */
function keepAliased(state: AsmState): void {
  for (const { definition, stands, attributes } of state.mentioned) {
    if (definition) keepNamed(definition);
    if (stands && attributes.used) keepNamed({ kind: 'symbol', symbol: stands });
  }
}

function keepNamed(bound: Bound): void {
  switch (bound.kind) {
    case 'symbol': {
      const symbol = bound.symbol.stands ?? bound.symbol;
      if (!isDefined(symbol)) symbol.attributes.relocated = true;
      break;
    }
    case 'unary': keepNamed(bound.operand); break;
    case 'binary': keepNamed(bound.left); keepNamed(bound.right); break;
  }
}

function isKept(state: AsmState, symbol: AsmSymbol): boolean {
  const a = symbol.attributes;
  if (symbol.section !== undefined) return a.relocated;
  if (symbol.register !== undefined || symbol.stands || (a.removed && !a.relocated)) return false;
  if (isLocalName(symbol)) return a.global || a.weak || (symbol.common !== undefined && !a.local);
  if (symbol.definition) {
    const meant = resolve(symbol.definition, 'final'), named = symbolOf(symbol.definition);
    // So does one of the place where the input ends.
    if (named && named === state.end && !isBareSymbol(symbol.definition)) return false;
    // An alias of something undefined is that something; its own name vanishes, as does that of a place that only the end could tell.
    if (meant.kind === 'linear' && meant.add && (!placeOf(meant.add, 'final') || named === undefined)) return false;
    return true;
  }
  if (isDefined(symbol)) return true;
  return !isLeftOut(symbol);
}

/** Weak or with a version, not defined, and named by nobody. */
function isLeftOut(symbol: AsmSymbol): boolean {
  const a = symbol.attributes;
  return !isDefined(symbol) && (a.weak || a.weakReferenced || a.versioned) && !a.relocated && !a.used;
}

/** What a section of another one is linked to has to be there. */
function checkLink(state: AsmState, { name, linkedTo, marks }: AsmSection): void {
  if (linkedTo === undefined || /^[0-9]/.test(linkedTo)) return;
  const symbol = state.symbols.get(linkedTo);
  if (symbol ? !isDefined(symbol) || symbol.common !== undefined : !state.sectionByName.has(linkedTo)) {
    complain(state, 'as-linked-section', `undefined linked-to symbol \`${linkedTo}' on section \`${name}'`, 'error', marks[0]?.statement ?? state.statement);
  }
}

/** The name that a symbol with versions takes itself, and further names, with what can be seen of these. */
interface Versioned { own: string | undefined; readonly others: string[]; readonly binding: ObjectSymbol['binding']; readonly visibility: ObjectSymbol['visibility'] }

/** `.symver`: what is undefined, or chosen by `@@@`, is renamed; of others the versions are further names, and something may become of the first. */
function versionsOf(state: AsmState): Map<Attributes, Versioned> {
  const versions = new Map<Attributes, Versioned>();
  for (const { symbol: { name: spelled, attributes }, name, statement } of state.versions) {
    const symbol = state.symbols.get(spelled), defined = symbol !== undefined && isDefined(symbol), chosen = name.includes('@@@');
    let entry = versions.get(attributes);
    if (!entry) { entry = { own: undefined, others: [], binding: symbol ? bindingOf(symbol) : 'LOCAL', visibility: attributes.visibility }; versions.set(attributes, entry); }
    if (symbol?.common && !chosen) complain(state, 'as-symver', `\`${name}' can't be versioned to common symbol '${spelled}'`, 'error', statement);
    else if (!defined && !chosen && name.includes('@@')) complain(state, 'as-symver', `invalid attempt to declare external version name as default in symbol \`${name}'`, 'error', statement);
    else if (!defined && entry.own !== undefined && entry.own !== name) complain(state, 'as-symver', `multiple versions [\`${entry.own}'|\`${name}'] for symbol \`${spelled}'`, 'error', statement);
    if (!defined) entry.own = name.replace(/@@+/, '@');
    else if (chosen) entry.own = name.replace('@@@', '@@');
    else if (!entry.others.includes(name)) entry.others.unshift(name);
  }
  // The last word counts.
  const visibilities = new Map(state.versions.filter(({ visibility }) => visibility !== undefined).map(({ symbol, visibility }) => [symbol, visibility]));
  for (const [symbol, visibility] of visibilities) {
    const { attributes } = symbol;
    if (versions.get(attributes)!.own !== undefined) continue;
    if (visibility === 'local') Object.assign(attributes, { local: true, global: false });
    else if (visibility === 'hidden') attributes.visibility = 'HIDDEN';
    else attributes.removed = true;
    symbol.state = undefined;
  }
  return versions;
}

function entryOf(state: AsmState, symbol: AsmSymbol, firstSection: number, name: string): ObjectSymbol {
  const bits = state.machine === 'i386' ? 32 : 64;
  const a = symbol.attributes;
  const place = placeOf(symbol, 'final');
  const value = place ? addressOf(place) : symbol.definition ? absoluteOf(symbol.definition) + BigInt(symbol.carried ? wholeAddress(symbol.carried) : 0) : symbol.common ? BigInt(symbol.common.align) : 0n;
  const { type: named, size } = finalKind(symbol), own = symbol.common && named !== 'TLS' ? 'OBJECT' : named, isInThreads = place && symbol.section === undefined && (state.sections[place.fragment.subsection.section]!.flags & SHF.TLS) !== 0, type = isInThreads ? 'TLS' : own;
  return {
    // A place that had no name takes the one that gas gives it.
    name: isPlaceItself(symbol) ? 'L0\u0001' : name.replace(ofLinker, ''),
    section: place ? firstSection + place.fragment.subsection.section : symbol.signatureOf !== undefined ? symbol.signatureOf : symbol.common ? 'COM' : symbol.definition ? 'ABS' : 'UND',
    value: symbol.section !== undefined ? 0 : Number(BigInt.asUintN(bits, value)), size: symbol.common ? symbol.common.size : size ? Number(BigInt.asUintN(bits, sizeOf(size) ?? 0n)) : 0, type, binding: symbol.section !== undefined ? 'LOCAL' : bindingOf(symbol),
    visibility: a.visibility, ...(symbol.statement ? { statement: symbol.statement } : {}),
  };
}

function sizeOf(size: Bound): bigint | undefined {
  const number = numberNow(size, 'final');
  return number === undefined ? numberInTheEnd(size) : BigInt(number);
}

function isAbsolute(bound: Bound): boolean {
  if (numberNow(bound, 'final') !== undefined) return true;
  const meant = resolve(bound, 'final');
  return meant.kind === 'linear' && !meant.add && !meant.sub;
}

function absoluteOf(bound: Bound): bigint {
  const number = numberNow(bound, 'final');
  if (number !== undefined) return BigInt(number);
  const meant = resolve(bound, 'final');
  return meant.kind === 'linear' && !meant.add && !meant.sub ? meant.value : 0n;
}
