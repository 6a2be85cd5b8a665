// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool cannot say or says of another place. Ours, so the words are ours.

import type { FindingKind } from './kind.ts';

export const lintKinds: readonly FindingKind[] = [
  { code: 'object-without-orc', severity: 'information', off: true, words: 'no ORC data is written for this object', rule: 'One finding is fatal to the object: objtool writes no unwind data at all for it, and no backtrace passes through any of its functions.', advice: 'Mend the finding that is named; the build only warns.' },
  { code: 'start-without-end', severity: 'error', words: '%s is not ended', rule: 'A region without its end has no type and no size: objtool does not check it, and backtraces do not know it.', advice: 'SYM_FUNC_END, SYM_CODE_END or ENDPROC with the same name.' },
  { code: 'end-without-start', severity: 'error', words: '%s is ended and was not begun', rule: 'The end gives a size to a symbol that begins elsewhere or nowhere.', advice: 'Write the same name at both ends.' },
  { code: 'end-of-other-kind', severity: 'warning', words: '%s is begun by %s and ended by %s', rule: 'The end decides what the symbol is: a function that C may call, or code that only hints explain.', advice: 'Use the pair that is meant.' },
  { code: 'dot-l-region', severity: 'information', off: true, words: '%s begins with .L: the code belongs to no symbol', rule: 'Names with .L do not reach the symbol table, so objtool and backtraces know nothing of the region.', advice: 'Drop the .L; SYM_*_START_LOCAL keeps the name inside the file.' },
  { code: 'nested-symbol', severity: 'warning', words: '%s lies inside %s', rule: 'A sized region inside another one cuts the outer one: its rest belongs to nobody.', advice: 'SYM_INNER_LABEL for a second entry.' },
  { code: 'code-region-no-hint', severity: 'warning', words: '%s has no unwind hint at its beginning, and nothing reaches it', rule: 'SYM_CODE is walked only from its hints. objtool says so only when it has nothing else to say.', advice: 'UNWIND_HINT_* at the first instruction.' },
  { code: 'hint-on-padding', severity: 'warning', words: 'the hint is about the padding, not about the instruction behind it', rule: 'A hint belongs to the next byte of code. An alignment directive in between fills in nops, and they get the hint; the instruction behind has whatever state falls through.', advice: 'Put the alignment in front of the hint.' },
  { code: 'hint-redundant', severity: 'information', off: true, words: 'the hint says what objtool computes anyway', rule: 'A hint overrides; one that says the same hides later changes above it.', advice: 'Remove it.' },
  { code: 'save-without-restore', severity: 'information', off: true, words: 'UNWIND_HINT_SAVE is never used', rule: 'A SAVE without a RESTORE behind it has no effect.', advice: 'Remove it.' },
  { code: 'cfi-differs', severity: 'warning', words: '.cfi_* says %s here, computed is %s', rule: 'DWARF and ORC are two descriptions of one stack; where they differ one of them is wrong.', advice: 'Mend the .cfi directive.' },
  { code: 'label-falls-through', severity: 'information', off: true, words: '%s is entered from above in another state', rule: 'A global label inside a function is an entry for others, who come with the state of a call.', advice: 'Jump over it, or make it local.' },
  { code: 'int3-continues', severity: 'information', off: true, words: 'objtool takes int3 for an instruction that execution passes', rule: 'int3 ends no way for objtool; what stands behind it is checked with the state in front of it.', advice: 'ud2 where nothing goes on.' },
  { code: 'hint-one-branch', severity: 'warning', words: 'the hint and the stack change it describes are under different conditions', rule: 'A hint inside an #ifdef must be true in every configuration that has it, and must be there in every one that needs it.', advice: 'Put both under the same condition.' },
];
