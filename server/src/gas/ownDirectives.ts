// SPDX-License-Identifier: GPL-2.0-or-later
// The directives that never reach the sink, because they decide which statements there are. A macro of such a name is refused.

export const ownDirectives: ReadonlySet<string> = new Set([
  '.macro', '.endm', '.exitm', '.mexit', '.purgem', '.altmacro', '.noaltmacro',
  '.rept', '.rep', '.irp', '.irep', '.irpc', '.irepc', '.endr',
  '.if', '.ifne', '.ifeq', '.ifgt', '.ifge', '.iflt', '.ifle', '.ifdef', '.ifndef', '.ifnotdef', '.ifb', '.ifnb', '.ifc', '.ifnc', '.ifeqs', '.ifnes',
  '.else', '.elseif', '.endif', '.endc',
  '.end', '.abort', '.err', '.error', '.warning', '.fail', '.print', '.include', '.mri',
]);

/** True for directives that count even in skipped text. gas looks at the word's beginning only. */
export function isConditional(name: string): boolean {
  return name.startsWith('.if') || name.startsWith('.else') || name.startsWith('.endif') || name === '.endc';
}

/** Directives that take nothing, and do not look whether there is something: what stands behind one is the next statement. */
export const withoutOperands: ReadonlySet<string> = new Set(['.code16', '.code16gcc', '.code32', '.code64', '.popsection', '.previous', '.intel_mnemonic', '.att_mnemonic', '.list', '.nolist', '.eject', '.allow_index_reg',
  '.disallow_index_reg', '.nopage', '.page']);

/** gas looks for their line's end before it reads them. */
export const inOneLine: ReadonlySet<string> = new Set(['.macro', '.irp', '.irep', '.irpc', '.irepc']);
