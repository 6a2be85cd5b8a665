// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool says about what it is told: hints, annotations, and the tables of alternatives, jump labels and fixups. Most of it is
// fatal: objtool stops, and the object gets no ORC data.

import type { FindingKind } from './kind.ts';

export const noteKinds: readonly FindingKind[] = [
  { code: 'hint-no-insn', severity: 'warning', words: 'can\'t find insn for unwind_hints[%d]', rule: 'A hint says what the stack is in front of an instruction; here none follows. objtool stops.', advice: 'Move the hint in front of an instruction.' },
  { code: 'hint-no-reloc', severity: 'warning', words: 'can\'t find reloc for unwind_hints[%d]', rule: 'A hint\'s record must hold the address of its instruction.', advice: 'Use the macros of <asm/unwind_hints.h>.' },
  { code: 'hint-size', severity: 'warning', words: 'struct unwind_hint size mismatch', rule: 'The records of .discard.unwind_hints do not have the size this tree\'s objtool expects.', advice: 'Use the tree\'s own macros.' },
  { code: 'hint-reloc-sym', severity: 'warning', words: 'unexpected relocation symbol type in %s', rule: 'The record must name its place by section, not by a symbol that other files can see.', advice: 'Refer to a local label (.L or a number).' },
  { code: 'hint-reg', severity: 'warning', words: 'unsupported unwind_hint sp base reg %d', rule: 'ORC can count only from certain registers.', advice: 'Use one of rsp, rbp, rdi, rdx, r10, r13.' },
  { code: 'hint-iret-endbr', severity: 'warning', words: 'UNWIND_HINT_IRET_REGS without ENDBR', rule: 'An entry that the IDT points to must begin with ENDBR when the kernel is built with IBT.', advice: 'ENDBR behind the hint, or ANNOTATE_NOENDBR if nothing jumps here indirectly.' },
  { code: 'nonstd-sym', severity: 'warning', words: 'unexpected relocation symbol type in %s: %d', rule: 'STACK_FRAME_NON_STANDARD names something that is no function.', advice: 'Name a function.' },
  { code: 'reachable-insn', severity: 'warning', words: 'can\'t find reachable insn at %s+0x%x', rule: 'The annotation points to no instruction.', advice: 'Put it in front of one.' },
  { code: 'bad-annotation', severity: 'warning', words: 'bad .discard.%s entry', rule: 'An annotation belongs to the instruction behind it; here none follows. objtool stops.', advice: 'Put it in front of an instruction, or remove it.' },
  { code: 'retpoline-safe-misplaced', severity: 'warning', words: 'retpoline_safe hint not an indirect jump/call/ret/nop', rule: 'ANNOTATE_RETPOLINE_SAFE must stand directly in front of the branch it excuses.', advice: 'Move it there, or remove it.' },
  { code: 'annotation-unknown', severity: 'warning', words: 'Unknown annotation type: %d', rule: 'This tree\'s objtool does not know the annotation.', advice: 'Use the macros of <linux/annotate.h>.' },
  { code: 'table-size', severity: 'warning', words: '%s size not a multiple of %d', rule: 'A table does not consist of whole records.', advice: 'Use the macros that write it.' },
  { code: 'table-reloc', severity: 'warning', words: 'can\'t find %s reloc', rule: 'A record must hold an address, not a constant.', advice: 'Use the macros that write it.' },
  { code: 'table-orig', severity: 'warning', words: 'special: can\'t find orig instruction', rule: 'The record\'s first address is no instruction.', advice: 'Put the label in front of the instruction that is meant.' },
  { code: 'table-new', severity: 'warning', words: 'special: can\'t find new instruction', rule: 'The replacement or fixup is no instruction.', advice: 'Put the label in front of the instruction that is meant.' },
  { code: 'alt-empty', severity: 'warning', words: 'empty alternative entry', rule: 'Both versions of the alternative are empty.', advice: 'Remove it.' },
  { code: 'alt-middle', severity: 'warning', words: 'don\'t know how to handle branch to middle of alternative instruction group', rule: 'A branch leads to an instruction that an alternative may replace.', advice: 'Branch in front of the alternative, or behind it.' },
  { code: 'alt-moves-stack', severity: 'warning', words: 'alternative modifies stack', rule: 'Before Linux 5.12 nothing inside an alternative may move the stack.', advice: 'Move the stack in front of the alternative.' },
  { code: 'leave-modified-frame', severity: 'warning', words: 'leave instruction with modified stack frame', rule: 'leave undoes a frame that rbp points to.', advice: 'Set up the frame with push %rbp; mov %rsp,%rbp.' },
  { code: 'alt-overlap', severity: 'warning', words: 'weirdly overlapping alternative! %d != %d', rule: 'An alternative begins inside another one.', advice: 'Use ALTERNATIVE_2 or _3.' },
  { code: 'alt-jump-end', severity: 'warning', words: 'can\'t find alternative jump destination', rule: 'The replacement jumps behind the original, where nothing follows.', advice: 'Put an instruction behind the alternative.' },
  { code: 'alt-reloc', severity: 'warning', words: 'unsupported relocation in alternatives section', rule: 'Only a direct call or jump that stands first may refer to a symbol in a replacement.', advice: 'Put the call first.' },
  { code: 'alt-last', severity: 'warning', words: 'can\'t find last new alternative instruction', rule: 'The replacement has no last instruction.', advice: 'Use the ALTERNATIVE macros.' },
  { code: 'jump-label-insn', severity: 'warning', words: 'unsupported instruction at jump label', rule: 'A jump label is a jmp or a nop, which are exchanged at run time.', advice: 'Use the macros of <asm/jump_label.h>.' },
  { code: 'sites-present', severity: 'warning', words: 'file already has %s section, skipping', rule: 'The section that objtool would write is there already.', advice: 'Do not write it by hand, and do not run objtool twice.' },
  { code: 'static-call-key', severity: 'warning', undefinedHere: true, words: 'static_call: can\'t find static_call_key symbol: %s', rule: 'A static call needs its key in the same object.', advice: 'Define the key, or call through the trampoline of a module.' },
  { code: 'static-call-name', severity: 'warning', words: 'static_call: trampoline name malformed: %s', rule: 'Names of trampolines begin with __SCT__.', advice: 'Rename it.' },
  { code: 'elf-update', severity: 'warning', words: 'elf_update: %s', rule: 'A section says how large its entries are, and its size is no multiple of that; objtool cannot write the object and leaves it without ORC.', advice: 'Fill up the section\'s last entry, or give the entry size that is meant.' },
  { code: 'no-symtab', severity: 'error', off: true, words: 'no .symtab', rule: 'The objtool of newer kernels refuses an object without any symbol.', advice: 'A file of macros only is not built by itself: include it, and take it out of obj-y.' },
  { code: 'section-symbol', severity: 'warning', off: true, words: 'missing symbol for section %s', rule: 'The objtool of kernels before 5.10 needs a symbol for every section, which newer assemblers leave out when nothing refers to it.', advice: 'Build such a kernel with binutils before 2.36.' },
  { code: 'options', severity: 'error', words: 'error: objtool: %s', rule: 'objtool refuses these options together.', advice: 'See `unwind-lens print options FILE`.' },
];
