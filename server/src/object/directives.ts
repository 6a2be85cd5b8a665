// SPDX-License-Identifier: GPL-2.0-or-later
// The table of directives that reach the assembler proper; macros, conditionals and repetitions are gas/'s.

import type { Mode } from '../x86/instruction.ts';
import { isAtEnd, isDigitNext, isNext, readerOf, skipBlank, take, takeName, takeString, type Reader } from '../gas/reader.ts';
import { cfiDirective, cfiDirectiveNames, isCfiDirective } from './cfi.ts';
import type { IntegerSize } from './data.ts';
import { floats, integers, leb128, strings } from './data.ts';
import { evaluateNow } from './evaluateNow.ts';
import type { FloatFormat } from './float.ts';
import type { Visibility } from './objectFile.ts';
import { ident, incbin, reloc, repeatedFloat, symver, version, weakref } from './moreDirectives.ts';
import { demandEnd, takeAbsolute, takeExpression } from './operands.ts';
import { takeSection } from './sectionRequest.ts';
import { enterAbsolute, linkOnce, plainSection, popSection, previousSection, pushSection, sectionNamed, switchTo } from './sections.ts';
import { align, fill, nopDirective, nopsDirective, org, skip } from './space.ts';
import { complain, type AsmState } from './state.ts';
import { comm, eachName, globlDirective, local, setDirective, sizeDirective, typeDirective, visibility, weak } from './symbolDirectives.ts';

type Handler = (state: AsmState, reader: Reader) => void;

const handlers = new Map<string, Handler>();

export function isDirective(name: string): boolean { return handlers.has(name) || unsupported.has(name) || isCfiDirective(name); }

/** All of them, for completion. */
export function directiveNames(): string[] { return [...handlers.keys(), ...unsupported, ...cfiDirectiveNames()]; }

export function runDirective(state: AsmState, name: string, rest: string): void {
  const handler = handlers.get(name);
  if (handler) handler(state, readerOf(rest));
  else if (isCfiDirective(name)) cfiDirective(state, name, readerOf(rest));
  else if (unsupported.has(name)) complain(state, 'as-not-supported', `not supported: ${name}`);
  else complain(state, 'as-unknown-pseudo-op', `unknown pseudo-op: \`${name}'`);
}

/** Known to gas, not to us: the statement says so and changes nothing. */
const unsupported = new Set(['.intel_mnemonic', '.bundle_align_mode', '.bundle_lock', '.bundle_unlock', '.stabs', '.stabn', '.stabd', '.xstabs', '.rva', '.linefile', '.gnu_attribute',
  '.vtable_entry', '.vtable_inherit', '.tls_common', '.largecomm', '.attach_to_group', '.lsym']);

function define(names: string, handler: Handler): void { for (const name of names.split(' ')) handlers.set(name, handler); }

for (const [names, size] of [['.byte .dc.b', 1], ['.2byte .short .word .hword .value .dc.w .dc', 2], ['.4byte .long .int .dc.l', 4], ['.8byte .quad', 8], ['.octa', 16]] as [string, IntegerSize | 16][]) {
  define(names, (state, reader) => integers(state, reader, size));
}
define('.slong', (state, reader) => integers(state, reader, 4, state.machine === 'x86-64'));
define('.dc.a', (state, reader) => integers(state, reader, state.machine === 'i386' ? 4 : 8));
for (const [names, format] of [['.float .single .dc.s .ffloat', 'single'], ['.double .dc.d .dfloat', 'double'], ['.tfloat .dc.x', 'extended'], ['.hfloat', 'half'], ['.bfloat16', 'bfloat16']] as [string, FloatFormat][]) {
  define(names, (state, reader) => floats(state, reader, format));
}
define('.ascii', (state, reader) => strings(state, reader, false, 1));
define('.asciz .string .string8', (state, reader) => strings(state, reader, true, 1));
define('.string16', (state, reader) => strings(state, reader, true, 2));
define('.string32', (state, reader) => strings(state, reader, true, 4));
define('.string64', (state, reader) => strings(state, reader, true, 8));
define('.uleb128', (state, reader) => leb128(state, reader, false));
define('.sleb128', (state, reader) => leb128(state, reader, true));

define('.skip .space .zero', skip);
for (const [names, unit] of [['.ds.b .dcb.b', 1], ['.ds .ds.w .dcb .dcb.w', 2], ['.ds.l .ds.s .dcb.l', 4], ['.ds.d', 8], ['.ds.x .ds.p', 10]] as [string, number][]) define(names, (state, reader) => skip(state, reader, unit));
for (const [name, format] of [['.dcb.s', 'single'], ['.dcb.d', 'double'], ['.dcb.x', 'extended']] as [string, FloatFormat][]) define(name, (state, reader) => repeatedFloat(state, reader, format));
define('.fill', fill);
define('.org', org);
define('.align .balign', (state, reader) => align(state, reader, false, 1));
define('.balignw', (state, reader) => align(state, reader, false, 2));
define('.balignl', (state, reader) => align(state, reader, false, 4));
define('.p2align', (state, reader) => align(state, reader, true, 1));
define('.p2alignw', (state, reader) => align(state, reader, true, 2));
define('.p2alignl', (state, reader) => align(state, reader, true, 4));
define('.nops', nopsDirective);
define('.nop', nopDirective);

for (const name of ['.text', '.data', '.bss']) {
  define(name, (state, reader) => switchTo(state, plainSection(state, name), subsectionNumber(state, reader)));
}
define('.section .section.s .sect .sect.s', (state, reader) => enterSection(state, reader, false));
define('.pushsection', (state, reader) => enterSection(state, reader, true));
define('.popsection', popSection);
define('.previous', previousSection);
define('.subsection', (state, reader) => switchTo(state, state.here.section, subsectionNumber(state, reader)));

define('.globl .global .xdef', globlDirective);
define('.weak', (state, reader) => eachName(state, reader, weak));
define('.local', (state, reader) => eachName(state, reader, local));
for (const name of ['hidden', 'protected', 'internal']) {
  define(`.${name}`, (state, reader) => eachName(state, reader, visibility(name.toUpperCase() as Visibility)));
}
define('.type', typeDirective);
define('.size', sizeDirective);
define('.comm .common', (state, reader) => comm(state, reader, 'aligned'));
define('.common.s .xcom', (state, reader) => comm(state, reader, 'plain'));
define('.lcomm', (state, reader) => comm(state, reader, 'in bss'));
define('.set .equ', (state, reader) => setDirective(state, reader, 'again'));
define('.equiv', (state, reader) => setDirective(state, reader, 'once'));
define('.eqv', (state, reader) => setDirective(state, reader, 'each-use'));

for (const [names, mode] of [['.code16', 16], ['.code32', 32], ['.code64', 64]] as [string, Mode][]) {
  define(names, state => {
    if (mode === 64 && state.processor !== undefined && !in64.has(state.processor)) complain(state, 'as-arch', `64bit mode not supported on \`${state.processor}'.`);
    if (mode === 32 && state.processor !== undefined && before386.has(state.processor)) complain(state, 'as-arch', `32bit mode not supported on \`${state.processor}'.`);
    // Also in an object for i386, as the kernel's trampolines do; only `.arch i386` would forbid it.
    state.mode = mode;
    state.gcc16 = false;
  });
}
define('.code16gcc', state => { state.mode = 16; state.gcc16 = true; });
define('.intel_syntax', (state, reader) => syntaxDirective(state, reader, true));
define('.att_syntax', (state, reader) => syntaxDirective(state, reader, false));
define('.file', fileDirective);
define('.ident', ident);
define('.version', version);
define('.symver', symver);
define('.weakref', weakref);
define('.reloc', reloc);
define('.incbin', incbin);
define('.struct .offset', enterAbsolute);
// What says something to a debugger, a linker or the assembler's own checks, and nothing to bytes or symbols.
define('.extern .lflags .noformat .format .debug .name .noopt .optim .spc .xref', () => { /* whatever stands behind them */ });
define('.att_mnemonic .list .nolist .eject .allow_index_reg .disallow_index_reg .nopage .page', () => { /* what stands behind them is another statement */ });
define('.line', (state, reader) => { takeAbsolute(state, reader); demandEnd(state, reader); });
define('.psize .plen', (state, reader) => {
  takeAbsolute(state, reader);
  if (take(reader, ',')) paperWidth(state, reader); else demandEnd(state, reader);
});
define('.llen', paperWidth);
define('.loc_mark_labels', (state, reader) => {
  const on = takeAbsolute(state, reader);
  if (on !== 0n && on !== 1n) complain(state, 'as-loc', 'expected 0 or 1'); else demandEnd(state, reader);
});
define('.title .ttl .sbttl', (state, reader) => {
  skipBlank(reader);
  if (!isNext(reader, '"')) return;
  const end = reader.text.indexOf('"', reader.at + 1);
  reader.at = end < 0 ? reader.text.length : end + 1;
  demandEnd(state, reader);
});
define('.linkonce', (state, reader) => {
  skipBlank(reader);
  if (!isAtEnd(reader)) takeName(reader);
  linkOnce(state);
  complain(state, 'as-linkonce', '.linkonce is not supported for this object file format', 'warning');
  demandEnd(state, reader);
});
define('.sse_check', (state, reader) => checkDirective(state, reader, 'sse'));
define('.operand_check', (state, reader) => checkDirective(state, reader, 'operand'));
define('.arch', arch);
define('.loc', loc);
define('.func', (state, reader) => func(state, reader, false));
define('.endfunc', (state, reader) => func(state, reader, true));

function subsectionNumber(state: AsmState, reader: Reader): number {
  const number = Number(BigInt.asIntN(32, takeAbsolute(state, reader)));
  demandEnd(state, reader);
  return number;
}

function enterSection(state: AsmState, reader: Reader, push: boolean): void {
  const taken = takeSection(state, reader, push);
  if (!taken) return;
  if (push) pushSection(state);
  switchTo(state, sectionNamed(state, taken.request), taken.subsection);
}

/** Intel syntax, and AT&T's without `%`, are not read: instructions under it say so. */
function syntaxDirective(state: AsmState, reader: Reader, intel: boolean): void {
  skipBlank(reader);
  const word = isAtEnd(reader) ? undefined : takeName(reader).name;
  if (word !== undefined && word !== 'prefix' && word !== 'noprefix') complain(state, 'as-syntax', 'bad argument to syntax directive.');
  demandEnd(state, reader);
  state.intel = intel || word === 'noprefix';
  if (state.intel) complain(state, 'as-not-supported', `not supported: ${intel ? '.intel_syntax' : '.att_syntax noprefix'}`);
}

/** `.file "name"`, and `.file 1 "directory" "name"` for `.loc`. */
function fileDirective(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  if (isNext(reader, '"')) {
    const name = takeString(reader)!;
    demandEnd(state, reader);
    state.files.push(new TextDecoder().decode(Uint8Array.from(name)));
    return;
  }
  const number = takeAbsolute(state, reader);
  // With the number 0 DWARF 5 begins, in which a directory and a checksum may be named.
  if (number < 0n) { complain(state, 'as-loc', 'file number less than one'); return; }
  if (number === 0n) state.dwarf5 = true;
  skipBlank(reader);
  if (!takeString(reader)) { complain(state, 'as-string', 'missing string'); return; }
  if (state.dwarf5) {
    skipBlank(reader);
    if (takeString(reader)) skipBlank(reader);
    if (reader.text.startsWith('md5', reader.at)) { reader.at += 3; skipBlank(reader); takeExpression(state, reader); }
  }
  demandEnd(state, reader);
  state.fileNumbers.add(Number(number));
}

function paperWidth(state: AsmState, reader: Reader): void {
  const written = takeExpression(state, reader), width = written.kind === 'absent' ? undefined : evaluateNow(state, written);
  if (!width) complain(state, 'as-listing', 'missing expression for paper width');
  else if (width.kind !== 'constant') complain(state, 'as-listing', 'bad or irreducible expression for paper width');
  else if (width.value <= 7n) complain(state, 'as-listing', 'new paper width is too small');
  demandEnd(state, reader);
}

function checkDirective(state: AsmState, reader: Reader, what: string): void {
  skipBlank(reader);
  if (isAtEnd(reader)) complain(state, 'as-check', `missing argument for ${what}_check directive`);
  else if (!['none', 'warning', 'error'].includes(takeName(reader).name)) complain(state, 'as-check', `bad argument to ${what}_check directive.`);
  demandEnd(state, reader);
}

function arch(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  if (isAtEnd(reader)) { complain(state, 'as-arch', 'missing cpu architecture'); return; }
  const { name } = takeName(reader), extension = /^\.(no)?(.+)$/.exec(name)?.[2];
  if (name === 'push') state.processors.push(state.processor);
  if (name === 'pop') {
    if (state.processors.length === 0) { complain(state, 'as-arch', '.arch stack is empty'); return; }
    state.processor = state.processors.pop();
  }
  if (name === 'push' || name === 'pop') { demandEnd(state, reader); return; }
  if (name === 'iamcu') { complain(state, 'as-arch', `\`iamcu' is not supported on \`${state.machine === 'i386' ? 'i386' : 'x86_64'}'`); return; }
  if (extension === undefined && processors.has(name)) state.processor = name === 'default' ? undefined : name;
  if (extension === undefined ? !processors.has(name) : !extensions.has(extension)) complain(state, 'as-arch', `no such architecture: \`${name}'`);
  else if (extension === undefined && take(reader, ',')) {
    const { name: modifier } = takeName(reader);
    if (modifier !== 'jumps' && modifier !== 'nojumps') complain(state, 'as-arch', `no such architecture modifier: \`${modifier}'`);
  }
  demandEnd(state, reader);
}

/** What `.arch` takes besides names of extensions, which begin with a dot. Of instructions it restricts none here. */
const processors: ReadonlySet<string> = new Set(('default generic32 generic64 i8086 i186 i286 i386 i486 i586 i686 pentium pentiumpro pentiumii pentiumiii pentium4 prescott nocona yonah core merom core2 corei7 '
  + 'iamcu k6 k6_2 athlon sledgehammer opteron k8 amdfam10 bdver1 bdver2 bdver3 bdver4 btver1 btver2 znver1 znver2 znver3 znver4').split(' '));

const in64: ReadonlySet<string> = new Set(('generic64 nocona core2 merom corei7 sledgehammer opteron k8 amdfam10 bdver1 bdver2 bdver3 bdver4 btver1 btver2 znver1 znver2 znver3 znver4').split(' '));

const before386: ReadonlySet<string> = new Set(['i8086', 'i186', 'i286']);

const extensions: ReadonlySet<string> = new Set(('8087 87 287 387 687 cmov fxsr mmx sse sse2 sse3 sse4a ssse3 sse4.1 sse4.2 sse4 avx avx2 avx512f avx512cd avx512er avx512pf avx512dq avx512bw avx512vl vmx vmfunc smx '
  + 'xsave xsaveopt xsavec xsaves aes pclmul clmul fsgsbase rdrnd f16c bmi2 fma fma4 xop lwp movbe cx16 ept lzcnt popcnt hle rtm tsx invpcid clflush nop syscall rdtscp 3dnow 3dnowa padlock pacifica svme abm bmi tbm adx '
  + 'rdseed prfchw smap mpx sha clflushopt prefetchwt1 se1 clwb avx512ifma avx512vbmi avx512_4fmaps avx512_4vnniw avx512_vpopcntdq avx512_vbmi2 avx512_vnni avx512_bitalg avx_vnni clzero mwaitx ospke rdpid ptwrite ibt '
  + 'shstk gfni vaes vpclmulqdq wbnoinvd pconfig waitpkg cldemote amx_int8 amx_bf16 amx_fp16 amx_tile movdiri movdir64b avx512_bf16 avx512_vp2intersect tdx enqcmd serialize rdpru mcommit sev_es tsxldtrk kl widekl uintr '
  + 'hreset avx512_fp16 prefetchi avx_ifma avx_vnni_int8 cmpccxadd wrmsrns msrlist avx_ne_convert rao_int rmpquery').split(' '));

/** `.loc file line [column] [options]`. */
function loc(state: AsmState, reader: Reader): void {
  const file = takeAbsolute(state, reader);
  skipBlank(reader);
  takeAbsolute(state, reader);
  if (file < 0n) { complain(state, 'as-loc', 'file number less than one'); return; }
  if (!state.fileNumbers.has(Number(file))) { complain(state, 'as-loc', `unassigned file number ${file}`); return; }
  skipBlank(reader);
  if (isDigitNext(reader)) { takeAbsolute(state, reader); skipBlank(reader); }
  while (/[a-z]/i.test(reader.text[reader.at] ?? '')) {
    const { name } = takeName(reader);
    if (name === 'is_stmt' || name === 'isa' || name === 'discriminator') {
      const value = takeAbsolute(state, reader);
      if (value < 0n || (name === 'is_stmt' && value > 1n)) { complain(state, 'as-loc', name === 'is_stmt' ? 'is_stmt value not 0 or 1' : `${name} less than zero`); return; }
    } else if (name === 'view') { complain(state, 'as-not-supported', 'not supported: .loc view'); return; }
    else if (name !== 'basic_block' && name !== 'prologue_end' && name !== 'epilogue_begin') { complain(state, 'as-loc', `unknown .loc sub-directive \`${name}'`); return; }
    skipBlank(reader);
  }
  demandEnd(state, reader);
}

function func(state: AsmState, reader: Reader, end: boolean): void {
  if (end !== state.inFunction) { complain(state, 'as-func', end ? 'missing .func' : '.endfunc missing for previous .func'); return; }
  state.inFunction = !end;
  if (!end) {
    takeName(reader);
    skipBlank(reader);
    if (take(reader, ',')) { skipBlank(reader); takeName(reader); }
  }
  demandEnd(state, reader);
}
