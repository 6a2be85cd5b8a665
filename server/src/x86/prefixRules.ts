// SPDX-License-Identifier: GPL-2.0-or-later
// Which prefixes go with which instruction. The generated table knows where lock, rep, bnd and notrack mean something; gas refuses most
// other places, and the few nonsensical ones that it lets pass (`rep ret`, `rep nop`) are listed.

import type { Code } from './codes.ts';
import { CodeFlag } from './codes.ts';
import { twice, type Prefixes } from './prefixes.ts';

/** gas's words, or undefined if it accepts the prefixes. */
export function prefixProblem(mnemonic: string, code: Code | 'branch', prefixes: Prefixes, writesMemory: boolean, size: number): string | undefined {
  if (prefixes.names.length === 0) return undefined;
  const flags = code === 'branch' ? branchFlags(mnemonic) : code.flags;
  const isString = code !== 'branch' && code.operands.some(kind => kind.string);
  for (const name of prefixes.names) {
    switch (name) {
      case 'lock': if (!(flags & CodeFlag.lock) || !writesMemory) return 'expecting lockable instruction after `lock\''; break;
      case 'notrack': if (!(flags & CodeFlag.notrack)) return 'expecting indirect branch instruction after `notrack\''; break;
      case 'bnd': if (!(flags & CodeFlag.bnd)) return 'expecting valid branch instruction after `bnd\''; break;
      case 'xacquire': case 'xrelease':
        if (!(flags & (name === 'xacquire' ? CodeFlag.xacquire : CodeFlag.xrelease))) return `invalid instruction \`${mnemonic}' after \`${name}'`;
        if (!prefixes.lock && flags & CodeFlag.lock && !/^xchg/.test(mnemonic) && !isStore(mnemonic)) return `missing \`lock' with \`${name}'`;
        if (!writesMemory) return `memory destination needed for instruction \`${mnemonic}' after \`${name}'`;
        break;
      case 'rep': case 'repe': case 'repz': case 'repne': case 'repnz':
        if (!isString && !(flags & (CodeFlag.rep | CodeFlag.repne)) && !repAllowed.test(mnemonic)) return `invalid instruction \`${mnemonic}' after \`${name}'`;
        break;
      case 'data16':
        if (code !== 'branch' && code.encoding !== 'VEX' && code.encoding !== 'EVEX' && code.operands.some(kind => kind.registers === 'xmm' || kind.registers === 'mm')) return `data size prefix invalid with \`${mnemonic}'`;
        if (code !== 'branch' && (code.operandSize === 16 && size === 16 || code.encoding === 'legacy' && code.mandatoryPrefix === 2)) return twice;
        break;
      case 'data32': if (code !== 'branch' && code.operandSize === 32 && (size === 32 || isString)) return twice; break;
    }
  }
  return undefined;
}

/** xstore and the xcrypt family take rep, ret and nop tolerate it. */
const repAllowed = /^(ret[wlq]?$|nop[wlq]?$|xstore|xcrypt|montmul|xsha|bs[fr][wlq]?)/;

function branchFlags(mnemonic: string): number { return /^(jmp|call|j(?!e?cxz|rcxz))/.test(mnemonic) ? CodeFlag.bnd : 0; }

function isStore(mnemonic: string): boolean { return mnemonic.startsWith('mov'); }
