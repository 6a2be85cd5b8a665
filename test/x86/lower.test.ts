// SPDX-License-Identifier: GPL-2.0-or-later
// Statements by subject, with the bytes that `as` 2.40 gave (holes zero). Where `as` is installed, the stored bytes are verified again.

import { expect, test } from 'vitest';
import type { LowerContext, Mode } from '../../server/src/x86/instruction.ts';
import { lower } from '../../server/src/x86/lower.ts';
import { bareContext, difference, hex } from './compare.ts';
import { hasAssembler } from '../installed.ts';
import { assembleEach } from './gas.ts';

/** [mode, statement, bytes] */
const accepted: readonly (readonly [Mode, string, string])[] = [
  // sizes and shortest forms
  [64, 'mov %rsp,%rbp', '4889e5'], [64, '{load} mov %rsp,%rbp', '488bec'], [64, 'add $1,%rax', '4883c001'], [64, 'add $128,%rax', '480580000000'],
  [64, 'add $0xffffffff,%eax', '83c0ff'], [64, 'addw $0xfff0,%bx', '6683c3f0'], [64, 'mov $1,%rax', '48c7c001000000'], [64, 'mov $0x80000000,%rax', '48b80000008000000000'],
  [64, 'movabs $1,%rax', '48b80100000000000000'], [64, 'movabs 0x1122334455667788,%rax', '48a18877665544332211'], [64, 'shl %eax', 'd1e0'], [64, 'imul $3,%eax', '6bc003'],
  [64, 'push $0x80', '6880000000'], [64, 'push $-1', '6aff'], [64, 'xchg %rbx,%rax', '4893'], [64, 'test %eax,(%rdi)', '8507'], [64, 'movw %ax,%ss', '8ed0'],
  // symbols: wide and with holes
  [64, 'mov sym(%rip),%rax', '488b0500000000'], [64, 'add $sym,%rax', '480500000000'], [64, 'mov $sym,%rax', '48c7c000000000'], [64, 'movb $1,sym(%rip)', 'c6050000000001'],
  [64, 'lea sym(%rax),%ecx', '8d8800000000'], [64, 'mov foo@GOTPCREL(%rip),%rax', '488b0500000000'], [64, 'call *foo@GOTPCREL(%rip)', 'ff1500000000'], [64, 'call foo', 'e800000000'],
  [64, 'movabs $foo,%rcx', '48b90000000000000000'], [64, 'jmp *sym', 'ff242500000000'], [64, 'jrcxz foo', 'e300'], [64, 'xbegin foo', 'c7f800000000'],
  // addresses
  [64, 'mov (%rsp),%rax', '488b0424'], [64, 'mov (%rbp),%rax', '488b4500'], [64, 'mov (%r13,%r12,8),%eax', '438b44e500'], [64, 'mov (,%rax,4),%eax', '8b048500000000'],
  [64, 'mov 8(%eax),%ecx', '678b4808'], [64, 'mov %gs:0x28,%rax', '65488b042528000000'], [64, 'mov %ds:(%rax),%ecx', '8b08'], [64, 'mov %ds:(%rbp),%ecx', '3e8b4d00'],
  [64, '{disp32} mov 1(%rax),%ecx', '8b8801000000'], [64, 'mov (%rax,1),%ecx', '8b08'], [16, 'mov 4(%bp,%si),%ax', '8b4204'], [16, 'mov (%eax),%cx', '678b08'], [32, 'mov (%bx),%eax', '678b07'],
  // prefixes
  [64, 'rep movsb', 'f3a4'], [64, 'lock/cmpxchg %ecx,(%rax)', 'f00fb108'], [64, 'data16 rex64 call foo', '6648e800000000'], [64, 'rep ret', 'f3c3'], [64, 'rep nop', 'f390'],
  [64, 'notrack jmp *%rax', '3effe0'], [64, 'bnd call foo', 'f2e800000000'], [64, 'rex.WRXB nop', '4f90'], [64, 'rep', 'f3'], [64, 'fs lodsb', '64ac'],
  // string operations with operands
  [64, 'movsl (%rsi),(%rdi)', 'a5'], [64, 'movsb %gs:(%rsi),%es:(%rdi)', '65a4'], [64, 'stos %eax,%es:(%rdi)', 'ab'], [64, 'scas %es:(%rdi),%al', 'ae'], [64, 'insb (%dx),%es:(%rdi)', '6c'],
  // extension
  [64, 'movzbl (%rdi),%eax', '0fb607'], [64, 'movslq %eax,%rbx', '4863d8'], [64, 'movsbq %al,%rax', '480fbec0'], [64, 'movzwl %ax,%eax', '0fb7c0'], [64, 'cltq', '4898'],
  // system
  [64, 'iretq', '48cf'], [64, 'lretq', '48cb'], [64, 'sysretq', '480f07'], [64, 'ljmp *(%rax)', 'ff28'], [64, 'lcall *(%rax)', 'ff18'], [32, 'ljmp $16,$32', 'ea200000001000'],
  [64, 'mov %cr3,%rax', '0f20d8'], [64, 'str %eax', '0f00c8'], [64, 'lgdt (%rax)', '0f0110'], [64, 'out %al,(%dx)', 'ee'], [64, 'inb $4', 'e404'], [64, 'vmrun %rax', '0f01d8'],
  [64, 'crc32q (%rax),%rbx', 'f2480f38f118'],
  // SSE, AVX, AVX-512
  [64, 'movq %rax,%xmm1', '66480f6ec8'], [64, 'movq (%rax),%xmm1', 'f30f7e08'], [64, 'cmpltps %xmm1,%xmm2', '0fc2d101'], [64, 'pclmulhqlqdq %xmm1,%xmm2', '660f3a44d101'],
  [64, 'vmovaps %xmm8,%xmm0', 'c57829c0'], [64, '{vex3} vmovaps %xmm1,%xmm0', 'c4e17828c1'], [64, 'vaddps 64(%rax),%zmm1,%zmm2', '62f17448585001'],
  [64, 'vaddps (%rax){1to16},%zmm1,%zmm2{%k1}{z}', '62f174d95810'], [64, 'vaddps {rz-sae},%zmm0,%zmm1,%zmm2', '62f1747858d0'], [64, 'vpgatherdd (%rax,%zmm1,4),%zmm2{%k1}', '62f27d49901488'],
  [64, 'vcvtpd2psx (%rax),%xmm0', 'c5f95a00'], [64, 'vpcmpequb %zmm1,%zmm2,%k3', '62f36d483ed900'],
  // x87
  [64, 'faddp', 'dec1'], [64, 'fsub %st,%st(3)', 'dce3'], [64, 'fldl (%rax)', 'dd00'], [64, 'fildll (%rax)', 'df28'], [64, 'fstcw (%rax)', '9bd938'], [64, 'fxch %st(2)', 'd9ca'],
];

test.each(accepted)('%i-bit %s', (mode, statement, bytes) => {
  const lowered = lower(statement, bareContext(mode));
  expect('error' in lowered ? lowered.error : hex(lowered.bytes)).toBe(bytes);
});

test.skipIf(!hasAssembler)('the stored bytes are still those of as', () => {
  for (const mode of [64, 32, 16] as const) {
    const own = accepted.filter(row => row[0] === mode), theirs = assembleEach(own.map(row => row[1]), mode);
    own.forEach(([, statement], i) => expect(`${statement}: ${difference(lower(statement, bareContext(mode)), theirs[i]!)}`).toBe(`${statement}: `));
  }
});

const rejected: readonly (readonly [string, string])[] = [
  ['foo %rax', 'no such instruction: `foo %rax\''], ['mov %foo,%rax', 'bad register name `%foo\''], ['mov %al,%rax', 'operand type mismatch for `mov\''],
  ['mov %rax', 'number of operands mismatch for `mov\''], ['movl %ax,%ebx', 'operand type mismatch for `mov\''], ['addl %rax,(%rbx)', 'incorrect register `%rax\' used with `l\' suffix'],
  ['movb $1,%rax', '`%rax\' not allowed with `movb\''], ['add %eax,%rbx', 'register type mismatch for `add\''], ['mov 1(%rax', 'unbalanced parenthesis in operand 1.'],
  ['inc %eax,', 'expecting operand after \',\'; got nothing'], ['je %rax', 'operand size mismatch for `je\''], ['lock nop', 'expecting lockable instruction after `lock\''],
  ['rep add %eax,%ebx', 'invalid instruction `add\' after `rep\''], ['rep repne movsb', 'same type of prefix used twice'], ['mov (%al),%eax', '`(%al)\' is not a valid base/index expression'],
  ['mov (%rax,%rbx,3),%eax', 'expecting scale factor of 1, 2, 4, or 8: got `3\''], ['pusha', '`pusha\' is not supported in 64-bit mode'], ['iretd', 'no such instruction: `iretd\''],
  ['mov %ah,%r8b', 'can\'t encode register \'%ah\' in an instruction requiring REX prefix.'],
  ['add $(1 == 1),%ecx', 'invalid character \'=\' in operand 1'], ['mov %eax,x?y', 'invalid character \'?\' in operand 2'], ['jmp 1 == 1', 'invalid character \'=\' in operand 1'],
];

test.each(rejected)('%s is rejected', (statement, error) => { expect(lower(statement, bareContext(64))).toMatchObject({ error }); });

test.skipIf(!hasAssembler)('the words of rejection are those of as', () => {
  const theirs = assembleEach(rejected.map(row => row[0]), 64);
  expect(theirs.map(result => result.error)).toEqual(rejected.map(row => row[1]));
});

test('symbols that are known now take the short form, equates are registers', () => {
  const known: LowerContext = {
    mode: 64, machine: 'x86-64', registerSymbol: name => (name === 'KEY' ? 'rdi' : name === 'SEG' ? 'gs' : undefined),
    evaluate: expression => (expression.kind === 'symbol' && expression.name === 'n' ? { kind: 'constant', value: 8n } : { kind: 'unknown' }),
  };
  const statements = ['mov n(%rsp),%rax', 'add $n,%rax', 'push $n', 'mov (KEY),%rax', 'lea 4(%rax,KEY,n),%rax', 'mov KEY,%rbx', 'inc KEY', 'jmp *KEY', 'mov SEG:8,%rax'];
  const bytes = statements.map(statement => { const result = lower(statement, known); return 'error' in result ? result.error : hex(result.bytes); });
  expect(bytes).toEqual(['488b442408', '4883c008', '6a08', '488b07', '488d44f804', '4889fb', '48ffc7', 'ffe7', '65488b042508000000']);
  if (hasAssembler) expect(assembleEach(statements, 64, '.set n,8; .set KEY,%rdi; .set SEG,%gs').map(result => result.bytes && hex(result.bytes))).toEqual(bytes);
});

test('a remembered result is not used when an answer differs', () => {
  const context = (value: bigint): LowerContext => ({ mode: 64, machine: 'x86-64', registerSymbol: () => undefined, evaluate: () => ({ kind: 'constant', value }) });
  const first = lower('mov counter(%rsp),%rax', context(8n)), second = lower('mov counter(%rsp),%rax', context(1000n)), third = lower('mov counter(%rsp),%rax', context(8n));
  expect([first, second, third].map(result => ('bytes' in result ? hex(result.bytes) : result.error))).toEqual(['488b442408', '488b8424e8030000', '488b442408']);
  expect(third).toBe(first);
});

test('jumps to symbols leave their size to layout', () => {
  const jump = lower('jne foo+4', bareContext(64));
  expect(jump).toMatchObject({ holes: [], relaxable: { nearSize: 4 } });
  if ('bytes' in jump && jump.relaxable) expect([hex(jump.bytes), hex(jump.relaxable.short), hex(jump.relaxable.near)]).toEqual(['7500', '75', '0f85']);
  expect(lower('{disp32} jmp foo', bareContext(64))).toMatchObject({ holes: [], relaxable: { nearSize: 4, startsNear: true } });
  expect(lower('{disp8} jmp foo', bareContext(64))).toEqual(lower('jmp foo', bareContext(64)));
});

test('the assembler\'s version decides about lsl', () => {
  const bytes = (version: number): string => { const result = lower('lsl %rax,%rax', bareContext(64), version); return 'bytes' in result ? hex(result.bytes) : result.error; };
  expect([bytes(24000), bytes(24700)]).toEqual(['480f03c0', '0f03c0']);
});
