// SPDX-License-Identifier: GPL-2.0-or-later
// asm-offsets.h without a compiler. Its names are read from arch/x86/kernel/asm-offsets*.c; the values are exact where the layout is
// an ABI (pt_regs, the hardware's TSS, boot_params, signal frames) or a plain struct we can lay out. Every other name gets a value of
// its own that is plausible and as wide as the real one: assembly goes on, no two names are confused, and the name is reported as
// assumed. (Left undefined, the names would become symbols, and `.if`, `.skip` and disp8/disp32 would go wrong in silence.)

import { readStruct } from './cScan.ts';

export interface Offsets {
  readonly text: string;
  /** Names whose values are not known, in order. */
  readonly assumed: readonly string[];
}

/** `headers` are texts where plain structs may be found. */
export function asmOffsets(sources: readonly string[], headers: readonly string[], guard: string, is32: boolean): Offsets {
  let text = `#ifndef ${guard}\n#define ${guard}\n`;
  const assumed: string[] = [];
  const seen = new Set<string>();
  for (const { name, struct, member } of constantsOf(sources)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const known = exactOffset(struct, member, headers, is32) ?? exactValues[is32 ? `${name}/32` : name];
    if (known === undefined) assumed.push(name);
    const value = known ?? typicalValues[name] ?? firstUnknown + 8 * assumed.length;
    text += `#define ${name} ${value}${known === undefined ? ' /* assumed */' : ''}\n`;
  }
  return { text: `${text}#endif\n`, assumed };
}

/** Beyond every real offset that fits into a signed byte, so that a displacement keeps its usual four bytes. */
const firstUnknown = 0x800;

interface Constant { readonly name: string; readonly struct: string; readonly member: string }

/** OFFSET(NAME, struct, member), DEFINE(NAME, ...), and ENTRY(member) with the local macro that pastes the name. */
function* constantsOf(sources: readonly string[]): Generator<Constant> {
  for (const source of sources) {
    let entry: { prefix: string; suffix: string; struct: string } | undefined;
    for (const line of source.split('\n')) {
      const pasted = /#\s*define\s+ENTRY\(\w+\)\s+OFFSET\((\w*?)\s*##\s*\w+(?:\s*##\s*(\w+))?\s*,\s*(\w+)/.exec(line);
      if (pasted) { entry = { prefix: pasted[1]!, suffix: pasted[2] ?? '', struct: pasted[3]! }; continue; }
      const used = /^\s*ENTRY\((\w+)\)/.exec(line);
      if (used && entry) { yield { name: entry.prefix + used[1]! + entry.suffix, struct: entry.struct, member: used[1]! }; continue; }
      const offset = /^\s*OFFSET\((\w+),\s*(\w+),\s*([\w.[\]]+)/.exec(line);
      if (offset) { yield { name: offset[1]!, struct: offset[2]!, member: offset[3]! }; continue; }
      const define = /^\s*DEFINE\((\w+),/.exec(line);
      if (define) yield { name: define[1]!, struct: '', member: '' };
    }
  }
}

const registers64 = ['r15', 'r14', 'r13', 'r12', 'bp', 'bx', 'r11', 'r10', 'r9', 'r8', 'ax', 'cx', 'dx', 'si', 'di', 'orig_ax', 'ip', 'cs', 'flags', 'sp', 'ss'];
const registers32 = ['bx', 'cx', 'dx', 'si', 'di', 'bp', 'ax', 'ds', 'es', 'fs', 'gs', 'orig_ax', 'ip', 'cs', 'flags', 'sp', 'ss'];

function exactOffset(struct: string, member: string, headers: readonly string[], is32: boolean): number | undefined {
  if (struct === 'pt_regs') {
    const index = (is32 ? registers32 : registers64).indexOf(member);
    return index < 0 ? undefined : index * (is32 ? 4 : 8);
  }
  const word = is32 ? 4 : 8;
  if (struct === 'pbe') return { address: 0, orig_address: word, next: 2 * word }[member];
  if (struct === 'boot_params') return bootParams[member];
  if (struct === 'sigcontext_32' || struct === 'sigcontext_ia32') return { di: 16, si: 20, bp: 24, sp: 28, bx: 32, dx: 36, cx: 40, ax: 44, ip: 56 }[member];
  if (struct === 'tss_struct' && !is32) return { 'x86_tss.sp0': 4, 'x86_tss.sp1': 12, 'x86_tss.sp2': 20 }[member];
  if (struct === '' || is32) return undefined;
  for (const header of headers) {
    const found = header.includes(`struct ${struct}`) ? readStruct(header, struct)?.members.get(member) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The boot protocol's setup header begins at 0x1f1 of boot_params. */
const bootParams: Readonly<Record<string, number>> = {
  scratch: 0x1e4, secure_boot: 0x1ec, 'hdr.version': 0x206, 'hdr.loadflags': 0x211, 'hdr.hardware_subarch': 0x23c, 'hdr.kernel_alignment': 0x230,
  'hdr.pref_address': 0x258, 'hdr.init_size': 0x260,
};

const exactValues: Readonly<Record<string, number | undefined>> = {
  'PTREGS_SIZE': 168, 'PTREGS_SIZE/32': 68, 'FIXED_stack_canary': 40, 'stack_canary_offset': 40, 'XEN_vcpu_info_mask': 1, 'XEN_vcpu_info_pending': 0, 'XEN_vcpu_info_arch_cr2': 16,
  'KVM_STEAL_TIME_preempted': 16, 'IA32_RT_SIGFRAME_sigcontext': 164, 'ARIA_CTX_enc_key': 0, 'ARIA_CTX_dec_key': 272, 'ARIA_CTX_rounds': 544,
};

/** What a 6.12 kernel of the default configuration has; right in spirit, not promised. */
const typicalValues: Readonly<Record<string, number>> = {
  TASK_threadsp: 2968, TASK_stack_canary: 1424, PV_IRQ_save_fl: 240, saved_context_cr0: 200, saved_context_cr2: 208, saved_context_cr3: 216, saved_context_cr4: 224,
  saved_context_gdt_desc: 266, TLB_STATE_user_pcid_flush_mask: 22, CPU_ENTRY_AREA_entry_stack: 4096, SIZEOF_entry_stack: 4096, MASK_entry_stack: -4096,
  X86_top_of_stack: 24, X86_current_task: 0, X86_call_depth: 16,
};
