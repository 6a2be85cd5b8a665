// SPDX-License-Identifier: GPL-2.0-or-later
// The table of directives that reach the assembler proper; macros, conditionals and repetitions are gas/'s.

import { enterAbsolute, inAbsolute } from './absoluteSection.ts';
import { cfiDirective, cfiDirectiveNames, isCfiDirective } from './cfi.ts';
import type { IntegerSize } from './data.ts';
import { floats, integers, leb128, octa, strings } from './data.ts';
import type { FloatFormat } from './float.ts';
import type { Visibility } from './objectFile.ts';
import { ident, incbin, reloc, repeated, reserved, symver, version, weakref } from './moreDirectives.ts';
import { parseString } from '../gas/parseString.ts';
import { absolute } from './operands.ts';
import { parseSection, plainSection, popSection, previousSection, pushSection, sectionNamed, switchTo, unquote } from './sections.ts';
import { align, fill, nopsDirective, org, skip } from './space.ts';
import { complain, type AsmState } from './state.ts';
import { comm, eachName, globl, local, setDirective, sizeDirective, typeDirective, visibility, weak } from './symbolDirectives.ts';
import { splitOperands } from '../gas/splitOperands.ts';
import type { Mode } from '../x86/instruction.ts';

type Handler = (state: AsmState, rest: string) => void;

const handlers = new Map<string, Handler>();

export function isDirective(name: string): boolean { return handlers.has(name) || unsupported.has(name) || isCfiDirective(name); }

/** All of them, for completion. */
export function directiveNames(): string[] { return [...handlers.keys(), ...unsupported, ...cfiDirectiveNames()]; }

export function runDirective(state: AsmState, name: string, rest: string): void {
  if (state.here.absolute && inAbsolute(state, state.here.absolute, name, rest)) return;
  const most = operandLimits.get(name);
  if (most !== undefined && rest !== '' && tooMany(state, rest, most)) return;
  const handler = handlers.get(name);
  if (handler) handler(state, rest);
  else if (isCfiDirective(name)) cfiDirective(state, name, rest);
  else if (unsupported.has(name)) complain(state, 'as-not-supported', `not supported: ${name}`);
  else complain(state, 'as-unknown-pseudo-op', `unknown pseudo-op: \`${name}'`);
}

/** Known to gas, not to us: the statement says so and changes nothing. */
const unsupported = new Set(['.intel_mnemonic', '.bundle_align_mode', '.bundle_lock', '.bundle_unlock', '.mri', '.stabs', '.stabn', '.stabd', '.xstabs', '.include', '.secrel32', '.rva', '.slong', '.dfloat', '.ffloat', '.ds.p', '.linkonce', '.linefile', '.gnu_attribute',
  '.vtable_entry', '.vtable_inherit', '.tls_common', '.largecomm', '.common.s', '.sect', '.sect.s', '.section.s', '.operand_check', '.sse_check', '.attach_to_group', '.nop', '.xdef', '.endfunc', '.abort', '.fail']);

function define(names: string, handler: Handler): void { for (const name of names.split(' ')) handlers.set(name, handler); }

for (const [names, size] of [['.byte .dc.b', 1], ['.2byte .short .word .hword .value .dc.w .dc', 2], ['.4byte .long .int .dc.l', 4], ['.8byte .quad .dc.a', 8]] as [string, IntegerSize][]) {
  define(names, (state, rest) => integers(state, rest, size));
}
define('.octa', octa);
for (const [names, format] of [['.float .single .dc.s', 'single'], ['.double .dc.d', 'double'], ['.tfloat .dc.x', 'extended'], ['.hfloat', 'half'], ['.bfloat16', 'bfloat16']] as [string, FloatFormat][]) {
  define(names, (state, rest) => floats(state, rest, format));
}
define('.ascii', (state, rest) => strings(state, rest, false, 1));
define('.asciz .string .string8', (state, rest) => strings(state, rest, true, 1));
define('.string16', (state, rest) => strings(state, rest, true, 2));
define('.string32', (state, rest) => strings(state, rest, true, 4));
define('.string64', (state, rest) => strings(state, rest, true, 8));
define('.uleb128', (state, rest) => leb128(state, rest, false));
define('.sleb128', (state, rest) => leb128(state, rest, true));

define('.skip .space .zero', skip);
define('.fill', fill);
define('.org', org);
define('.align .balign', (state, rest) => align(state, rest, false, 1));
define('.balignw', (state, rest) => align(state, rest, false, 2));
define('.balignl', (state, rest) => align(state, rest, false, 4));
define('.p2align', (state, rest) => align(state, rest, true, 1));
define('.p2alignw', (state, rest) => align(state, rest, true, 2));
define('.p2alignl', (state, rest) => align(state, rest, true, 4));
define('.nops', nopsDirective);

for (const name of ['.text', '.data', '.bss']) {
  define(name, (state, rest) => switchTo(state, plainSection(state, name), subsectionNumber(state, rest)));
}
define('.section', (state, rest) => enterSection(state, rest, false));
define('.pushsection', (state, rest) => { pushSection(state); enterSection(state, rest, true); });
define('.popsection', popSection);
define('.previous', previousSection);
define('.subsection', (state, rest) => switchTo(state, state.here.section, subsectionNumber(state, rest)));

define('.globl .global', (state, rest) => eachName(state, rest, globl));
define('.weak', (state, rest) => eachName(state, rest, weak));
define('.local', (state, rest) => eachName(state, rest, local));
for (const name of ['hidden', 'protected', 'internal']) {
  define(`.${name}`, (state, rest) => eachName(state, rest, visibility(name.toUpperCase() as Visibility)));
}
define('.type', typeDirective);
define('.size', sizeDirective);
define('.comm .common', (state, rest) => comm(state, rest, false));
define('.lcomm', (state, rest) => comm(state, rest, true));
define('.set .equ', (state, rest) => setDirective(state, rest, 'again'));
define('.equiv', (state, rest) => setDirective(state, rest, 'once'));
define('.eqv', (state, rest) => setDirective(state, rest, 'each-use'));

for (const [names, mode] of [['.code16', 16], ['.code32', 32], ['.code64', 64]] as [string, Mode][]) {
  define(names, state => {
    // Also in an object for i386, as the kernel's trampolines do; only `.arch i386` would forbid it.
    state.mode = mode;
    state.gcc16 = false;
  });
}
define('.code16gcc', state => { state.mode = 16; state.gcc16 = true; });
define('.intel_syntax', state => { state.intel = true; complain(state, 'as-not-supported', 'not supported: .intel_syntax'); });
define('.att_syntax', (state, rest) => {
  if (rest !== '' && rest !== 'prefix' && rest !== 'noprefix') { complain(state, 'as-syntax', 'bad argument to syntax directive.'); return; }
  state.intel = rest === 'noprefix';
  if (state.intel) complain(state, 'as-not-supported', 'not supported: .att_syntax noprefix');
});
define('.file', (state, rest) => {
  const number = /^(\d+)\s*(?=")/.exec(rest), at = number ? number[0].length : 0;
  const literal = rest[at] === '"' ? parseString(rest, at) : undefined;
  if (!literal) { complain(state, 'as-string', 'missing string'); return; }
  if (number) { state.fileNumbers.add(Number(number[1])); return; }
  if (literal.next < rest.length) complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${rest[literal.next]}'`);
  else state.files.push(unquote(rest.trim()));
});
define('.ident', ident);
define('.version', version);
define('.symver', symver);
define('.weakref', weakref);
define('.reloc', reloc);
define('.incbin', incbin);
define('.struct .offset', enterAbsolute);
for (const [letter, size] of [['b', 1], ['w', 2], ['', 2], ['l', 4]] as [string, number][]) {
  const dot = letter === '' ? '' : '.';
  define(`.dcb${dot}${letter}`, (state, rest) => repeated(state, rest, size));
  define(`.ds${dot}${letter}`, (state, rest) => reserved(state, rest, size));
}
for (const [letter, size, format] of [['s', 4, 'single'], ['d', 8, 'double'], ['x', 10, 'extended']] as [string, number, FloatFormat][]) {
  define(`.dcb.${letter}`, (state, rest) => repeated(state, rest, size, format));
  define(`.ds.${letter}`, (state, rest) => reserved(state, rest, size));
}
// What says something to a debugger, a linker or the assembler's own checks, and nothing to bytes or symbols.
define('.extern .lflags .noformat .debug .name .noopt .optim .spc .xref', () => { /* whatever stands behind them */ });
define('.att_mnemonic .list .nolist .eject .allow_index_reg .disallow_index_reg .nopage .page', () => { /* no operand, which operandLimits says */ });
define('.line', (state, rest) => { absolute(state, rest, 0n); });
define('.psize .plen', (state, rest) => {
  const [height, width] = splitOperands(rest);
  if (absolute(state, height?.text, 0n) === undefined || !width) return;
  if (width.text === '') { complain(state, 'as-listing', 'missing expression for paper width'); return; }
  const columns = absolute(state, width.text, 0n);
  if (columns !== undefined && columns < 8n) complain(state, 'as-listing', 'new paper width is too small');
});
define('.loc_mark_labels', (state, rest) => {
  const on = absolute(state, rest, 0n);
  if (on !== undefined && on !== 0n && on !== 1n) complain(state, 'as-loc', 'expected 0 or 1');
});
define('.title .ttl .sbttl', (state, rest) => {
  const literal = rest.startsWith('"') ? parseString(rest, 0) : undefined;
  if (literal && literal.next < rest.length) complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${rest[literal.next]}'`);
});
define('.arch', (state, rest) => {
  const [name] = splitOperands(rest);
  if (!name || !/^(\.[\w.]+|[\w]+)$/.test(name.text) || (!name.text.startsWith('.') && !processors.has(name.text)) || /[A-Z]/.test(name.text)) complain(state, 'as-arch', name ? `no such architecture: \`${name.text}'` : 'missing cpu architecture');
});
define('.loc', (state, rest) => {
  const [file, line] = rest.split(/\s+/).map(word => (/^\d+$/.test(word) ? Number(word) : undefined));
  if (file === undefined || line === undefined) complain(state, 'as-loc', 'file number less than one');
  else if (!state.fileNumbers.has(file)) complain(state, 'as-loc', `unassigned file number ${file}`);
});
define('.func', (state, rest) => { if (rest !== '' && !/^("[^"]*"|[A-Za-z_.$][\w.$]*)(\s*,\s*("[^"]*"|[A-Za-z_.$][\w.$]*))?$/.test(rest)) complain(state, 'as-junk', 'junk at end of line'); });

/** What `.arch` takes besides names of extensions, which begin with a dot. It restricts nothing here. */
const processors: ReadonlySet<string> = new Set(('default push pop generic32 generic64 i8086 i186 i286 i386 i486 i586 i686 pentium pentiumpro pentiumii pentiumiii pentium4 prescott nocona yonah core core2 corei7 '
  + 'iamcu k6 k6_2 athlon sledgehammer opteron k8 amdfam10 bdver1 bdver2 bdver3 bdver4 btver1 btver2 znver1 znver2 znver3 znver4 lwp').split(' '));

/** Directives that take so many operands and no more; what follows is junk. */
const operandLimits = new Map<string, number>();
for (const [names, most] of [
  ['.code16 .code16gcc .code32 .code64 .popsection .previous .cfi_endproc .att_mnemonic .list .nolist .eject .allow_index_reg .disallow_index_reg .nopage .page', 0], ['.line .loc_mark_labels', 1], ['.text .data .bss .subsection .struct .offset', 1], ['.equiv .equ .set .eqv .size .weakref .org .skip .space .zero .nops', 2],
  ['.balign .balignw .balignl .p2align .p2alignw .p2alignl .align .fill .comm .common .incbin .symver .reloc', 3], ['.lcomm', 2], ['.dcb .dcb.b .dcb.w .dcb.l .dcb.s .dcb.d .dcb.x .ds .ds.b .ds.w .ds.l .ds.s .ds.d .ds.x', 2],
] as [string, number][]) for (const name of names.split(' ')) operandLimits.set(name, most);

function tooMany(state: AsmState, rest: string, most: number): boolean {
  if (most === 0) { complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${rest[0]}'`); return true; }
  if (splitOperands(rest).length <= most) return false;
  complain(state, 'as-junk', "junk at end of line, first unrecognized character is `,'");
  return true;
}

function subsectionNumber(state: AsmState, rest: string): number { return Number(absolute(state, rest, 0n) ?? 0n); }

function enterSection(state: AsmState, rest: string, push: boolean): void {
  const request = parseSection(state, rest, push, text => subsectionNumber(state, text));
  if (request) switchTo(state, sectionNamed(state, request), request.subsection);
}
