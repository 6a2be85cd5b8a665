// SPDX-License-Identifier: GPL-2.0-or-later
// One mistake for each kind of finding that random edits seldom hit: lines that go somewhere into a function, or a function of its own
// behind everything else.

export interface Provocation {
  readonly code: string;
  readonly lines: readonly string[];
  /** Behind the file's last line, in .text; else in front of some line of code. */
  readonly behind?: true;
}

/** Files that have no use for them do not include them. */
const includes = ['linux/linkage.h', 'linux/objtool.h', 'linux/cfi_types.h', 'asm/alternative.h', 'asm/asm.h', 'asm/cpufeatures.h', 'asm/nospec-branch.h', 'asm/unwind_hints.h'].map(header => `#include <${header}>`);

const behind = (code: string, lines: string): Provocation => ({ code, behind: true, lines: [...includes, ...lines.split('\n')] });
const region = (kind: string) => (code: string, body: string): Provocation => behind(code, ['\t.text', `SYM_${kind}_START(provoked)`, ...body.split('; ').map(line => line.endsWith(':') ? line : `\t${line}`), `SYM_${kind}_END(provoked)`].join('\n'));
const inFunction = region('FUNC'), inCode = region('CODE');
const anywhere = (code: string, line: string): Provocation => ({ code, lines: line.split('\n').map(l => `\t${l}`) });

export const provocations: readonly Provocation[] = [
  inFunction('stack-mismatch-drap', 'test %edi, %edi; jz 1f; lea 8(%rsp), %r10; and $-16, %rsp; push -8(%r10); push %rbp; mov %rsp, %rbp; push %r10; jmp 2f; 1:; lea 8(%rsp), %r13; and $-16, %rsp; push -8(%r13); push %rbp; mov %rsp, %rbp; push %r13; 2:; nop; ud2'),
  inFunction('stack-mismatch-type', 'test %edi, %edi; jz 1f; UNWIND_HINT_REGS offset=8; nop; jmp 2f; 1:; UNWIND_HINT_IRET_REGS offset=8; nop; 2:; nop; ud2'),
  inFunction('stack-mismatch-reg', 'test %edi, %edi; jz 1f; push %rbx; jmp 2f; 1:; push %r12; 2:; nop; ud2'),
  inFunction('stack-reg-modification', 'sub %rdi, %rsp; RET'),
  inFunction('stack-realign', 'and $-16, %rsp; RET'),
  inFunction('call-without-frame', 'call memmove; RET'),
  inFunction('bp-scratch', 'push %rbp; mov %rdi, %rbp; pop %rbp; RET'),
  inFunction('alt-stack-conflict', 'ALTERNATIVE "push %rbx;nop;nop;pop %rbx", "nop;push %rbx;nop;pop %rbx", X86_FEATURE_FSGSBASE; RET'),
  inFunction('restore-without-save', 'nop; UNWIND_HINT_RESTORE; nop; RET'),
  inFunction('restore-not-visited', 'jmp 1f; 2:; UNWIND_HINT_SAVE; RET; 1:; nop; UNWIND_HINT_RESTORE; jmp 2b'),
  inFunction('orc-unknown-cfa', 'lea 8(%rsp), %rax; and $-16, %rsp; push -8(%rax); push %rbp; mov %rsp, %rbp; nop; ud2'),
  inCode('orc-unknown-type', 'UNWIND_HINT type=9 sp_reg=5 sp_offset=8; nop; ud2'),
  inFunction('end-of-section', 'nop'),
  behind('missing-size', '\t.text\n\t.globl provoked\n\t.type provoked, @function\nprovoked:\n\tRET'),
  behind('func-at-section-end', '\t.text\n\t.type provoked, @function\nprovoked:'),
  behind('func-not-on-insn', '\t.text\n\t.byte 0x48, 0xb8\nSYM_FUNC_START_NOALIGN(provoked)\n\tRET\n\t.skip 16, 0x90\nSYM_FUNC_END(provoked)'),
  behind('cold-orphan', '\t.text\nSYM_FUNC_START(nobody.cold)\n\tRET\nSYM_FUNC_END(nobody.cold)'),
  inFunction('missing-noreturn', 'call panic; mov %rax, %rbx; RET'),
  inFunction('jump-dest', 'jmp .+3; RET'),
  inFunction('intra-call', 'call 1f; 1:; add $8, %rsp; RET'),
  behind('call-to-notype', '\t.text\nSYM_CODE_START_LOCAL(provoking)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(provoking)\nSYM_FUNC_START(provoked)\n\tcall provoking\n\tRET\nSYM_FUNC_END(provoked)'),
  behind('call-dest-symbol', '\t.section .text.provoking, "ax"\n\tnop\n.Lprovoking:\n\tRET\n\t.text\nSYM_FUNC_START(provoked)\n\tcall .Lprovoking\n\tRET\nSYM_FUNC_END(provoked)'),
  inFunction('intra-not-call', 'ANNOTATE_INTRA_FUNCTION_CALL; jmp 1f; 1:; RET'),
  inFunction('intra-bad-dest', 'ANNOTATE_INTRA_FUNCTION_CALL; call 1f + 1; 1:; mov $0x1234, %eax; add $8, %rsp; RET'),
  behind('jump-table', '\t.text\nSYM_FUNC_START(provoked)\n\tANNOTATE_RETPOLINE_SAFE\n\tjmp *.Lprovoking(,%rdi,8)\n\tint3\n.Lcase:\n\tRET\nSYM_FUNC_END(provoked)\n\t.section .rodata, "a"\n\t.balign 8\n.Lprovoking:\n\t.quad .Lcase'),
  inFunction('fentry-tail', 'jmp __fentry__'),
  inFunction('df-call', 'std; call panic'), inFunction('df-ret', 'std; RET'), inFunction('df-recursive', 'std; std; cld; RET'), inFunction('df-redundant', 'cld; RET'),
  inFunction('uaccess-call', 'stac; call memmove; clac; RET'), inFunction('uaccess-return', 'stac; RET'), inFunction('uaccess-recursive', 'stac; stac; clac; RET'), inFunction('uaccess-redundant', 'clac; RET'),
  behind('uaccess-safe-disable', '\t.text\nSYM_FUNC_START(copy_mc_enhanced_fast_string)\n\tclac\n\tRET\nSYM_FUNC_END(copy_mc_enhanced_fast_string)'),
  inFunction('pushf-exhausted', 'stac; ALTERNATIVE "nop;nop;nop", "' + 'pushf;'.repeat(33) + 'add $264, %rsp", X86_FEATURE_SMAP; clac; RET'),
  behind('hint-no-insn', '\t.text\nSYM_FUNC_START(provoked)\n\tRET\n\tUNWIND_HINT_FUNC\nSYM_FUNC_END(provoked)'),
  anywhere('hint-no-reloc', '.pushsection .discard.unwind_hints; .long 0; .short 8; .byte 5, 3, 0; .balign 4; .popsection'),
  behind('hint-size', '\t.pushsection .discard.unwind_hints\n\t.long provoked - .\n\t.popsection\n\t.text\nSYM_FUNC_START(provoked)\n\tRET\nSYM_FUNC_END(provoked)'),
  behind('hint-reloc-sym', '\t.text\nSYM_CODE_START(provoked)\n\tRET\n\t.pushsection .discard.unwind_hints\n\t.long provoked - .\n\t.short 8\n\t.byte 5, 3, 0\n\t.balign 4\n\t.popsection\nSYM_CODE_END(provoked)'),
  inCode('hint-reg', 'UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=14 sp_offset=8; RET'),
  inCode('hint-iret-endbr', 'UNWIND_HINT_IRET_REGS; push $-1; add $8, %rsp; iretq'),
  behind('nonstd-sym', '\t.text\nSYM_FUNC_START(provoked)\n\tmov %rdi, %rsp\n\t.globl provoking\nprovoking:\n\tRET\nSYM_FUNC_END(provoked)\nSTACK_FRAME_NON_STANDARD(provoking)'),
  behind('reachable-insn', '\t.text\nSYM_FUNC_START(provoked)\n1:\tmov $0x1234, %eax\n\tRET\nSYM_FUNC_END(provoked)\n\t.pushsection .discard.reachable\n\t.long 1b + 2 - .\n\t.popsection'),
  behind('bad-annotation', '\t.text\nSYM_FUNC_START(provoked)\n\tRET\n\tANNOTATE_INTRA_FUNCTION_CALL\nSYM_FUNC_END(provoked)'),
  inFunction('retpoline-safe-misplaced', 'ANNOTATE_RETPOLINE_SAFE; mov (%rax), %rax; RET'),
  anywhere('table-size', '.pushsection __ex_table, "a"; .byte 1, 2, 3; .popsection'),
  anywhere('table-reloc', '.pushsection .altinstructions, "a"; .fill 14, 1, 0; .popsection'),
  behind('table-orig', '\t.text\nSYM_FUNC_START(provoked)\n1:\tmov $0x11223344, %eax\n2:\tRET\n\t_ASM_EXTABLE(1b + 1, 2b)\nSYM_FUNC_END(provoked)'),
  behind('table-new', '\t.text\nSYM_FUNC_START(provoked)\n1:\tmov $0x11223344, %eax\n2:\tRET\n\t_ASM_EXTABLE(1b, 1b + 2)\nSYM_FUNC_END(provoked)'),
  inFunction('alt-empty', 'ALTERNATIVE "", "", X86_FEATURE_SMAP; RET'),
  behind('alt-overlap', '\t.text\nSYM_FUNC_START(provoked)\n771:\tALTERNATIVE "nop; nop", "nop", X86_FEATURE_SMAP\n772:\tnop\n\tRET\n\t.pushsection .altinstructions, "a"\n\taltinstr_entry 771b + 1, 774f, X86_FEATURE_SMEP, 1, 1\n\t.popsection\n\t.pushsection .altinstr_replacement, "ax"\n774:\tnop\n\t.popsection\nSYM_FUNC_END(provoked)'),
  behind('alt-jump-end', '\t.section .text.provoking, "ax"\nSYM_CODE_START(provoked)\n\tUNWIND_HINT_FUNC\n\tRET\n\tALTERNATIVE "nop; nop; nop; nop; nop; nop", "test %edi, %edi; jz 9f; nop; 9:", X86_FEATURE_SMAP\nSYM_CODE_END(provoked)'),
  behind('jump-label-insn', '\t.text\nSYM_FUNC_START(provoked)\n1:\txor %eax, %eax\n\tRET\n2:\tRET\nSYM_FUNC_END(provoked)\n\t.pushsection __jump_table, "aw"\n\t.balign 8\n\t.long 1b - ., 2b - .\n\t.quad provoked - .\n\t.popsection'),
  behind('sites-present', '\t.pushsection .return_sites, "a"\n\t.long 0\n\t.popsection'),
  inFunction('static-call-key', 'call __SCT__provoking; RET'),
  inFunction('retpoline-jump', 'jmp *%rax'), inFunction('retpoline-call', 'call *%rax; RET'), inFunction('naked-ret', 'ret; int3'), inFunction('sls-ret', 'ret; nop'), inFunction('sls-jmp', 'jmp *%rax; nop'),
  behind('ibt-code', '\t.text\nSYM_CODE_START(provoking)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(provoking)\nSYM_FUNC_START(provoked)\n\tlea provoking(%rip), %rax\n\tRET\nSYM_FUNC_END(provoked)'),
  behind('ibt-data', '\t.text\nSYM_CODE_START(provoking)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(provoking)\n\t.data\n\t.quad provoking'),
  behind('init-module', '\t.text\nSYM_TYPED_FUNC_START(init_module)\n\txor %eax, %eax\n\tRET\nSYM_FUNC_END(init_module)'),
  behind('noinstr-call', '\t.section .noinstr.text, "ax"\nSYM_FUNC_START(provoked)\n\tcall memmove\n\tRET\nSYM_FUNC_END(provoked)'),
  behind('noinstr-return', '\t.section .noinstr.text, "ax"\nSYM_FUNC_START(provoked)\n1:\tnop\n\tRET\nSYM_FUNC_END(provoked)\n\t.pushsection .discard.instr_begin\n\t.long 1b - .\n\t.popsection'),
  behind('unret-ret', '\t.text\nSYM_CODE_START(provoked)\n\tVALIDATE_UNRET_BEGIN\n\tcall provoking\n\tUNWIND_HINT_END_OF_STACK\n\tsysretq\nSYM_CODE_END(provoked)\nSYM_FUNC_START(provoking)\n\tRET\nSYM_FUNC_END(provoking)'),
  inCode('unret-indirect', 'UNWIND_HINT_END_OF_STACK; nop; VALIDATE_UNRET_BEGIN; ANNOTATE_RETPOLINE_SAFE; call *%rax; sysretq'),
  inCode('unret-unresolved', 'UNWIND_HINT_END_OF_STACK; nop; VALIDATE_UNRET_BEGIN; jmp provoking'),
  inFunction('notrack', 'notrack jmp *%rax; int3'),
  inFunction('enqcmd', 'enqcmd (%rax), %rbx; RET'),
  inFunction('lea-encoding', '.byte 0x48, 0x8d, 0xc0; RET'),
  behind('decode', '\t.section .text.provoking, "ax"\nSYM_FUNC_START(provoked)\n\tRET\n\t.byte 0x48, 0x8b\nSYM_FUNC_END(provoked)'),
  behind('crash-lea-no-symbol', '\t.text\n\tUNWIND_HINT_FUNC\n\tlea 8(%rsp), %rbp\n\tRET'),
  inCode('crash-save-outside-func', 'UNWIND_HINT_FUNC; UNWIND_HINT_SAVE; nop; UNWIND_HINT_RESTORE; RET'),
  behind('crash-end-after-empty-alt', '\t.section .text.provoking, "ax"\nSYM_CODE_START(provoked)\n\tUNWIND_HINT_FUNC\n\tALTERNATIVE "RET", "", X86_FEATURE_SMAP\nSYM_CODE_END(provoked)'),
];
