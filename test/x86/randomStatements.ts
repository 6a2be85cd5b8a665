// SPDX-License-Identifier: GPL-2.0-or-later
// Random statements from the opcode table: an instruction form, operands of its kinds (now and then a wrong one), AT&T spelling. Seeded,
// so a failure can be repeated.

import type { Code, OperandKind } from '../../server/src/x86/codes.ts';
import { codesOf, intelMnemonics } from '../../server/src/x86/codes.ts';
import type { Mode } from '../../server/src/x86/instruction.ts';

export interface Random { below(limit: number): number; pick<T>(list: readonly T[]): T; chance(part: number): boolean }

export function seeded(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => { state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0; return state; };
  const below = (limit: number): number => next() % limit;
  return { below, pick: list => list[below(list.length)]!, chance: part => next() / 2 ** 32 < part };
}

export type Family = 'integer' | 'vector' | 'x87';

export function formsOf(family: Family, mode: Mode): Code[] {
  const flag = mode === 64 ? 1 : mode === 32 ? 2 : 4;
  return intelMnemonics().flatMap(mnemonic => [...codesOf(mnemonic)]).filter(code => (code.flags & flag) !== 0 && familyOf(code) === family);
}

function familyOf(code: Code): Family {
  if (/^F(?!x(save|rstor)|emms)/.test(code.name)) return 'x87';
  return code.encoding !== 'legacy' || code.operands.some(kind => kind.registers && /mm$|mask|bound|tile/.test(kind.registers)) ? 'vector' : 'integer';
}

/** `prefixed`: the share of statements with a prefix or two. */
export function randomStatement(code: Code, mode: Mode, random: Random, prefixed = 0.03): string {
  const operands = code.operands.map((kind, i) => operandText(kind, code, mode, random, i));
  const shown = operands.filter(text => text !== undefined);
  if (!/^(enter|bound|invlpga)/.test(code.mnemonic)) shown.reverse();
  if (random.chance(0.02) && shown.length > 1) shown.pop();
  if ((code.flags & 0xc0) && random.chance(0.2) && !shown.some(text => text.includes('('))) {
    const rounding = code.flags & 0x40 ? random.pick(['{rn-sae}', '{rd-sae}', '{ru-sae}', '{rz-sae}']) : '{sae}';
    const immediates = shown.filter(text => text.startsWith('$')).length;
    shown.splice(/^vcvtu?si2s/.test(code.mnemonic) ? 1 : immediates, 0, rounding);
  }
  const name = spelling(code, random);
  const prefix = random.chance(prefixed) ? random.pick(prefixes) : '', second = prefix !== '' && random.chance(0.1) ? random.pick(prefixes) : '';
  // In front of vector instructions `as` breaks down at it.
  const bound = prefixed > 0 && /^(J|Call|Ret)/.test(code.name) && random.chance(0.1) ? 'bnd ' : '';
  return `${bound}${prefix}${second}${name}${shown.length ? ` ${shown.join(',')}` : ''}`;
}

const prefixes = ['{vex}', '{vex2}', '{vex3}', '{evex}', '{rex}', '{load}', '{store}', '{disp32}', '{disp16}', '{disp8}', '{nooptimize}', 'lock', 'rep', 'repne', 'xacquire', 'xrelease', 'notrack',
  'data16', 'data16', 'data32', 'addr16', 'addr32', 'cs', 'ds', 'es', 'gs', 'rex', 'rex.W', 'rex64', 'rex.B'].map(name => `${name} `);

const suffixOf: Readonly<Record<number, string>> = { 8: 'b', 16: 'w', 32: 'l', 64: 'q' };

function spelling(code: Code, random: Random): string {
  const { mnemonic } = code, size = code.operands.find(kind => kind.size)?.size ?? code.operandSize;
  if (mnemonic === 'movsx' || mnemonic === 'movzx' || mnemonic === 'movsxd') {
    const [to, from] = code.operands;
    if (random.chance(0.8)) return `mov${mnemonic[3]}${suffixOf[from!.size]!}${suffixOf[to!.size]!}`;
  }
  if (/^F/.test(code.name) && code.operands.some(kind => kind.memory)) {
    const float = { 4: 's', 8: 'l', 10: 't' }[code.memoryBytes], integer = { 2: 's', 4: 'l', 8: 'll' }[code.memoryBytes];
    if (/^Fi/.test(code.name) && integer) return mnemonic + integer;
    if (/fp$/.test(code.name) && float) return mnemonic + float;
  }
  if (/^(movs|cmps|lods|stos|scas|ins|outs)d$/.test(mnemonic) && code.operands.some(kind => kind.string)) return mnemonic.replace(/d$/, 'l');
  if (size && random.chance(0.5)) return mnemonic + suffixOf[size]!;
  return random.chance(0.01) ? mnemonic + random.pick(['b', 'w', 'l', 'q']) : mnemonic;
}

const names = {
  r8: 'al cl dl bl ah ch dh bh spl bpl sil dil r8b r10b r15b', r16: 'ax cx dx bx sp bp si di r8w r13w r15w', r32: 'eax ecx edx ebx esp ebp esi edi r8d r12d r13d r15d',
  r64: 'rax rcx rdx rbx rsp rbp rsi rdi r8 r12 r13 r15', xmm: 'xmm0 xmm1 xmm7 xmm8 xmm15 xmm16 xmm23 xmm31', ymm: 'ymm0 ymm1 ymm7 ymm8 ymm15 ymm16 ymm31',
  zmm: 'zmm0 zmm1 zmm7 zmm8 zmm15 zmm16 zmm31', mm: 'mm0 mm1 mm7', mask: 'k0 k1 k7', segment: 'es cs ss ds fs gs', control: 'cr0 cr2 cr3 cr4 cr8', debug: 'dr0 dr3 dr7 db6',
  test: 'tr6', bound: 'bnd0 bnd3', tile: 'tmm0 tmm3 tmm7', st: 'st st(1) st(7)',
} as const;

function registerText(kind: string, mode: Mode, random: Random): string {
  let list = (names as Readonly<Record<string, string>>)[kind]!.split(' ');
  if (mode !== 64) list = list.filter(name => !/^(r\d|spl|bpl|sil|dil|r[a-z][a-z]$|cr8|[xyz]mm([89]|[123]\d))/.test(name));
  return `%${random.pick(list)}`;
}

function operandText(kind: OperandKind, code: Code, mode: Mode, random: Random, index: number): string | undefined {
  const mask = index === 0 && code.flags & 0x10 && random.chance(code.flags & 0x2000 ? 0.95 : 0.3) ? `{%k${1 + random.below(7)}}` : '';
  const zeroing = mask && code.flags & 0x20 && random.chance(0.4) ? '{z}' : '';
  if (random.chance(0.004)) return registerText(random.pick(['r16', 'r32', 'r8', 'xmm']), mode, random);
  switch (kind.slot) {
    case 'immediate': return immediateText(kind, random);
    case 'is4': if (kind.name === 'imm4_m2z') return `$${random.below(4)}`; break;
    case 'branch': return random.pick(['foo', 'foo+4', '.', 'bar@PLT']);
    case 'far': return `$${random.below(100)},$${random.below(1000)}`;
    case 'offset': return random.pick(['0x123456789abcdef0', 'foo', '0x1234']);
    case 'implied': return kind.fixed ? random.chance(0.9) ? `%${kind.fixed}` : undefined : undefined;
  }
  if (kind.memory && (!kind.registers || random.chance(0.5))) {
    const memory = memoryText(kind, mode, random);
    if (code.flags & 8 && random.chance(0.3)) return `${memory}{1to${code.memoryBytes / code.broadcastBytes}}${mask}${zeroing}`;
    return /^(Jmp|Call)/.test(code.name) ? `*${memory}` : `${memory}${mask}${mask && random.chance(0.1) ? '{z}' : ''}`;
  }
  const text = kind.registers ? registerText(kind.registers, mode, random) : '%eax';
  return `${/^(Jmp|Call)/.test(code.name) ? '*' : ''}${text}${mask}${zeroing}`;
}

function immediateText(kind: OperandKind, random: Random): string {
  if (kind.name === 'imm8_const_1') return '$1';
  const small = ['0', '1', '-1', '127', '-128', '8', '128', '255'], word = ['0x1234', '0xffff', '-32768', '0x8000'], long = ['0x12345678', '0xffffffff', '-0x80000000', '0x7fffffff', '0x80000000'];
  const list = kind.bytes === 1 ? small : kind.bytes === 2 ? [...small, ...word] : kind.bytes === 4 ? [...small, ...word, ...long] : ['0x123456789abcdef0', '-1', '5', '0xffffffff', '0x80000000', '0xfffffffffffff000'];
  return `$${random.chance(0.1) ? random.pick(['sym', 'sym+8', 'sym-4']) : random.pick(random.chance(0.05) ? [...word, ...long] : list)}`;
}

function memoryText(kind: OperandKind, mode: Mode, random: Random): string {
  const displacement = random.pick(['', '', '8', '-8', '0x40', '-0x80', '127', '128', '0x1000', '0x12345678', 'sym', 'sym+16', '64', '-64', '512', '0']);
  const segment = random.chance(0.1) ? random.pick(['%fs:', '%gs:', '%es:', '%ds:', '%ss:', '%cs:']) : '';
  const general = mode === 64 ? random.chance(0.1) ? 'r32' : 'r64' : mode === 32 ? random.chance(0.05) ? '16' : 'r32' : random.chance(0.2) ? 'r32' : '16';
  const scale = random.pick(['', ',1', ',2', ',4', ',8']);
  if (kind.vsib) {
    const base = general === '16' ? '%eax' : registerText(general, mode, random);
    return `${segment}${displacement}(${random.chance(0.8) ? base : ''},${registerText(kind.vsib, mode, random)}${scale})`;
  }
  if (general === '16') return `${segment}${displacement.replace('0x12345678', '0x1234')}${random.pick(['(%bx,%si)', '(%bp,%di)', '(%si)', '(%di)', '(%bp)', '(%bx)', '(%bx,%di)'])}`;
  const shape = random.below(10);
  if (shape === 0) return `${segment}${random.pick(['sym', '0x1234', 'sym+4'])}`;
  if (shape === 1 && mode === 64) return `${segment}${random.pick(['sym', 'sym+8', '', '8', 'sym@GOTPCREL'])}(%rip)`;
  const index = (): string => { let name; do name = registerText(general, mode, random); while (/sp$/.test(name)); return name; };
  if (shape === 2) return `${segment}${displacement}(,${index()}${scale})`;
  const base = registerText(general, mode, random);
  return shape < 6 ? `${segment}${displacement}(${base})` : `${segment}${displacement}(${base},${index()}${scale})`;
}
