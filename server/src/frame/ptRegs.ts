// SPDX-License-Identifier: GPL-2.0-or-later
// struct pt_regs of x86-64, word by word, and where the CPU and the SYSCALL instruction leave its parts.

export type PtRegsMember = typeof ptRegsMembers[number];

/** In memory order: member i lies at byte 8 * i. */
export const ptRegsMembers = [
  'r15', 'r14', 'r13', 'r12', 'bp', 'bx', 'r11', 'r10', 'r9', 'r8', 'ax', 'cx', 'dx', 'si', 'di', 'orig_ax', 'ip', 'cs', 'flags', 'sp', 'ss',
] as const;

export const ptRegsSize = 8 * ptRegsMembers.length;

/** The five words that the CPU pushes for an exception start here. */
export const iretFrameOffset = 128;

/** The member at a byte offset from the frame's start; undefined between members and outside. */
export function memberAt(offset: number): PtRegsMember | undefined { return offset % 8 === 0 ? ptRegsMembers[offset / 8] : undefined; }

export function offsetOf(member: PtRegsMember): number { return 8 * ptRegsMembers.indexOf(member); }

/** General registers' members by hardware number; rsp has the CPU's. */
export const memberOfRegister: readonly PtRegsMember[] = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];
