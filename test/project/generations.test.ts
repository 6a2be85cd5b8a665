// SPDX-License-Identifier: GPL-2.0-or-later
// Kernels of ten years, each as a few headers of our own in that generation's form: how a hint is laid out, which number means what,
// how alternatives and annotations are recorded. Nothing but these texts says which generation it is; the states must be the same.

import { describe, expect, test } from 'vitest';
import { lineStates } from '../../server/src/ide/lineStates.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';

interface Generation {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** What an empty (or end-of-stack) hint is called. */
  readonly empty: string;
  readonly saves: boolean;
}

const numbers = (prefix: string, names: string, first = 0) => names.split(' ').map((name, i) => `#define ${prefix}${name} ${first + i}\n`).join('');
const structOf = (...last: string[]) => `struct unwind_hint {\n\tu32\t\tip;\n\ts16\t\tsp_offset;\n\tu8\t\tsp_reg;\n\tu8\t\ttype;\n${last.map(name => `\tu8\t\t${name};\n`).join('')}};\n`;
const classicRegisters = numbers('ORC_REG_', 'UNDEFINED PREV_SP DX DI BP SP R10 R13 BP_INDIRECT SP_INDIRECT') + '#define ORC_REG_MAX 15\n';
const newRegisters = numbers('ORC_REG_', 'UNDEFINED AX DX SP BP DI R10 R13 PREV_SP SP_INDIRECT BP_INDIRECT') + '#define ORC_REG_MAX 15\n';

/** The record itself: `last` are the bytes behind the type. */
function hintMacro(last: string, padding: boolean): string {
  return `.macro HINT reg=0 off=0 kind=0 last=0
771:	.pushsection .discard.unwind_hints
	.long 771b - .
	.short \\off
	.byte \\reg
	.byte \\kind
${last === '' ? '' : `	.byte ${last}\n`}${padding ? '	.balign 4\n' : ''}	.popsection
.endm
`;
}

function hints(kinds: { call: number; regs: number; partial: number; func?: number; empty: string; save?: number; restore?: number }): string {
  return `.macro UNWIND_HINT_REGS offset=0
	HINT ORC_REG_SP \\offset ${kinds.regs}
.endm
.macro UNWIND_HINT_IRET_REGS offset=0
	HINT ORC_REG_SP \\offset ${kinds.partial}
.endm
.macro UNWIND_HINT_EMPTY
	HINT ${kinds.empty}
.endm
.macro UNWIND_HINT_FUNC
	HINT ORC_REG_SP 8 ${kinds.func ?? kinds.call}
.endm
.macro UNWIND_HINT_SAVE
	HINT kind=${kinds.save ?? 0}
.endm
.macro UNWIND_HINT_RESTORE
	HINT kind=${kinds.restore ?? 0}
.endm
`;
}

const guard = (declarations: string, macros: string) => `#ifndef __ASSEMBLY__\n${declarations}#else\n${macros}#endif\n`;
const special = (size: number, original: number, jump: number, feature = 8) => `#define JUMP_ENTRY_SIZE ${jump}\n#define EX_ENTRY_SIZE 12\n#define ALT_ENTRY_SIZE ${size}\n#define ALT_FEATURE_OFFSET ${feature}\n#define ALT_ORIG_LEN_OFFSET ${original}\n#define ALT_NEW_LEN_OFFSET ${original + 1}\n`;

const alternativeMacro = (middle: string, behind: string) => `.macro ALTERNATIVE old, new, feature
140:	\\old
141:	.skip -(((144f-143f)-(141b-140b)) > 0) * ((144f-143f)-(141b-140b)), 0x90
142:	.pushsection .altinstructions, "a"
	.long 140b - .
	.long 143f - .
	${middle}
	.byte 142b-140b
	.byte 144f-143f
	${behind}
	.popsection
	.pushsection .altinstr_replacement, "ax"
143:	\\new
144:	.popsection
.endm
`;
const entry13 = alternativeMacro('.word \\feature', '.byte 142b-141b'), entry12 = alternativeMacro('.word \\feature', ''), entry14 = alternativeMacro('.4byte \\feature', '');

const types4 = `${numbers('ORC_TYPE_', 'CALL REGS REGS_IRET')}#define UNWIND_HINT_TYPE_SAVE 3\n#define UNWIND_HINT_TYPE_RESTORE 4\n`;
const types519 = numbers('UNWIND_HINT_TYPE_', 'CALL REGS REGS_PARTIAL FUNC ENTRY SAVE RESTORE');
const types64 = numbers('UNWIND_HINT_TYPE_', 'UNDEFINED END_OF_STACK CALL REGS REGS_PARTIAL FUNC SAVE RESTORE');
const orc = 'arch/x86/include/asm/orc_types.h', macros = 'arch/x86/include/asm/unwind_hints.h', records = 'arch/x86/include/asm/alternative-asm.h';

const generations: readonly Generation[] = [
  { name: '4.14', empty: '(und)', saves: true, files: { [orc]: classicRegisters + types4 + guard(structOf(), ''), [macros]: `#include <asm/orc_types.h>\n${hintMacro('', false)}${hints({ call: 0, regs: 1, partial: 2, empty: 'ORC_REG_UNDEFINED', save: 3, restore: 4 })}`,
    'tools/objtool/special.c': special(13, 10, 24), [records]: entry13 } },
  { name: '4.19', empty: 'end', saves: true, files: { [orc]: classicRegisters + types4 + guard(structOf('end'), ''), [macros]: `#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 0, regs: 1, partial: 2, empty: 'ORC_REG_UNDEFINED last=1', save: 3, restore: 4 })}`,
    'tools/objtool/special.c': special(13, 10, 24), [records]: entry13 } },
  { name: '5.10', empty: 'end', saves: false, files: { [orc]: classicRegisters, 'include/linux/objtool.h': numbers('UNWIND_HINT_TYPE_', 'CALL REGS REGS_PARTIAL RET_OFFSET') + guard(structOf('end'), ''),
    [macros]: `#include <linux/objtool.h>\n#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 0, regs: 1, partial: 2, empty: 'ORC_REG_UNDEFINED last=1' })}`, 'tools/objtool/arch/x86/include/arch_special.h': special(13, 10, 16), [records]: entry13 } },
  { name: '5.15', empty: 'end', saves: false, files: { [orc]: classicRegisters, 'include/linux/objtool.h': numbers('UNWIND_HINT_TYPE_', 'CALL REGS REGS_PARTIAL FUNC') + guard(structOf('end'), ''),
    [macros]: `#include <linux/objtool.h>\n#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 0, regs: 1, partial: 2, func: 3, empty: 'ORC_REG_UNDEFINED last=1' })}`, 'tools/objtool/arch/x86/include/arch/special.h': special(12, 10, 16), [records]: entry12 } },
  { name: '6.1', empty: 'end', saves: true, files: { [orc]: classicRegisters, 'include/linux/objtool.h': types519 + guard(structOf('end'), ''),
    [macros]: `#include <linux/objtool.h>\n#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 0, regs: 1, partial: 2, func: 3, empty: 'ORC_REG_UNDEFINED last=1', save: 5, restore: 6 })}`, 'tools/objtool/arch/x86/include/arch/special.h': special(12, 10, 16), [records]: entry12 } },
  { name: '6.3', empty: 'end', saves: true, files: { [orc]: classicRegisters, 'include/linux/objtool.h': types519 + guard(structOf('signal', 'end'), ''),
    [macros]: `#include <linux/objtool.h>\n#include <asm/orc_types.h>\n${hintMacro('0, \\last', true)}${hints({ call: 0, regs: 1, partial: 2, func: 3, empty: 'ORC_REG_UNDEFINED last=1', save: 5, restore: 6 })}`, 'tools/objtool/arch/x86/include/arch/special.h': special(14, 12, 16), [records]: entry14 } },
  { name: '6.6', empty: 'end', saves: true, files: { [orc]: classicRegisters, 'include/linux/objtool.h': types64 + guard(structOf('signal'), ''),
    [macros]: `#include <linux/objtool.h>\n#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 2, regs: 3, partial: 4, func: 5, empty: 'kind=1', save: 6, restore: 7 })}`, 'tools/objtool/arch/x86/include/arch/special.h': special(14, 12, 16), [records]: entry14 } },
  { name: '7.2', empty: 'end', saves: true, files: { [orc]: newRegisters, 'include/linux/objtool_types.h': types64 + guard(structOf('signal'), ''), 'include/linux/annotate.h': '', 'tools/objtool/include/objtool/warn.h': '#define ERROR(format, ...)\n',
    [macros]: `#include <linux/objtool_types.h>\n#include <asm/orc_types.h>\n${hintMacro('\\last', true)}${hints({ call: 2, regs: 3, partial: 4, func: 5, empty: 'kind=1', save: 6, restore: 7 })}`, 'tools/objtool/arch/x86/include/arch/special.h': special(14, 12, 16), [records]: entry14 } },
];

const plain: Readonly<Record<string, string>> = {
  'Makefile': 'VERSION = 9\nPATCHLEVEL = 9\nSUBLEVEL = 0\n', 'arch/x86/Makefile': 'KBUILD_AFLAGS += -m64\n', 'arch/x86/kernel/Makefile': 'obj-y += probe.o\n', 'include/linux/kconfig.h': '', '.config': 'CONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_OBJTOOL=y\nCONFIG_UNWINDER_ORC=y\n',
};

const probe = `#include <asm/unwind_hints.h>
#include <asm/alternative-asm.h>
	.text
	.globl callable, entry
callable:
	push %rbx
	ALTERNATIVE "nop; nop; nop", "call far_away", 7
	push %rbp
	pop %rbp
	pop %rbx
	ret
	.type callable, @function
	.size callable, . - callable
entry:
	UNWIND_HINT_EMPTY
	nop
	UNWIND_HINT_IRET_REGS offset=8
	push %rax
	UNWIND_HINT_REGS offset=16
	add $16, %rsp
	nop
	UNWIND_HINT_FUNC
	ret
	.size entry, . - entry
`;

const saved = `#include <asm/unwind_hints.h>
	.text
keeps:
	push %rbx
	UNWIND_HINT_SAVE
	nop
	UNWIND_HINT_EMPTY
	nop
	UNWIND_HINT_RESTORE
	pop %rbx
	ret
	.type keeps, @function
	.size keeps, . - keeps
`;

function statesOf(generation: Generation, text: string) {
  const files = new Map(Object.entries({ ...plain, ...generation.files, 'arch/x86/kernel/probe.S': text }).map(([path, content]) => [`/linux/${path}`, content]));
  const opened = openFile(createWorkspace(memoryFileSystem(files)), '/linux/arch/x86/kernel/probe.S');
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  const { analysis } = opened;
  expect(analysis.diagnostics.filter(each => each.severity === 'error').map(each => each.message)).toEqual([]);
  return { analysis, states: new Map(lineStates(analysis).map(state => [text.split('\n')[state.line]!.trim(), state.label])) };
}

describe.each(generations)('headers as in $name', generation => {
  test('states', () => {
    const { analysis, states } = statesOf(generation, probe);
    expect(printFindings('probe.o', analysis.parity, analysis.inputs.rules)).toBe('');
    expect(states.get('push %rbx')).toBe('rsp+8');
    expect(states.get('ALTERNATIVE "nop; nop; nop", "call far_away", 7')).toContain('rsp+16');
    expect(states.get('pop %rbp')).toContain('rsp+24');
    expect(states.get('push %rax')).toMatch(/rsp\+8/);
    expect(states.get('add $16, %rsp')).toMatch(/rsp\+16/);
    expect(states.get('ret')).toContain('rsp+8');
  });
  test('rows', () => {
    const { analysis } = statesOf(generation, probe);
    const rows = printOrc(analysis.object, analysis.rows, analysis.inputs.rules);
    expect(rows).toMatch(/sp:sp\+16/);
    expect(rows).toMatch(/regs/);
  });
  test.skipIf(!generation.saves)('a saved state comes back', () => {
    expect(statesOf(generation, saved).states.get('pop %rbx')).toContain('rsp+16');
  });
});
