// SPDX-License-Identifier: GPL-2.0-or-later
// What makes kernel assembly hard to read from its source, in the order of how often one meets it by its kind. Each name is a file here.

export const idioms: readonly string[] = [
  // Macros of the assembler.
  'macro', 'counter-at', 'altmacro', 'rept', 'irp', 'if-family', 'purgem', 'req-vararg', 'arg-parentheses', 'set-counters', 'macros-in-strings',
  // The preprocessor and files.
  'token-pasting', 'stringify-alternative', 'several-statements', 'include-S', 'generator-header', 'c-header', 'asm-offsets', 'generated', 'config-dependent', 'incbin',
  // Layout.
  'size-expressions', 'relaxation', 'align', 'pushsection', 'previous-subsection', 'section-variety', 'numeric-labels', 'gas-behaviours',
  // Code that is replaced, hidden or of another mode.
  'nested-alternative', 'alternative-users', 'byte-coded', 'data-in-text', 'code16', 'code32', 'avx512-masks',
  // What other tools read.
  'cfi', 'export-symbol', 'linker-script.lds',
];

/** Files that an idiom includes. */
export const parts: readonly string[] = ['include-S.part', 'include-S.lines'];
