// SPDX-License-Identifier: GPL-2.0-or-later
// Every directive that `as` knows (its own table: what of the words in the program is not "unknown pseudo-op"), with operands of every
// sort: the same object, refused by both, or a plain "not supported" on that statement. Never another object, never a silence.

import { describe, expect, test } from 'vitest';
import { hasAssembler } from '../installed.ts';
import { differences, gnuAs, ours } from './oracle.ts';

const names = (`.2byte .4byte .8byte .abort .align .altmacro .appfile .appline .arch .ascii .asciz .att_mnemonic .att_syntax .attach_to_group .balign .balignl .balignw .bfloat16 .bss .bundle_align_mode .bundle_lock .bundle_unlock .byte
.cfi_adjust_cfa_offset .cfi_def_cfa .cfi_def_cfa_offset .cfi_def_cfa_register .cfi_endproc .cfi_escape .cfi_fde_data .cfi_inline_lsda .cfi_label .cfi_lsda .cfi_offset .cfi_personality .cfi_personality_id .cfi_register
.cfi_rel_offset .cfi_remember_state .cfi_restore .cfi_restore_state .cfi_return_column .cfi_same_value .cfi_sections .cfi_signal_frame .cfi_startproc .cfi_undefined .cfi_val_encoded_addr .cfi_val_offset .cfi_window_save
.code16 .code16gcc .code32 .code64 .comm .common .common.s .data .dc .dc.a .dc.b .dc.d .dc.l .dc.s .dc.w .dc.x .dcb .dcb.b .dcb.d .dcb.l .dcb.s .dcb.w .dcb.x .debug .desc .dfloat .disallow_index_reg .double
.ds .ds.b .ds.d .ds.l .ds.p .ds.s .ds.w .ds.x .eject .else .elsec .elseif .end .endc .endfunc .endif .endm .endr .equ .equiv .eqv .err .error .exitm .extern .fail .ffloat .file .fill .float .func .global .globl .gnu_attribute
.hfloat .hidden .hword .ident .if .ifb .ifc .ifdef .ifeq .ifeqs .ifge .ifgt .ifle .iflt .ifnb .ifnc .ifndef .ifne .ifnes .ifnotdef .incbin .include .int .intel_mnemonic .intel_syntax .internal .irep .irepc .irp .irpc .largecomm .lcomm .lflags .line
.linefile .linkonce .list .llen .ln .loc .loc_mark_labels .local .long .lsym .macro .mexit .mri .name .noaltmacro .noformat .nolist .noopt .nop .nopage .nops .octa .offset .operand_check .optim .org .p2align .p2alignl .p2alignw .page .plen
.popsection .previous .print .protected .psize .purgem .pushsection .quad .reloc .rept .rva .sbttl .secrel32 .sect .sect.s .section .section.s .set .short .single .size .skip .sleb128 .slong .space .spc .sse_check .stabd .stabn .stabs
.string .string16 .string32 .string64 .string8 .struct .subsection .symver .text .tfloat .title .tls_common .ttl .type .uleb128 .val .value .version .vtable_entry .vtable_inherit .warning .weak .weakref .word .xcom .xdef .xref .xstabs .zero`).split(/\s+/);

const operands = ['', '1', '4, 2', '4,,2', 'foo', 'foo, 8', 'foo, bar', '"x"', '"x", "y"', '.Lnew, 4, 8', '-1', 'foo - bar', '%rbx', '%rbx, 16', 'prefix', '@function', '1.5', '+', '4 4', '"x" junk', 'foo, @object'];

describe.skipIf(!hasAssembler)('directives', () => {
  test.each(names)('%s', name => {
    const wrong: string[] = [];
    for (const operand of operands) {
      // Here `as` asks for more memory than there is.
      if (name.startsWith('.p2align') && operand === '-1') continue;
      const text = `bar: nop\nfoo: nop\n${name} ${operand}\nlast: .long last - foo\n`;
      const theirs = gnuAs(text), our = ours(text), errors = our.messages.filter(m => m.severity === 'error');
      if (errors.some(e => e.line === 3 && e.text.startsWith('not supported'))) continue;
      if (!theirs.object) { if (errors.length === 0) wrong.push(`accepted ${name} ${operand} (as: ${theirs.messages.find(m => m.severity === 'error')?.text})`); continue; }
      const found = differences(text, 64, theirs);
      if (found.length > 0) wrong.push(`${name} ${operand}: ${found[0]}`);
    }
    if (process.env['DIRECTIVES_SHOW']) console.log(wrong.map(text => `@@ ${text}`).join('\n'));
    expect(wrong).toEqual([]);
  });
});
