// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool says about speculation, control-flow integrity and entry code, each under an option of its own; and what its decoder will
// not have.

import type { FindingKind } from './kind.ts';

export const mitigationKinds: readonly FindingKind[] = [
  { code: 'retpoline-jump', severity: 'warning', words: 'indirect jump found in MITIGATION_RETPOLINE build', rule: 'An indirect jump can be led astray by speculation; this kernel jumps through a thunk.', advice: 'JMP_NOSPEC reg; ANNOTATE_RETPOLINE_SAFE only where there is a reason, and say it.' },
  { code: 'retpoline-call', severity: 'warning', words: 'indirect call found in MITIGATION_RETPOLINE build', rule: 'An indirect call can be led astray by speculation; this kernel calls through a thunk.', advice: 'CALL_NOSPEC reg; ANNOTATE_RETPOLINE_SAFE only where there is a reason, and say it.' },
  { code: 'naked-ret', severity: 'warning', words: '\'naked\' return found in MITIGATION_RETHUNK build', rule: 'Returns go through a thunk that the boot may patch; a plain ret does not.', advice: 'RET.' },
  { code: 'sls-ret', severity: 'warning', words: 'missing int3 after ret', rule: 'CPUs may run on behind a return by speculation; an int3 stops them.', advice: 'RET, or int3 behind it.' },
  { code: 'sls-jmp', severity: 'warning', words: 'missing int3 after indirect jump', rule: 'CPUs may run on behind an indirect jump by speculation; an int3 stops them.', advice: 'int3 behind it.' },
  { code: 'ibt-code', severity: 'warning', words: 'relocation to !ENDBR: %s', rule: 'The address of code is taken. If something jumps there indirectly, the CPU demands endbr64.', advice: 'SYM_TYPED_FUNC_START or ENDBR if it is a target of indirect jumps, else ANNOTATE_NOENDBR at the label.' },
  { code: 'ibt-data', severity: 'warning', words: 'data relocation to !ENDBR: %s', rule: 'Data holds the address of code without endbr64.', advice: 'ENDBR at the target, or ANNOTATE_NOENDBR.' },
  { code: 'init-module', severity: 'warning', words: '%s(): not an indirect call target', rule: 'init_module and cleanup_module are called indirectly, yet sealed.', advice: 'module_init() and module_exit().' },
  { code: 'no-cfi-call', severity: 'warning', words: 'no-cfi indirect call!', rule: 'kCFI checks the type in front of each indirect call.', advice: 'Add the check, or ANNOTATE_NOCFI_SYM.' },
  { code: 'abs-reloc', severity: 'warning', words: 'section %s has absolute relocation at offset 0x%x', rule: 'This code runs before relocation.', advice: 'Address it relative to rip.' },
  { code: 'noinstr-call', severity: 'warning', undefinedHere: true, words: 'call to %s() leaves .noinstr.text section', rule: 'Code that must not be traced may only call code that must not be traced.', advice: 'Move the callee, or instrumentation_begin()/end() around the call.' },
  { code: 'noinstr-return', severity: 'warning', words: 'return with instrumentation enabled', rule: 'instrumentation_begin() without its end.', advice: 'instrumentation_end() on this way.' },
  { code: 'unret-ret', severity: 'warning', words: 'RET before UNTRAIN', rule: 'On the way from an entry no return may stand before UNTRAIN_RET.', advice: 'UNTRAIN_RET earlier.' },
  { code: 'unret-indirect', severity: 'warning', words: 'early indirect call', rule: 'On the way from an entry no indirect call may stand before UNTRAIN_RET.', advice: 'UNTRAIN_RET earlier.' },
  { code: 'unret-unresolved', severity: 'warning', undefinedHere: true, words: 'unresolved jump target after linking?!?', rule: 'The way from the entry leaves this object.', advice: 'Nothing to do in one object: the run over vmlinux follows it.' },
  { code: 'unret-end', severity: 'warning', undefinedHere: true, words: 'teh end!', rule: 'The way from the entry runs off the end of the code.', advice: 'End it with a jump or a return.' },
  { code: 'unret-failed', severity: 'warning', undefinedHere: true, words: 'Failed UNRET validation', rule: 'Some way from an entry could not be checked.', advice: 'See the finding before it.' },
  { code: 'notrack', severity: 'warning', words: 'notrack prefix found at %s:0x%x', rule: 'notrack switches the CPU\'s check of indirect jumps off.', advice: 'Remove the prefix.' },
  { code: 'enqcmd', severity: 'warning', words: 'ENQCMD instruction at %s:%x', rule: 'The kernel does not keep the PASID that ENQCMD uses.', advice: 'ENQCMDS.' },
  { code: 'lea-encoding', severity: 'warning', words: 'invalid LEA encoding at %s:0x%x', rule: 'lea of a register is no instruction.', advice: 'Mend the bytes.' },
  { code: 'decode', severity: 'warning', words: 'can\'t decode instruction at %s:0x%x', rule: 'The bytes end in the middle of an instruction. objtool stops, and the object gets no ORC data.', advice: 'Data belongs in .rodata.' },
  { code: 'pv', severity: 'warning', words: 'no func for pv_ops[]', rule: 'The paravirt table could not be read.', advice: 'Nothing to do in one object.' },
  { code: 'crash-lea-no-symbol', severity: 'error', words: 'objtool crashes here: lea disp(%rsp),%rbp outside of all sized symbols', rule: 'objtool looks at the function around this lea, and there is none.', advice: 'Give the code a symbol with a size (SYM_CODE_START and _END).' },
  { code: 'crash-save-outside-func', severity: 'error', words: 'objtool crashes here: UNWIND_HINT_RESTORE outside of functions', rule: 'objtool looks for the SAVE in the function around this RESTORE, and there is none.', advice: 'Use UNWIND_HINT_FUNC or _REGS instead.' },
  { code: 'crash-empty-alternative', severity: 'error', words: 'objtool crashes here: its backtrace leads through an empty replacement', rule: 'objtool names the section of an instruction that it made up.', advice: 'Mend what the message before it says, or run objtool without --backtrace.' },
  { code: 'crash-section-symbol', severity: 'error', words: 'objtool crashes here: a section with rows has no symbol of its own', rule: 'The objtool of 4.14 names rows by the symbol of their section, which assemblers since 2.36 leave out.', advice: 'Assemble with binutils of before 2.36.' },
  { code: 'crash-end-after-empty-alt', severity: 'error', words: 'objtool crashes here: the section ends behind an alternative with an empty replacement', rule: 'objtool names the section of an instruction that it made up.', advice: 'Put an instruction behind the alternative.' },
];
