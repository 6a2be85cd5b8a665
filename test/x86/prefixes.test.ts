// SPDX-License-Identifier: GPL-2.0-or-later
// Every prefix before statements of every kind, and some pairs of them: bytes of `as`, or refused by both.

import { expect, test } from 'vitest';
import { lower } from '../../server/src/x86/lower.ts';
import { bareContext, difference } from './compare.ts';
import { hasAssembler } from '../installed.ts';
import { assembleEach } from './gas.ts';

const prefixes = [
  'cs', 'ds', 'es', 'fs', 'gs', 'ss', 'data16', 'data32', 'addr32', 'addr16', 'rep', 'repne', 'lock', 'bnd', 'notrack', 'rex64', 'rex', 'rex.w', 'rex.b', 'xacquire',
  '{disp8}', '{disp16}', '{disp32}', '{rex}', '{vex}', '{evex}', '{load}', '{store}', 'gs data16', 'addr32 data16', 'cs addr32', 'bnd cs', 'data16 rex64', 'cs data16', '{rex} rex64', 'lock {disp32}', '{disp8} {rex}',
];

const statements = [
  'jmp foo', 'jz foo', 'jz,pt foo', 'jne,pn foo', 'loop foo', 'loopl foo', 'loopw foo', 'loopne foo', 'jcxz foo', 'jecxz foo', 'jrcxz foo', 'call foo', 'callw foo', 'calll foo', 'callq foo', 'xbegin foo',
  'jmp *%rax', 'jmp *%eax', 'call *%rax', 'call *(%rax)', 'jmp *foo', 'ljmp *(%rax)', 'ljmp %cs:*(%eax)', 'ret', 'lret', 'iret', 'syscall', 'push %rax', 'push $5', 'push %fs', 'leave', 'enter $5,$6', 'pushf',
  'int3', 'int $3', 'int $4', 'ud2', 'nop', 'pause', 'hlt', 'mov 4(%eax),%ecx', 'mov 4(%rax),%rcx', 'mov (%rax),%rcx', 'mov foo,%ecx', 'mov foo(%rip),%ecx', 'add %eax,4(%ebx,%ecx,2)', 'add %ecx,%edx', 'add %cl,%dl', 'mov %ah,%cl',
  'movaps 16(%rsp),%xmm1', 'vaddps %xmm1,%xmm2,%xmm3', 'crc32b %al,%ecx', 'crc32q %al,%rcx', 'movs %ds:(%esi),%es:(%edi)', 'stosl', 'cmpxchg %ecx,4(%eax)', 'lea 8(%rsp),%rdi', 'movzbl %al,%ecx', 'fld 4(%rax)',
];

test.skipIf(!hasAssembler).each([64, 32, 16] as const)('%i-bit code', mode => {
  const list = [...prefixes.flatMap(prefix => statements.map(statement => `${prefix} ${statement}`)), ...statements];
  const theirs = assembleEach(list, mode), context = bareContext(mode);
  const wrong = list.flatMap((statement, i) => {
    const text = difference(lower(statement, context), theirs[i]!);
    return text ? [`${statement} => ${text}`] : [];
  });
  expect(wrong).toEqual([]);
});
