// SPDX-License-Identifier: GPL-2.0-or-later
// Which prefixes go with which instruction. The generated table knows where lock, rep, bnd and notrack mean something; gas refuses most
// other places, and the few nonsensical ones that it lets pass (`rep ret`, `rep nop`) are listed.

import type { Code } from './codes.ts';
import { CodeFlag } from './codes.ts';
import { storesSelector } from './encode.ts';
import { twice, type Prefixes } from './prefixes.ts';

/** gas's words, or undefined if it accepts the prefixes. */
export function prefixProblem(mnemonic: string, code: Code | 'branch', prefixes: Prefixes, writesMemory: boolean, size: number): string | undefined {
  if (prefixes.names.length === 0) return undefined;
  const flags = code === 'branch' ? branchFlags(mnemonic) : code.flags;
  const isString = code !== 'branch' && code.operands.some(kind => kind.string) && !/^(xlat|v?maskmov)/.test(code.mnemonic);
  for (const name of prefixes.names) {
    switch (name) {
      case 'lock': if (!(flags & CodeFlag.lock) || !writesMemory) return 'expecting lockable instruction after `lock\''; break;
      case 'notrack': if (!(flags & CodeFlag.notrack)) return 'expecting indirect branch instruction after `notrack\''; break;
      case 'bnd': if (!(flags & CodeFlag.bnd)) return 'expecting valid branch instruction after `bnd\''; break;
      case 'xacquire': case 'xrelease':
        if (!(flags & (name === 'xacquire' ? CodeFlag.xacquire : CodeFlag.xrelease))) return `invalid instruction \`${mnemonic}' after \`${name}'`;
        if (!prefixes.lock && flags & CodeFlag.lock && !/^xchg/.test(mnemonic) && !isStore(mnemonic)) return `missing \`lock' with \`${name}'`;
        if (!writesMemory && !/^xchg/.test(mnemonic)) return `memory destination needed for instruction \`${mnemonic}' after \`${name}'`;
        break;
      case 'rep': case 'repe': case 'repz': case 'repne': case 'repnz':
        if (!isString && !(flags & (CodeFlag.rep | CodeFlag.repne)) && !(repAllowed.test(mnemonic) && !(code !== 'branch' && code.mnemonic === 'nop' && code.operands.length > 0))) return `invalid instruction \`${mnemonic}' after \`${name}'`;
        break;
      case 'data16': case 'data32': {
        const problem = code === 'branch' ? undefined : dataProblem(mnemonic, code, name === 'data16' ? 16 : 32, writesMemory, size);
        if (problem) return problem;
        break;
      }
    }
  }
  return undefined;
}

/** The prefix asks for `width`: what has vectors takes none, and what has one already no second. */
function dataProblem(mnemonic: string, code: Code, width: 16 | 32, inMemory: boolean, size: number): string | undefined {
  if (code.encoding !== 'legacy' && code.encoding !== '3DNow') return undefined;
  if (code.operands.some(kind => kind.registers && /^(xmm|mm|bound)$/.test(kind.registers))) return `data size prefix invalid with \`${mnemonic}'`;
  if (code.mandatoryPrefix === 2) return twice;
  if (code.operandSize !== width || width === 16 && inMemory && storesSelector.test(code.name)) return undefined;
  // A suffix, a register or the mnemonic tells the width; where none does it is the prefix that tells it, once.
  const told = size === width || code.operands.some(kind => kind.slot === 'implied' && kind.size === width) || code.mnemonic === 'crc32'
    || code.operands.every(kind => kind.slot === 'implied') && (width === 16 ? /w$|^cw[td]d?$/ : /[ld]$|^c(wde|dq)$/).test(mnemonic);
  return told ? twice : undefined;
}

/** xstore and the xcrypt family take rep, ret and nop tolerate it. */
const repAllowed = /^(ret[wlq]?$|nop$|xstore|xcrypt|montmul|xsha|bs[fr][wlq]?)/;

function branchFlags(mnemonic: string): number { return /^(jmp|call|j(?!e?cxz|rcxz))/.test(mnemonic) ? CodeFlag.bnd : 0; }

function isStore(mnemonic: string): boolean { return mnemonic.startsWith('mov'); }
