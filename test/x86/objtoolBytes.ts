// SPDX-License-Identifier: GPL-2.0-or-later
// An independent reading of an instruction's bytes, opcode byte by opcode byte as objtool's decoder does it for 64-bit code. It shares
// nothing with decode.ts (which goes by iced's Codes), so that one checks the other.

export interface BytesReading { readonly type: string; readonly ops: readonly string[] }

const names = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];
const SP = 4, BP = 5;
const prefixes = new Set([0x66, 0x67, 0x2e, 0x3e, 0x26, 0x36, 0x64, 0x65, 0xf0, 0xf2, 0xf3]);

interface Fields { op1: number; op2: number; w: number; b: number; mod: number; reg: number; rm: number; sib: boolean; index: number; base: number; rip: boolean; displacement: number; immediateAt: number; last: number; first: number; modrm: number }

export function readBytes(bytes: Uint8Array): BytesReading {
  const fields = split(bytes);
  if (!fields) return { type: 'other', ops: [] };
  const ops: string[] = [];
  return { type: classify(fields, bytes, ops), ops };
}

function split(bytes: Uint8Array): Fields | undefined {
  let i = 0, rex = 0, last = 0;
  const first = prefixes.has(bytes[0]!) ? bytes[0]! : 0;
  while (prefixes.has(bytes[i]!)) { if ([0xf2, 0xf3, 0x66].includes(bytes[i]!)) last = bytes[i]!; i++; }
  if ((bytes[i]! & 0xf0) === 0x40) rex = bytes[i++]!;
  if (bytes[i] === 0xc4 || bytes[i] === 0xc5 || bytes[i] === 0x62) return undefined;
  const op1 = bytes[i++]!, op2 = op1 === 0x0f ? bytes[i++]! : 0;
  if (op1 === 0x0f && (op2 === 0x38 || op2 === 0x3a)) i++;
  const modrm = bytes[i] ?? 0, mod = modrm >> 6, low = modrm & 7, sib = mod !== 3 && low === 4, sibByte = sib ? bytes[i + 1] ?? 0 : 0;
  const after = i + (sib ? 2 : 1), wide = mod === 2 || mod === 0 && (low === 5 || sib && (sibByte & 7) === 5);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const displacement = mod === 1 ? signed(view, after, 1) : wide ? signed(view, after, 4) : 0;
  return {
    op1, op2, w: rex >> 3 & 1, b: rex & 1, mod, reg: (modrm >> 3 & 7) + (rex & 4 ? 8 : 0), rm: low + (rex & 1 ? 8 : 0), sib, index: (sibByte >> 3 & 7) + (rex & 2 ? 8 : 0),
    base: (sibByte & 7) + (rex & 1 ? 8 : 0), rip: low === 5 && mod === 0, displacement, immediateAt: after + (mod === 1 ? 1 : wide ? 4 : 0), last, first, modrm,
  };
}

function signed(view: DataView, at: number, size: number): number {
  if (at + size > view.byteLength) return 0;
  return size === 1 ? view.getInt8(at) : view.getInt32(at, true);
}

const offset = (value: number): string => (value >= 0 ? `+${value}` : `${value}`);

function classify(f: Fields, bytes: Uint8Array, ops: string[]): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), { op1, op2 } = f;
  const op = (source: string, destination: string): void => { ops.push(`${source}->${destination}`); };
  const addressed = (number: number, rm = f.rm): boolean => f.mod !== 3 && !f.rip && (f.sib ? f.base === number && f.index === SP && (f.base !== BP || f.mod !== 0) : rm === number);
  const low = (op1 & 7) + 8 * f.b;
  switch (true) {
    case op1 === 0x01 || op1 === 0x29: if (f.w && f.mod === 3 && f.rm === SP) op(`add ${names[f.reg]}+0`, 'reg sp'); return 'other';
    case op1 >= 0x50 && op1 <= 0x57: op(`reg ${names[low]}`, 'push'); return 'other';
    case op1 >= 0x58 && op1 <= 0x5f: op('pop', `reg ${names[low]}`); return 'other';
    case op1 === 0x68 || op1 === 0x6a: op('const', 'push'); return 'other';
    case op1 >= 0x70 && op1 <= 0x7f || op1 >= 0xe0 && op1 <= 0xe3: return 'jcc';
    case op1 === 0x81 || op1 === 0x83 || op1 === 0x80 || op1 === 0x82:
      if (f.w && f.mod === 3 && f.rm === SP) {
        const value = signed(view, f.immediateAt, op1 === 0x81 ? 4 : 1), group = f.reg & 7;
        if (group === 5) op(`add sp${offset(-value)}`, 'reg sp');
        else if (group === 0) op(`add sp${offset(value)}`, 'reg sp');
        else if (group === 4) op('and sp', 'reg sp');
      }
      return 'other';
    case op1 === 0x89: if (f.w) store(f, op, addressed); return 'other';
    case op1 === 0x8b:
      if (f.w) for (const base of [BP, SP]) if (addressed(base)) { op(`indirect ${names[base]}${offset(f.displacement)}`, `reg ${names[f.reg]}`); break; }
      return 'other';
    case op1 === 0x8d:
      if (f.w && f.mod !== 3 && !f.rip && !(f.sib && f.index !== SP)) {
        const base = names[f.sib ? f.base : f.rm];
        op(f.displacement ? `add ${base}${offset(f.displacement)}` : `reg ${base}`, `reg ${names[f.reg]}`);
      }
      return 'other';
    case op1 === 0x8f: op('pop', 'memory'); return 'other';
    case op1 === 0x90: return 'nop';
    case op1 === 0x9c: op('const', 'pushf'); return 'other';
    case op1 === 0x9d: op('popf', 'memory'); return 'other';
    case op1 === 0x0f: return twoByte(f, op2, op);
    case op1 === 0xc9: op('reg bp', 'reg sp'); op('pop', 'reg bp'); return 'other';
    case op1 === 0xcc: return 'trap';
    case op1 === 0xe9 || op1 === 0xeb: return 'jmp';
    case op1 === 0xc2 || op1 === 0xc3: return 'return';
    case op1 === 0xcf: return 'iret';
    case op1 === 0xca || op1 === 0xcb: return 'context-switch';
    case op1 === 0xe8: op('const', 'push'); return 'call';
    case op1 === 0xfc: return 'cld';
    case op1 === 0xfd: return 'std';
    case op1 === 0xff: {
      const group = f.reg & 7;
      if (group === 6) op('const', 'push');
      return group === 2 || group === 3 ? 'call-dynamic' : group === 4 ? 'jmp-dynamic' : group === 5 ? 'context-switch' : 'other';
    }
    default: return 'other';
  }
}

function store(f: Fields, op: (source: string, destination: string) => void, addressed: (number: number, rm?: number) => boolean): void {
  const source = `reg ${names[f.reg]}`;
  if (f.mod === 3) { op(source, `reg ${names[f.rm]}`); return; }
  if (f.rip || f.sib && f.index !== SP) return;
  const base = f.sib ? f.base : f.rm;
  if (f.reg === SP) op(source, `indirect ${names[base]}${offset(f.displacement)}`);
  else if (addressed(BP, base) || addressed(SP, base)) op(source, `indirect ${names[base]}${offset(f.displacement)}`);
}

function twoByte(f: Fields, op2: number, op: (source: string, destination: string) => void): string {
  switch (op2) {
    case 0x01:
      if (f.last === 0xf3 || f.last === 0xf2) return f.modrm === 0xca ? 'context-switch' : 'other';
      return f.modrm === 0xca ? 'clac' : f.modrm === 0xcb ? 'stac' : 'other';
    case 0x05: case 0x07: case 0x34: case 0x35: return 'context-switch';
    case 0x0b: case 0xb9: return 'bug';
    case 0x0d: case 0x1f: return 'nop';
    case 0x1e: return f.first === 0xf3 && (f.modrm === 0xfa || f.modrm === 0xfb) ? 'endbr' : 'other';
    case 0xa0: case 0xa8: op('const', 'push'); return 'other';
    case 0xa1: case 0xa9: op('pop', 'memory'); return 'other';
    default: return op2 >= 0x80 && op2 <= 0x8f ? 'jcc' : 'other';
  }
}
