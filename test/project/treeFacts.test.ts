// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { treeFacts } from '../../server/src/project/treeFacts.ts';
import { treeWith } from './tree.ts';

const types = (prefix: string, ...names: string[]) => names.map((name, number) => `#define ${prefix}${name} ${number}\n`).join('');
const struct = (...last: string[]) => `struct unwind_hint {\n\tu32 ip;\n\ts16 sp_offset;\n\tu8 sp_reg;\n\tu8 type;\n${last.map(name => `\tu8 ${name};\n`).join('')}};\n`;

test('everything from the sources of the tree', () => {
  const facts = treeFacts(treeWith({
    'include/linux/objtool_types.h': struct('signal') + types('UNWIND_HINT_TYPE_', 'UNDEFINED', 'END_OF_STACK', 'CALL'),
    'arch/x86/include/asm/orc_types.h': types('ORC_REG_', 'UNDEFINED', 'AX', 'DX') + '#define ORC_REG_MAX 15\n',
    'tools/objtool/arch/x86/include/arch/special.h': '#define ALT_ENTRY_SIZE 14\n#define ALT_FEATURE_OFFSET 8\n#define ALT_ORIG_LEN_OFFSET 12\n#define ALT_NEW_LEN_OFFSET 13\n#define JUMP_ENTRY_SIZE 16\n#define EX_ENTRY_SIZE 12\n',
    'tools/objtool/noreturns.h': '/* NORETURN(no) */\nNORETURN(stop_here)\n',
    'tools/objtool/check.c': 'static const char *uaccess_safe_builtin[] = {\n"safe_one",\nNULL\n};\n',
    'tools/objtool/include/objtool/warn.h': '#define ERROR(format, ...)\n',
    'tools/objtool/arch/x86/decode.c': 'bool arch_is_embedded_insn(struct symbol *sym)\n{\n\treturn !strcmp(sym->name, "inner") || !strcmp(sym->name, "other");\n}\n',
  }), '/linux');
  expect(facts).toMatchObject({
    release: '6.12.3', annotate: false, version: '7.2', hint: { size: 12, spOffset: 4, spReg: 6, type: 7, signal: 8 }, jumpLabelSize: 16,
    alternative: { size: 14, feature: 8, originalLength: 12, replacementLength: 13 }, noreturns: new Set(['stop_here']), uaccessSafe: new Set(['safe_one']), embedded: new Set(['inner', 'other']),
  });
  expect([...facts.hintTypes]).toEqual([[0, 'undefined'], [1, 'end-of-stack'], [2, 'call']]);
  expect(facts.orcRegisters.get(1)).toBe('ax');
  expect(Object.values(facts.sources).join()).not.toContain('table');
});

test('a tree of 5.19 to 6.2, by its hint types; tables where it does not say', () => {
  const facts = treeFacts(treeWith({ 'include/linux/objtool.h': struct('end') + types('UNWIND_HINT_TYPE_', 'CALL', 'REGS', 'REGS_PARTIAL', 'FUNC', 'ENTRY', 'SAVE', 'RESTORE') }), '/linux');
  expect(facts).toMatchObject({ version: '6.1', hint: { size: 12, end: 8 }, alternative: { size: 12 } });
  expect(facts.sources['alternative']).toBe('the table of 6.1');
});

test('6.14: the behaviour of 6.12, but annotations as records', () => {
  const facts = treeFacts(treeWith({
    'include/linux/objtool_types.h': struct('signal') + types('UNWIND_HINT_TYPE_', 'UNDEFINED', 'END_OF_STACK', 'CALL'), 'include/linux/annotate.h': '',
    'tools/objtool/check.c': 'read(".discard.annotate_insn");\n', 'tools/objtool/include/objtool/cfi.h': 'bool force_undefined;\n',
  }), '/linux');
  expect(facts).toMatchObject({ version: '6.12', behaviour: { annotateRecords: true } });
});

test('4.14: four members, three types under their old names', () => {
  const facts = treeFacts(treeWith({ 'arch/x86/include/asm/orc_types.h': `${types('ORC_TYPE_', 'CALL', 'REGS', 'REGS_IRET')}#define UNWIND_HINT_TYPE_SAVE 3\n#define UNWIND_HINT_TYPE_RESTORE 4\n${struct()}` }), '/linux');
  expect(facts.hint).toEqual({ size: 8, spOffset: 4, spReg: 6, type: 7 });
  expect([...facts.hintTypes.values()].sort()).toEqual(['call', 'regs', 'regs-partial', 'restore', 'save']);
  expect(facts.alternative.size).toBe(13);
});

test('what the sources of 5.4 show besides', () => {
  const facts = treeFacts(treeWith({
    'tools/objtool/check.c': 'if (insn->call_dest->type != STT_FUNC) {\n\tWARN_FUNC("can\'t find call dest symbol at %s+0x%x");\n}\nBT_FUNC("<=== (func)", insn);\n',
    'tools/objtool/orc_gen.c': 'if (!prev_insn || memcmp())\n',
  }), '/linux');
  expect(facts.behaviour).toMatchObject({ callsAnySymbol: true, tracesFromFunctions: true, firstAlwaysHasRow: true });
});
