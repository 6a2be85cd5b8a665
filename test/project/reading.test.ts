// SPDX-License-Identifier: GPL-2.0-or-later
// The small readers: commands, options, configurations, C declarations as data.
import { expect, test } from 'vitest';
import { asmOffsets } from '../../server/src/project/asmOffsets.ts';
import { readDefines, readStruct, stringsOf } from '../../server/src/project/cScan.ts';
import { parseCmdFile } from '../../server/src/project/cmdFile.ts';
import { readCompileCommand } from '../../server/src/project/compileWords.ts';
import { autoconfText, parseConfig } from '../../server/src/project/kconfig.ts';
import { objtoolWords, readObjtoolOptions } from '../../server/src/objtool/options.ts';
import { normalizePath, resolvePath } from '../../server/src/project/path.ts';
import { shellCommands } from '../../server/src/project/shellWords.ts';

test.each([
  [`a 'b c' "d\\"e" f\\ g`, [['a', 'b c', 'd"e', 'f g']]],
  [`x; y && z | w`, [['x'], ['y'], ['z'], ['w']]],
  [`-D'A="1"' ''`, [['-DA="1"', '']]],
  [`'open`, [['open']]],
  ['', []],
])('shell: %j', (line, expected) => { expect(shellCommands(line)).toEqual(expected); });

test('.cmd: old name, escapes, a command in front', () => {
  expect(parseCmdFile(`cmd_a.o := set -e; gcc -DX='$(pound)$$' -DY=\\# -c -o a.o a.S\n`)).toEqual({ compile: ['gcc', '-DX=#$', '-DY=#', '-c', '-o', 'a.o', 'a.S'], target: 'a.o' });
  expect(parseCmdFile('deps_a.o := \\\n  b.h \\\n')).toBeUndefined();
});

test('compile words: wrappers, options with values', () => {
  expect(readCompileCommand(['ccache', 'clang-18', '-I', 'inc', '-MF', 'x.d', '-gdwarf-5', '-Wall', '-fno-PIE', '-o', 'a.o', '-c', 'd/a.S'])).toEqual({ words: ['-I', 'inc', '-fno-PIE'], input: 'd/a.S', output: 'a.o', clang: true, debugInfo: 5 });
});

test('objtool words of both forms', () => {
  expect(objtoolWords(readObjtoolOptions(['--hacks=jump_label,noinstr', '--orc', '-u', '--prefix=16', '--no-unreachable', 'x.o']).options)).toEqual(['--hacks=jump_label', '--hacks=noinstr', '--orc', '--uaccess', '--no-unreachable', '--prefix=16']);
  expect(readObjtoolOptions(['orc', 'generate', '--no-fp', '--retpoline', '--module', 'x.o'])).toMatchObject({ options: { orc: true, stackval: false, retpoline: true, module: true }, unknown: [] });
  expect(readObjtoolOptions(['check', 'x.o']).options).toMatchObject({ orc: false, stackval: true });
  expect(readObjtoolOptions(['--strange']).unknown).toEqual(['--strange']);
});

test('.config and back to autoconf.h', () => {
  expect(autoconfText(parseConfig('# CONFIG_N is not set\nCONFIG_A=y\nCONFIG_B=m\nCONFIG_C=16\nCONFIG_D=0x1000\nCONFIG_E="t"\n')))
    .toBe('#define CONFIG_A 1\n#define CONFIG_B_MODULE 1\n#define CONFIG_C 16\n#define CONFIG_D 0x1000\n#define CONFIG_E "t"\n');
});

test('C as data', () => {
  expect([...readDefines('#define A 1\n# define B (0x10) /* b */\n#define C(x) 1\n#define D A\n#define A 2\n')]).toEqual([['A', 1], ['B', 16]]);
  expect(readStruct('struct s {\n\tu32 a; /* x */\n\tunsigned long b;\n\tu8 c[3];\n\tvoid *d;\n};', 's')).toEqual({ size: 32, members: new Map([['a', 0], ['b', 8], ['c', 16], ['d', 24]]) });
  expect(readStruct('struct s { struct t x; };', 's')).toBeUndefined();
  expect(stringsOf('static const char *t[] = {\n"a", /* "no" */ "b",\nNULL };\n', 't')).toEqual(new Set(['a', 'b']));
});

test('asm-offsets: exact where the layout is fixed, else a value of its own that is reported', () => {
  const source = '#define ENTRY(entry) OFFSET(pt_regs_ ## entry, pt_regs, entry)\nENTRY(bx);\n#undef ENTRY\nOFFSET(TSS_sp0, tss_struct, x86_tss.sp0);\nOFFSET(T_a, t, a);\nOFFSET(U_b, u, b);\nOFFSET(V_c, v, c);\nDEFINE(PTREGS_SIZE, sizeof(struct pt_regs));\n';
  const { text, assumed } = asmOffsets([source], ['struct t { u64 z; u64 a; };'], 'G', false);
  expect(text).toContain('#define pt_regs_bx 40\n#define TSS_sp0 4\n#define T_a 8\n');
  expect(text).toContain('#define PTREGS_SIZE 168\n');
  expect(assumed).toEqual(['U_b', 'V_c']);
  const values = [...text.matchAll(/ (\d+) \/\* assumed/g)].map(match => match[1]);
  expect(new Set(values).size).toBe(2);
});

test('paths', () => {
  expect(normalizePath('/a/./b/../c//d')).toBe('/a/c/d');
  expect(resolvePath('/a/b', '../../../x')).toBe('/x');
  expect(normalizePath('./a/../..')).toBe('..');
});
