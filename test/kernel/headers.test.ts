// SPDX-License-Identifier: GPL-2.0-or-later
// Are the stand-in headers what they stand in for? Each snippet is assembled twice, with our headers and with those of the kernel tree
// under the same switches, and both objects must have equal bytes and relocations in every section that the snippet fills. Then the real
// objtool must accept ours. Macros that are empty or simpler here on purpose are only given to objtool.
import { mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haveObjtool, headers, judge, kernelTree, removeTemporaryFolders, temporaryFolder } from './realTools.ts';

interface Snippet {
  readonly name: string;
  readonly includes: readonly string[];
  readonly code: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** Ours differs from the tree's by intention, or the tree has no such macro. */
  readonly ownOnly?: boolean;
  /** What objtool says, when it says something. */
  readonly says?: readonly string[];
}

const LINKAGE = ['linux/linkage.h'];
const HINTS = ['linux/linkage.h', 'asm/unwind_hints.h'];
const ENTRY = ['linux/linkage.h', 'asm/unwind_hints.h', 'calling.h'];
const ALTERNATIVES = ['linux/linkage.h', 'asm/cpufeatures.h', 'asm/alternative.h'];
const NOSPEC = ['linux/linkage.h', 'asm/unwind_hints.h', 'asm/cpufeatures.h', 'asm/nospec-branch.h'];

const func = (body: string, name = 'f'): string => `SYM_FUNC_START(${name})\n${body}\nSYM_FUNC_END(${name})\n`;
const code = (body: string, name = 'c'): string => `SYM_CODE_START(${name})\n${body}\nSYM_CODE_END(${name})\n`;

const EVERY_SYMBOL = `
SYM_FUNC_START(f1); nop; RET; SYM_FUNC_END(f1)
SYM_FUNC_START_NOALIGN(f2); nop; RET; SYM_FUNC_END(f2)
SYM_FUNC_START_LOCAL(f3); nop; RET; SYM_FUNC_END(f3)
SYM_FUNC_START_LOCAL_NOALIGN(f4); nop; RET; SYM_FUNC_END(f4)
SYM_FUNC_START_WEAK(f5); nop; RET; SYM_FUNC_END(f5)
SYM_FUNC_START_WEAK_NOALIGN(f6); nop; RET; SYM_FUNC_END(f6)
SYM_FUNC_ALIAS(a1, f1)
SYM_FUNC_ALIAS_LOCAL(a2, f1)
SYM_FUNC_ALIAS_WEAK(a3, f1)
SYM_CODE_START(c1); UNWIND_HINT_FUNC; nop; SYM_INNER_LABEL(c1_inner, SYM_L_GLOBAL); nop; SYM_INNER_LABEL_ALIGN(c1_aligned, SYM_L_LOCAL); RET; SYM_CODE_END(c1)
SYM_CODE_START_NOALIGN(c2); UNWIND_HINT_FUNC; RET; SYM_CODE_END(c2)
SYM_CODE_START_LOCAL(c3); UNWIND_HINT_FUNC; RET; SYM_CODE_END(c3)
SYM_CODE_START_LOCAL_NOALIGN(c4); UNWIND_HINT_FUNC; RET; SYM_CODE_END(c4)
SYM_START(s1, SYM_L_GLOBAL, SYM_A_ALIGN); UNWIND_HINT_FUNC; RET; SYM_END(s1, SYM_T_NONE)
	.data
SYM_DATA_START(d1); .long 1; SYM_DATA_END(d1)
SYM_DATA_START_LOCAL(d2); .long 2; SYM_DATA_END_LABEL(d2, SYM_L_LOCAL, d2_end)
SYM_DATA(d3, .long 3, 4)
SYM_DATA_LOCAL(d4, .long 5)
`;

const EVERY_HINT = code(`
	UNWIND_HINT_ENTRY; nop
	UNWIND_HINT_END_OF_STACK; nop
	UNWIND_HINT_REGS; nop
	UNWIND_HINT_REGS base=%rbp offset=16; nop
	UNWIND_HINT_REGS base=%rdi; nop
	UNWIND_HINT_REGS base=%rdx offset=8; nop
	UNWIND_HINT_REGS base=%r10; nop
	UNWIND_HINT_REGS indirect=1; nop
	UNWIND_HINT_REGS offset=8 indirect=1; nop
	UNWIND_HINT_REGS extra=0; nop
	UNWIND_HINT_REGS offset=8 extra=0 signal=0; nop
	UNWIND_HINT_REGS partial=1 offset=24; nop
	UNWIND_HINT_IRET_REGS; nop
	UNWIND_HINT_IRET_REGS offset=8 signal=0; nop
	UNWIND_HINT_IRET_REGS base=%rdi offset=-8; nop
	UNWIND_HINT_IRET_ENTRY offset=8; nop
	UNWIND_HINT_FUNC; nop
	UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=ORC_REG_SP sp_offset=16; nop
	UNWIND_HINT_UNDEFINED
	iretq`);

const EVERY_NOTE = func(`
	ANNOTATE_RETPOLINE_SAFE
	call	*%rax
	ANNOTATE_NOENDBR
	nop
	ANNOTATE_INTRA_FUNCTION_CALL
	call	1f
1:	pop	%rax
	ud2
	REACHABLE
	ANNOTATE_UNRET_SAFE
	ret
	int3`) + func('push %rbx\nANNOTATE_UNRET_SAFE\nRET', 'g') + '\tSTACK_FRAME_NON_STANDARD g\n\tSTACK_FRAME_NON_STANDARD_FP g\n';

const SNIPPETS: readonly Snippet[] = [
  { name: 'symbols', includes: HINTS, code: EVERY_SYMBOL },
  { name: 'symbols under IBT', includes: HINTS, code: EVERY_SYMBOL, config: { CONFIG_X86_KERNEL_IBT: '1' } },
  { name: 'typed functions', includes: ['linux/linkage.h', 'linux/cfi_types.h'], code: 'SYM_TYPED_FUNC_START(t)\nRET\nSYM_FUNC_END(t)\n', config: { CONFIG_X86_KERNEL_IBT: '1' } },
  { name: 'old symbol spellings', includes: LINKAGE, code: 'ENTRY(e)\nRET\nENDPROC(e)\nWEAK(w)\nRET\nENDPROC(w)\nEND(w)\n.data\nGLOBAL(x)\n.long 0\nEND(x)\n', ownOnly: true },
  { name: 'ALIGN', includes: LINKAGE, code: func('RET') + '\tALIGN\n\t__ALIGN\n' + func('nop\nRET', 'g') },
  { name: 'RET with a thunk', includes: LINKAGE, code: func('RET'), config: { CONFIG_MITIGATION_RETHUNK: '1' }, options: ['--rethunk'] },
  { name: 'RET with a trap', includes: LINKAGE, code: func('RET'), config: { CONFIG_MITIGATION_SLS: '1' }, options: ['--sls'] },
  { name: 'hints', includes: HINTS, code: EVERY_HINT },
  { name: 'SAVE and RESTORE', includes: HINTS, code: func('push %rbx\nUNWIND_HINT_SAVE\nmov (%rdi), %rsp\npush %rax\nUNWIND_HINT_RESTORE\npop %rbx\nRET') },
  { name: 'hints without objtool', includes: HINTS, code: EVERY_HINT, config: { CONFIG_OBJTOOL: '' }, says: ['unreachable instruction'], ownOnly: true },
  { name: 'CALL and EMPTY', includes: HINTS, code: code('UNWIND_HINT_EMPTY\nnop\nUNWIND_HINT_CALL sp_offset=24\nadd $16, %rsp\nRET'), ownOnly: true },
  { name: 'proposed hints', includes: HINTS, code: func('push %rax\nUNWIND_HINT_RET_OFFSET sp_offset=8\nRET') + func('push %rax\nUNWIND_HINT_RET_TAIL\nRET', 'g')
    + code('UNWIND_HINT_IRET_REGS\nUNWIND_HINT_RET_TAIL exception=1\niretq') + func('UNWIND_HINT_ADJUST sp_add=0\nRET', 'h'), ownOnly: true },
  { name: 'hints of 4.14', includes: HINTS, code: code('UNWIND_HINT_REGS iret=1 offset=8\nnop\nUNWIND_HINT_FUNC sp_offset=16\nnop\nUNWIND_HINT type=ORC_TYPE_REGS_IRET sp_reg=ORC_REG_SP\nnop\nUNWIND_HINT sp_offset=24\nadd $16, %rsp\nRET'), ownOnly: true },
  { name: 'hints of 4.19 and 5.8', includes: HINTS, code: code('UNWIND_HINT end=1\nnop\nUNWIND_HINT sp_reg=ORC_REG_SP type=UNWIND_HINT_TYPE_CALL sp_offset=8\nRET') + func('push %rax\nUNWIND_HINT sp_reg=ORC_REG_SP type=UNWIND_HINT_TYPE_RET_OFFSET sp_offset=8\nRET'), ownOnly: true },
  { name: 'pv sites', includes: ['linux/linkage.h', 'asm/paravirt.h'], code: func('PARA_SITE(PARA_PATCH(16), ANNOTATE_RETPOLINE_SAFE; call PARA_INDIRECT(pv_ops+16);)\nRET'), ownOnly: true },
  { name: 'notes', includes: ['linux/linkage.h', 'linux/objtool.h', 'asm/nospec-branch.h'], code: EVERY_NOTE, options: ['--retpoline', '--rethunk'] },
  { name: 'untraining notes', includes: [...HINTS, 'linux/objtool.h'], code: code('UNWIND_HINT_ENTRY\nVALIDATE_UNRET_BEGIN\nsysretq'), config: { CONFIG_NOINSTR_VALIDATION: '1', CONFIG_MITIGATION_UNRET_ENTRY: '1' } },
  { name: 'notes of 6.14', includes: ['linux/linkage.h', 'linux/annotate.h'], ownOnly: true,
    code: func('ANNOTATE type=ANNOTYPE_RETPOLINE_SAFE\ncall *%rax\nANNOTATE ANNOTYPE_INTRA_FUNCTION_CALL\ncall 1f\n1: pop %rax\nANNOTATE_IGNORE_ALTERNATIVE\nALTERNATIVE "nop; nop", "push %rax; pop %rax", X86_FEATURE_FSRM\nRET\nANNOTATE_UNREACHABLE') },
  { name: 'frames', includes: ['linux/linkage.h', 'asm/frame.h'], code: func('FRAME_BEGIN\ncall g\nmov 8 + FRAME_OFFSET(%rsp), %rax\nFRAME_END\nRET') + func('ENCODE_FRAME_POINTER 8\nENCODE_FRAME_POINTER\nRET', 'h'),
    config: { CONFIG_FRAME_POINTER: '1' } },
  { name: 'frames without frame pointers', includes: ['linux/linkage.h', 'asm/frame.h'], code: func('FRAME_BEGIN\ncall g\nmov 8 + FRAME_OFFSET(%rsp), %rax\nFRAME_END\nENCODE_FRAME_POINTER 8\nRET') },
  { name: 'pt_regs frames', includes: ENTRY, code: code('UNWIND_HINT_REGS\nCREATE_PT_REGS_FRAME\ncall g\nREMOVE_PT_REGS_FRAME\nCALL_HANDLER g regs=%rdi\niretq'), config: { CONFIG_FRAME_POINTER: '1' }, ownOnly: true },
  { name: 'alternatives', includes: ALTERNATIVES, code: func(`
	ALTERNATIVE "call *slot(%rip)", "pushf; pop %rax", X86_FEATURE_XENPV
	ALTERNATIVE "", "call g", X86_FEATURE_ALWAYS
	ALTERNATIVE "jmp 1f", "", ALT_NOT(X86_FEATURE_FSRM)
1:	ALTERNATIVE __stringify(mov %rdi, %rax; nop), __stringify(xor %eax, %eax), X86_FEATURE_ERMS
	ALTERNATIVE_2 "nop", "call g", X86_FEATURE_FSRS, "movabs $0x123456789a, %rax", X86_FEATURE_FSRM
	ALTERNATIVE_2 "call g", "nop", X86_FEATURE_FSRS, "", ALT_NOT(X86_FEATURE_FSRM)
	ANNOTATE_IGNORE_ALTERNATIVE
	ALTERNATIVE "nop; nop", "push %rax; pop %rax", X86_FEATURE_FSRM
	ALTERNATIVE "call *slot(%rip)", "call g", ALT_DIRECT_CALL(X86_FEATURE_ALWAYS)
	LOCK_PREFIX; incl (%rdi)
	RET`) },
  { name: 'three replacements', includes: ALTERNATIVES, ownOnly: true, // The tree's macro of that name does not assemble (6.12).
    code: func('ALTERNATIVE_3 "nop", "xchg %ax, %ax", X86_FEATURE_FSRS, "mov %rdi, %rax", X86_FEATURE_FSRM, "call g", X86_FEATURE_ERMS\nRET') },
  { name: 'ternary alternatives', includes: ALTERNATIVES, code: func('ALTERNATIVE_TERNARY("jmp 1f", X86_FEATURE_FSRM, "xor %eax, %eax", "mov %edi, %eax")\n1: RET'), ownOnly: true },
  { name: 'alternatives by the old name', includes: ['linux/linkage.h', 'asm/alternative-asm.h'], code: func('ALTERNATIVE "nop", "call g", X86_FEATURE_FSRM\nRET'), ownOnly: true },
  { name: 'user access', includes: ['linux/linkage.h', 'asm/asm.h', 'asm/smap.h'], code: func('ASM_STAC\n1: mov (%rdi), %rax\n2: ASM_CLAC\nRET\n_ASM_EXTABLE_UA(1b, 2b)\n_ASM_EXTABLE(1b, 2b)\n_ASM_EXTABLE_FAULT(1b, 2b)\n_ASM_NOKPROBE(f)'), config: { CONFIG_KPROBES: '1' } },
  { name: 'words of asm.h', includes: ['linux/linkage.h', 'asm/asm.h'], code: func('_ASM_MOV %_ASM_SP, %_ASM_AX\n_ASM_ADD $1, %_ASM_BX\nmov (%_ASM_ARG1), %_ASM_ARG6\nmov %_ASM_ARG2L, %_ASM_ARG5L\nlea _ASM_RIP(f), %_ASM_DX\nRET\n.data\n_ASM_ALIGN\n_ASM_PTR f\n.text') },
  { name: 'entry registers', includes: ENTRY, code: code(`
	UNWIND_HINT_IRET_REGS offset=8
	PUSH_AND_CLEAR_REGS
	mov	ORIG_RAX(%rsp), %rsi
	POP_REGS
	add	$8, %rsp
	iretq`) + code('UNWIND_HINT_IRET_REGS offset=8\nPUSH_AND_CLEAR_REGS rax=$-38 rcx=$0 clear_bp=0 unwind_hint=0\nPOP_REGS pop_rdi=0\npop %rdi\nadd $8, %rsp\niretq', 'd')
    + code('UNWIND_HINT_IRET_REGS offset=16\nPUSH_AND_CLEAR_REGS save_ret=1\nRET', 'e') + code('UNWIND_HINT_IRET_REGS offset=8\nPUSH_REGS rdx=(%rdx)\nCLEAR_REGS\niretq', 'g') },
  { name: 'steps of entry code', includes: ENTRY, ownOnly: true, code: code(`
	UNWIND_HINT_IRET_REGS
	SWAPGS
	FENCE_SWAPGS_USER_ENTRY
	FENCE_SWAPGS_KERNEL_ENTRY
	SWITCH_TO_KERNEL_CR3 scratch_reg=%rax
	SAVE_AND_SWITCH_TO_KERNEL_CR3 scratch_reg=%rax save_reg=%r14
	PARANOID_RESTORE_CR3 scratch_reg=%rax save_reg=%r14
	SWITCH_TO_USER_CR3_STACK scratch_reg=%rdi
	SWITCH_TO_USER_CR3_NOSTACK scratch_reg=%rdi scratch_reg2=%rsi
	IBRS_ENTER
	IBRS_EXIT
	UNTRAIN_RET
	UNTRAIN_RET_VM
	UNTRAIN_RET_FROM_CALL
	CALL_DEPTH_ACCOUNT
	CLEAR_BRANCH_HISTORY
	CLEAR_CPU_BUFFERS
	STACKLEAK_ERASE
	STACKLEAK_ERASE_NOCLOBBER
	INTERRUPT_RETURN`) },
  { name: 'indirect branches', includes: NOSPEC, code: func('CALL_NOSPEC rax\nJMP_NOSPEC rdx'), ownOnly: true },
  { name: 'indirect branches by thunk', includes: NOSPEC, code: func('CALL_NOSPEC rax\nJMP_NOSPEC rdx'), config: { CONFIG_MITIGATION_RETPOLINE: '1' }, options: ['--retpoline'], ownOnly: true },
  { name: 'return predictor', includes: NOSPEC, code: func('FILL_RETURN_BUFFER %rax, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_VMEXIT\nRET'), ownOnly: true },
  { name: 'per-cpu variables', includes: ['linux/linkage.h', 'asm/percpu.h'], code: func('mov PER_CPU_VAR(slot), %rax\nmov %rax, PER_CPU_VAR(slot + 8)\nRET') },
  { name: 'constants', includes: ['linux/linkage.h', 'asm/segment.h', 'asm/errno.h', 'asm/asm-offsets.h', 'asm/msr.h', 'asm/processor-flags.h', 'asm/trapnr.h', 'asm/page_types.h', 'asm/thread_info.h', 'asm/cpufeatures.h'],
    code: '.data\n.long __KERNEL_CS, __KERNEL_DS, __USER_DS, __USER_CS, __USER32_CS, EFAULT, ENOSYS, EINVAL, pt_regs_r15, pt_regs_sp, pt_regs_flags, PTREGS_SIZE\n'
      + '.long MSR_GS_BASE, MSR_LSTAR, MSR_IA32_SPEC_CTRL, X86_EFLAGS_IF, X86_EFLAGS_AC, X86_TRAP_PF, X86_TRAP_BP, PAGE_SIZE, THREAD_SIZE, X86_FEATURE_SMAP, X86_FEATURE_ALWAYS, X86_FEATURE_PTI, X86_FEATURE_XENPV\n.text\n' + func('RET') },
  { name: 'exports and init sections', includes: ['linux/linkage.h', 'linux/init.h', 'linux/export.h'], code: func('RET') + 'EXPORT_SYMBOL(f)\nEXPORT_SYMBOL_GPL(f_gpl)\n__INIT\n' + func('RET', 'g') + '__FINIT\n__INITDATA\n.long 1\n__FINITDATA\n__REF\n' + func('RET', 'h') + '__HEAD\n' + func('RET', 'k') },
  { name: 'static calls', includes: ['linux/linkage.h', 'linux/static_call_types.h'], code: 'DEFINE_STATIC_CALL_KEY note, f\nDEFINE_STATIC_CALL_TRAMP note, f\n' + func('call STATIC_CALL_TRAMP(note)\nRET'), options: ['--static-call'], ownOnly: true },
  { name: 'jump labels', includes: ['linux/linkage.h', 'asm/jump_label.h'], code: func('STATIC_JUMP_IF_TRUE 1f, key\nnop\n1: STATIC_JUMP_IF_FALSE 1f, key\nnop\n1: RET'), options: ['--hacks=jump_label'], ownOnly: true },
  { name: 'thunks', includes: ENTRY, code: 'THUNK keep_all, g\n' },
  { name: 'functions by two names', includes: LINKAGE, code: func('RET', '__copy') + 'SYM_FUNC_ALIAS_MEMFUNC(copy, __copy)\nSYM_FUNC_ALIAS(copy2, __copy)\n' },
  { name: 'pointers written at boot', includes: ['linux/linkage.h', 'asm/runtime-const.h'], code: func('RUNTIME_CONST_PTR limit rdx\nRET') },
  { name: 'one line per register', includes: LINKAGE, code: func('#define GEN(register) test %register, %register;\n#include <asm/GEN-for-each-reg.h>\nRET'), ownOnly: true },
  { name: 'page and guest constants', includes: ['linux/linkage.h', 'asm/pgtable_types.h', 'asm/kvm_vcpu_regs.h', 'asm/ftrace.h'], config: { CONFIG_FUNCTION_TRACER: '1', CC_USING_FENTRY: '1' }, code: '.data\n.long _PAGE_PRESENT, _PAGE_RW, _PAGE_DIRTY, _PAGE_PSE, __VCPU_REGS_RBP, __VCPU_REGS_R15, MCOUNT_INSN_SIZE\n.text\n' + func('RET') },
  { name: 'nops', includes: ['linux/linkage.h', 'asm/nops.h'], code: func('ASM_NOP1; ASM_NOP2; ASM_NOP3; ASM_NOP4; ASM_NOP5; ASM_NOP6; ASM_NOP7; ASM_NOP8\nRET') },
  { name: 'IS_ENABLED', includes: ['linux/kconfig.h', 'linux/linkage.h'], code: '#if IS_ENABLED(CONFIG_SMP) && !IS_ENABLED(CONFIG_NOTHING) && IS_ENABLED(CONFIG_PART) && IS_MODULE(CONFIG_PART) && !IS_BUILTIN(CONFIG_PART)\n' + func('RET') + '#else\n#error wrong\n#endif\n', config: { CONFIG_PART_MODULE: '1' } },
  { name: 'no include at all', includes: [], code: '#include <builtin.S.h>\n' + func('push %rbx\nASM_STAC\nASM_CLAC\npop %rbx\nRET') + EVERY_HINT, ownOnly: true },
];

/** Switches of a tree that says nothing else; ours are the same by default. */
const BASE: Readonly<Record<string, string>> = {
  CONFIG_64BIT: '1', CONFIG_X86: '1', CONFIG_X86_64: '1', CONFIG_SMP: '1', CONFIG_OBJTOOL: '1', CONFIG_UNWINDER_ORC: '1', CONFIG_FUNCTION_ALIGNMENT: '16',
  CONFIG_ARCH_USE_SYM_ANNOTATIONS: '1', CONFIG_PAGE_SHIFT: '12', CONFIG_HAVE_OBJTOOL: '1',
};

afterAll(removeTemporaryFolders);

describe.skipIf(!haveObjtool)('stand-in headers', () => {
  for (const snippet of SNIPPETS) {
    it(snippet.name, () => {
      const folder = temporaryFolder();
      const source = join(folder, 'snippet.S');
      writeFileSync(source, snippet.includes.map(each => `#include <${each}>\n`).join('') + '\t.text\n' + snippet.code);
      const config = { ...BASE, ...snippet.config };
      const switches = Object.entries(config).filter(([, value]) => value !== '').map(([name, value]) => `-D${name}=${value}`);
      const judged = judge(source, ['-DUNWIND_LENS_NO_DEFAULT_CONFIG', ...switches], snippet.options ?? []);
      expect(judged.assembler).toEqual([]);
      expect(judged.messages.map(each => each.words)).toEqual(snippet.says ?? []);
      if (snippet.ownOnly !== true) expect(sections(judged.object)).toEqual(sections(assembleWithTree(folder, source, config)));
    });
  }

  it('what the proposed hints add lies in sections of our own', () => {
    const folder = temporaryFolder();
    const source = join(folder, 'snippet.S');
    writeFileSync(source, '#include <linux/linkage.h>\n#include <asm/unwind_hints.h>\n\t.text\n' + func('push %rax\nUNWIND_HINT_RET_OFFSET sp_offset=24\nRET') + func('UNWIND_HINT_RET_TAIL exception=1\niretq\nUNWIND_HINT_ADJUST sp_add=-40\nRET', 'g'));
    const text = sections(judge(source, [], []).object).join('\n');
    expect(text).toMatch(/\.discard\.unwind_lens\.ret_offset:\n 0000 00000000 18000000 00000000 28000000/);
    expect(text).toMatch(/\.discard\.unwind_lens\.adjust:\n 0000 00000000 d8ffffff/);
    expect(text).toMatch(/RECORDS FOR \[\.discard\.unwind_lens\.adjust\]:\n.*\n0{16} R_X86_64_PC32 +\.text\+0x0{14}12/);
  });

  it('defaults are those of an x86-64 kernel with ORC', () => {
    const text = execFileSync('gcc', ['-E', '-dM', '-x', 'assembler-with-cpp', '-I', headers, '-include', 'linux/kconfig.h', '/dev/null'], { encoding: 'utf8' });
    const set = [...text.matchAll(/^#define (CONFIG_\w+) /gm)].map(match => match[1]).sort();
    expect(set).toEqual(['CONFIG_64BIT', 'CONFIG_FUNCTION_ALIGNMENT', 'CONFIG_OBJTOOL', 'CONFIG_SMP', 'CONFIG_UNWINDER_ORC', 'CONFIG_X86', 'CONFIG_X86_64']);
  });
});

function assembleWithTree(folder: string, source: string, config: Readonly<Record<string, string>>): string {
  // The tree's own configuration must not be found: a generated/autoconf.h of ours lies in front of it.
  mkdirSync(join(folder, 'generated'));
  writeFileSync(join(folder, 'generated/autoconf.h'), Object.entries(config).filter(([, value]) => value !== '').map(([name, value]) => `#define ${name} ${value}\n`).join(''));
  const paths = ['arch/x86/include', 'arch/x86/include/generated', 'include', 'arch/x86/include/uapi', 'arch/x86/include/generated/uapi', 'include/uapi', 'include/generated/uapi', 'arch/x86/entry'];
  const object = join(folder, 'tree.o');
  const made = spawnSync('gcc', ['-c', '-nostdinc', '-I', folder, ...paths.flatMap(each => ['-I', join(kernelTree, each)]), '-include', join(kernelTree, 'include/linux/kconfig.h'),
    '-D__KERNEL__', '-D__ASSEMBLY__', '-m64', source, '-o', object], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return object;
}

/** Bytes and relocations of every filled section, and the symbols; but not the constants, which the tree's hints leave behind. */
function sections(object: string): readonly string[] {
  const dump = execFileSync('objdump', ['-s', '-r', '-w', object], { encoding: 'utf8' }).split('\n').slice(3);
  const symbols = execFileSync('readelf', ['-sW', object], { encoding: 'utf8' }).split('\n').filter(line => /(FUNC|NOTYPE|OBJECT)/.test(line) && !/ ABS /.test(line)).map(line => line.replace(/^ *\d+: /, '').replace(/ +\d+ (?=\S+$)/, ' ')).sort();
  return [...dump, ...symbols];
}
