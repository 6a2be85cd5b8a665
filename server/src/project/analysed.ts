// SPDX-License-Identifier: GPL-2.0-or-later
// `.S` is the name of many things: assembly of twenty architectures, linker scripts, Intel syntax. Only x86 in AT&T syntax has an
// answer here; for all else silence with a reason is the only right one. The path speaks first, the text where the path says nothing.

import { keptByText } from '../base/keptByText.ts';
import { detached } from '../base/text.ts';
import { nameOf } from './path.ts';

/** Why there is nothing to say about this file, or undefined. `relative` is the path inside a kernel tree, if it lies in one. */
export function whyNotAnalysed(path: string, relative: string | undefined, text: string): string | undefined {
  if (/\.lds(\.[Sh])?$/.test(path)) return 'a linker script';
  const other = otherArchitecture(relative ?? nameOf(path));
  if (other !== undefined) return `assembly for ${other}`;
  if (text.includes('\0')) return 'a binary file';
  const beginning = beginnings.get(path);
  if (beginning !== undefined && beginning.relative === relative && text.startsWith(beginning.text)) return undefined;
  const x86ByPath = relative !== undefined && /^arch\/x86\//.test(relative);
  const signs = readSigns(text);
  beginnings.delete(path);
  if (signs.intel) return 'Intel syntax';
  if (signs.linkerScript) return 'a linker script';
  if (signs.nasm) return 'NASM syntax';
  if (!x86ByPath && signs.foreign > signs.x86) return 'assembly for another architecture';
  if (beginnings.size >= mostBeginnings) beginnings.clear();
  if (signs.read < text.length) beginnings.set(path, { relative, text: text.slice(0, signs.read) });
  return undefined;
}

/** By path: how the text of a file began that is to be analysed, as far as it was read. Files are asked about at every key. */
const mostBeginnings = 50;
const beginnings = new Map<string, { readonly relative: string | undefined; readonly text: string }>();

const architectures = ['alpha', 'arc', 'arm', 'arm64', 'aarch64', 'avr32', 'blackfin', 'c6x', 'cris', 'csky', 'frv', 'h8300', 'hexagon', 'ia64', 'loongarch', 'm32r', 'm68k',
  'metag', 'microblaze', 'mips', 'mn10300', 'nds32', 'nios2', 'openrisc', 'parisc', 'powerpc', 'ppc', 'riscv', 's390', 'score', 'sh', 'sparc', 'sparc64', 'tile', 'unicore32', 'xtensa'];
const architectureNames = new Set(architectures);
const bySuffix = new RegExp(`[-_.](${architectures.filter(name => name.length > 3).join('|')}|arm|ppc)(64|32|v\\d)?[-_.]`);

/** By a directory's name (arch/arm64/..., lib/crypto/riscv/...), or by a mark in the file's own name. */
function otherArchitecture(path: string): string | undefined {
  if (/(^|\/)x86(_64)?\//.test(path)) return undefined;
  for (const name of path.split('/').slice(0, -1)) if (architectureNames.has(name)) return name;
  return bySuffix.exec(nameOf(path))?.[1];
}

/** What a line is a sign of, by its text. */
type Sign = 'intel' | 'linkerScript' | 'nasm' | 'foreign directive' | 'foreign' | 'code size' | 'x86' | 'none';

const signs = keptByText<Sign>(500_000);

/** `read`: so many characters said all. */
interface Signs { read: number; intel: boolean; linkerScript: boolean; nasm: boolean; foreign: number; x86: number }

/** Statements that only one family of assemblers has; the first word of a line decides. */
const foreignDirectives = /^\.(syntax|thumb|thumb_func|arm|cpu|fpu|arch|arch_extension|machine|machinemode|ent|frame|mask|abicalls|cpload|cprestore|option|module|nan|proc|callinfo|procend|level|literal_position|import|explicit|pred\.rel|prologue|body)\b/;
const foreignSet = /^\.set\s+(noreorder|reorder|noat|at\b|nomacro|macro|mips\w*|push|pop|fp=|arch=|volatile|hardfloat|softfloat|nomips16)/;
const foreignMnemonics = new Set(('adrp ldp stp ldr str ldrb strb ldrd strd ldmia stmia ldmfd stmfd ldm stm bl blx bx cbz cbnz tbz mrs mrc mcr mcrr dsb dmb isb svc hvc smc movz movk orr eor bic ' +
  'mflr mtlr mtctr bctr bctrl blr stdu stwu ld lwz lwzx stw rfid mtspr mfspr mfmsr mtmsr isync cmpwi cmpdi addis rldicl rlwinm lis beq bne blt bgt bge ble ' +
  'lui auipc csrr csrw csrrw csrs jalr jal jr addiu daddiu lw sw sd lb sb addi mv tail la li beqz bnez mfc0 mtc0 eret move nop.b ' +
  'sethi wrpr rdpr stx ldx retl restore ba stda ldda flushw ' +
  'lghi lgr larl lg stg lmg stmg stm basr brasl br brc lpswe aghi lhi ' +
  'moveml moveal movel movew moveb jbsr lea.l bsr rts rte braf bsrf sts lds sts.l lds.l mov.l mov.w mov.b l32i s32i entry retw addx4 wsr rsr ' +
  'st.d ld.d ldptr.d stptr.d move.d csrwr csrrd ertn jirl bnez br.ret.sptk mov.m srlz.d st8 ld8 ldo bv,n bv ldil copy ' +
  'l.addi l.sw l.lwz l.jr memw memd jumpr allocframe stw.d').split(' '));

function readSigns(text: string): Signs {
  const found: Signs = { read: text.length, intel: false, linkerScript: false, nasm: false, foreign: 0, x86: 0 };
  let inComment = false;
  let from = 0;
  while (from < text.length) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, Math.min(end, from + 200)).trim();
    from = end + 1;
    if (inComment) { inComment = !line.includes('*/'); continue; }
    if (line === '') continue;
    if (line.startsWith('/*')) { inComment = !line.includes('*/', 2); continue; }
    let sign = signs.get(line);
    if (sign === undefined) signs.set(detached(line), sign = signOf(line));
    count(found, sign);
    // Two hundred signs decide; a 10 MB file need not be read to its end.
    if (found.foreign + found.x86 > 200) { found.read = Math.min(from, text.length); break; }
  }
  return found;
}

function count(signs: Signs, sign: Sign): void {
  switch (sign) {
    case 'intel': case 'linkerScript': case 'nasm': signs[sign] = true; break;
    case 'foreign directive': signs.foreign += 3; break;
    case 'code size': signs.x86 += 3; break;
    case 'foreign': case 'x86': signs[sign]++; break;
    case 'none': break;
  }
}

function signOf(line: string): Sign {
  const c = line[0]!;
  if (c === '#' || c === '/' || c === '*' || c === '@' || c === '!' || c === '|') return /^#\s*include\s+[<"]asm\/(asmmacro|assembler|ppc_asm|asm-extable|regdef|asm-prototypes|hazards)\.h/.test(line) ? 'foreign directive' : 'none';
  if (c === ';') return /^;.*\bnasm\b/i.test(line) ? 'nasm' : 'none';
  if (c === '.') return line.startsWith('.intel_syntax') ? 'intel' : /^\.code(16|32|64)\b/.test(line) ? 'code size' : foreignDirectives.test(line) || foreignSet.test(line) ? 'foreign directive' : 'none';
  if (/^SECTIONS\s*(\{|$)/.test(line) || /^OUTPUT_(FORMAT|ARCH)\s*\(/.test(line)) return 'linkerScript';
  if (c === '%' || /^(section \.|global \w|bits (16|32|64)$|extern \w|default rel)/i.test(line)) {
    if (/^%(macro|define|include|if|endmacro)\b/.test(line) || c !== '%') return 'nasm';
  }
  const statement = line.replace(/^[\w.$]+:\s*/, '');
  if (/%[re]?([abcd][xlh]|[sd]il?|[sb]pl?|r\d+|r1?\d[dwb]?|[xyz]mm\d+|[cdefgs]s|cr\d)\b/.test(statement)) return 'x86';
  const mnemonic = /^[a-z][\w.,]*/.exec(statement)?.[0];
  return mnemonic !== undefined && foreignMnemonics.has(mnemonic) ? 'foreign' : 'none';
}
