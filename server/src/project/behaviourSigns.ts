// SPDX-License-Identifier: GPL-2.0-or-later
// objtool changes in small steps, and stable kernels take some of them and not others. What a tree's own sources show of a behaviour
// wins over the version that they are nearest to: a text that is in the named file since that behaviour came, or until it went.

import type { Behaviour } from '../objtool/behaviour.ts';
import type { FileSystem } from './fileSystem.ts';

type Switch = { [Name in keyof Behaviour]: Behaviour[Name] extends boolean ? Name : never }[keyof Behaviour];

/** `until`: the text stood for the old behaviour, and its absence is the sign. */
const signs: readonly { readonly behaviour: Switch; readonly file: string; readonly text: string | RegExp; readonly until?: true }[] = [
  { behaviour: 'oncePerSymbol', file: 'include/objtool/warn.h', text: /sym->warned|insn_sym\(_insn\)->warned/ },
  { behaviour: 'codeOwnsInstructions', file: 'check.c', text: /insn->_?sym = / },
  { behaviour: 'seesRegisterMoves', file: 'arch/x86/decode.c', text: '/* mov reg, reg */' },
  { behaviour: 'eventReturns', file: 'arch/x86/decode.c', text: 'eretu/erets' },
  { behaviour: 'namesEmbedded', file: 'check.c', text: 'embedded_insn' },
  { behaviour: 'annotateRecords', file: 'check.c', text: '.discard.annotate_insn' },
  { behaviour: 'sharedGroups', file: 'check.c', text: 'orig_alt_group = orig_insn->alt_group' },
  { behaviour: 'nestedAlternatives', file: 'arch/x86/special.c', text: /iter->orig_len = alt->orig_len/ },
  { behaviour: 'mcountMakesNops', file: 'include/objtool/builtin.h', text: 'mnop', until: true },
  { behaviour: 'restoreWaits', file: 'check.c', text: 'if (!prev_insn)' },
  { behaviour: 'fallThroughOnlyInC', file: 'check.c', text: 'c_file' },
  { behaviour: 'placesInFunctions', file: 'include/objtool/warn.h', text: '%s()+0x' },
  { behaviour: 'endOfRangeIsFine', file: 'check.c', text: 'noendbr_range' },
  { behaviour: 'unretByHint', file: 'check.c', text: 'UNWIND_HINT_TYPE_ENTRY' },
  { behaviour: 'cpuidleNoinstr', file: 'check.c', text: '.cpuidle.text' },
  { behaviour: 'wantsSymbolTable', file: 'elf.c', text: 'WARN("missing symbol table")' },
  { behaviour: 'tailCallsBySymbol', file: 'check.c', text: /Assume only ELF functions can make sibling calls|internal sibling call with/i },
  { behaviour: 'scratchNamesFunction', file: 'check.c', text: '%s uses BP as a scratch register' },
  { behaviour: 'tailCallsOfOwner', file: 'check.c', text: /Assume only (?:ELF functions can make sibling calls|STT_FUNC calls have jump-tables)/ },
  { behaviour: 'tailCallsByTarget', file: 'check.c', text: /INSN_JUMP_UNCONDITIONAL\) \{\s*struct instruction \*dest/ },
  { behaviour: 'anyLeavingIsTailCall', file: 'check.c', text: /else if \(func && has_modified_stack_frame/ },
  { behaviour: 'tailCallsKeepTarget', file: 'check.c', text: /^(?![^]*insn->jump_dest = (?:NULL|jump_dest|dest_insn))[^]*insn->jump_dest = find_insn/ },
  { behaviour: 'deadEndsInWalk', file: 'check.c', text: /dead_end_function\(file, insn->call_dest\)/ },
  { behaviour: 'callsAnySymbol', file: 'check.c', text: /call_dest->type != STT_FUNC\) \{\s*WARN_FUNC\("can't find call dest symbol/ },
  { behaviour: 'tracesFromFunctions', file: 'check.c', text: '<=== (func)' },
  { behaviour: 'dwarfNumbers', file: 'arch/x86/include/arch/cfi_regs.h|arch/x86/include/cfi_regs.h|cfi.h', text: 'CFI_SP\t\t\t7' },
  { behaviour: 'partialIsIret', file: 'orc_dump.c', text: '"iret"' },
  { behaviour: 'indirectFollows', file: 'check.c', text: 'cfa->base != CFI_SP_INDIRECT' },
  { behaviour: 'indirectInside', file: 'orc_dump.c', text: '(sp%+d)' },
  { behaviour: 'opsOfTransfers', file: 'check.c', text: 'handle_insn_ops' },
  { behaviour: 'sharesStates', file: 'check.c', text: 'propagate_alt_cfi' },
  { behaviour: 'wantsSectionSymbols', file: 'orc_gen.c', text: 'missing symbol for section' },
  { behaviour: 'firstAlwaysHasRow', file: 'orc_gen.c', text: 'if (!prev_insn ||' },
  { behaviour: 'rowsBySymbol', file: 'orc_gen.c', text: 'missing symbol for insn' },
  { behaviour: 'namesMissingNoreturn', file: 'check.c', text: /missing (?:a )?__noreturn/ },
  { behaviour: 'saysMitigation', file: 'check.c', text: 'in MITIGATION_RETPOLINE' },
  { behaviour: 'saysTailCallSmall', file: 'check.c', text: '"tail call to __fentry__' },
  { behaviour: 'userAccessIfAsked', file: 'check.c', text: /if \(!opts\.uaccess\)\s*break;/ },
  { behaviour: 'knowsFlags', file: 'check.c', text: 'case INSN_STD' },
  { behaviour: 'safeReturns', file: 'check.c', text: 'not an indirect jump/call/ret/nop' },
  { behaviour: 'readsRetpolineSafe', file: 'check.c', text: 'retpoline_safe hint' },
  { behaviour: 'replacementRelocationsFatal', file: 'check.c', text: 'unsupported relocation in alternatives' },
  { behaviour: 'relativeRelocationsOnly', file: 'check.c', text: 'arch_pc_relative_reloc(alt_reloc)' },
  { behaviour: 'movesReplacementRelocations', file: 'arch/x86/special.c', text: /arch_support_alt_relocation\([^)]*\)\s*\{\s*return true/ },
  { behaviour: 'prefixTakesState', file: 'check.c', text: 'Propagate insn->cfi to the prefix' },
  { behaviour: 'prefixSkipsSpecial', file: 'check.c', text: /is_prefix_func\(func\) \|\|\s*func->cold/ },
  { behaviour: 'prefixByNops', file: 'check.c', text: /prev->type != INSN_NOP/ },
  { behaviour: 'instructionErrors', file: 'include/objtool/warn.h', text: 'define ERROR_INSN(insn, format, ...) ERROR_FUNC' },
  { behaviour: 'fallThroughIsTheMessage', file: 'check.c', text: 'func->warned = 1' },
  { behaviour: 'ignoringForgivesFallThrough', file: 'check.c', text: /file->ignore_unreachables\)\s*return 0;\s*WARN\("%s\(\) falls through/ },
  { behaviour: 'unretEndsAtSwitch', file: 'check.c', text: /case INSN_CONTEXT_SWITCH:\s*if \(insn_func\(insn\)\)\s*break;\s*return 0;/ },
  { behaviour: 'speculationFatal', file: 'check.c', text: 'return -warnings' },
  { behaviour: 'undefinedHintsForce', file: 'check.c', text: /UNWIND_HINT_TYPE_UNDEFINED\) \{\s*insn->cfi = &force_undefined_cfi/ },
  { behaviour: 'conflictsNamePlace', file: 'check.c', text: /stack layout conflict in alternatives: %s/ },
  { behaviour: 'fixedEncodings', file: 'arch/x86/decode.c', text: 'is_RIP', until: true },
  { behaviour: 'storesStackPointer', file: 'arch/x86/decode.c', text: '/* mov %rsp, disp(%reg) */' },
  { behaviour: 'iretComesBack', file: 'arch/x86/decode.c', text: 'sync_core()' },
  { behaviour: 'knowsTraps', file: 'arch/x86/decode.c', text: 'INSN_TRAP' },
  { behaviour: 'loopsJump', file: 'arch/x86/decode.c', text: /case 0xe0/ },
  { behaviour: 'straightLineInWalk', file: 'check.c', text: 'validate_sls', until: true },
  { behaviour: 'rowsAfterStop', file: 'builtin-orc.c', text: /(?:create_orc|orc_create)\(/ },
  { behaviour: 'replacementsJump', file: 'check.c', text: 'fake_jump->offset' },
  { behaviour: 'alternativesEndSections', file: 'check.c', text: "don't know how to handle alternatives at end of section", until: true },
  { behaviour: 'replacementsOwned', file: 'check.c', text: /insn->func = orig_insn->func|insn->sym = orig_insn->sym|\binsn_sym\(/ },
  { behaviour: 'alternativesKeepStack', file: 'check.c', text: 'alternative modifies stack' },
  { behaviour: 'refusesGroupMiddle', file: 'check.c', text: 'branch to middle of alternative' },
  { behaviour: 'skippedBecomeNops', file: 'check.c', text: /skip_orig\)\s*insn->type = INSN_NOP/ },
  { behaviour: 'leaveIsOne', file: 'check.c', text: 'leave instruction with modified stack frame' },
  { behaviour: 'savesTakeBack', file: 'check.c', text: 'insn->hint = false' },
  { behaviour: 'groupsFollowInstructions', file: 'check.c', text: 'alt_cfi[group_off] = &insn->cfi' },
  { behaviour: 'switchesComeBack', file: 'check.c', text: /case INSN_CONTEXT_SWITCH:\s*if \(func\) \{|case INSN_SYSRET:/ },
  { behaviour: 'keysMakeNops', file: 'check.c', text: 'special_alt->key_addend & 2' },
  { behaviour: 'keysMakeNopsIfAsked', file: 'check.c', text: 'opts.hack_jump_label && special_alt->key_addend' },
  { behaviour: 'tellsNotrack', file: 'arch/x86/decode.c', text: 'notrack prefix found' },
  { behaviour: 'emptySymbolsAreForgotten', file: 'elf.c', text: /!sym->len\)\s*(?:rb_erase|__sym_remove)/ },
  { behaviour: 'codeHasColdParts', file: 'elf.c', text: 'sym->pfunc = sym->cfunc = sym' },
  { behaviour: 'ignoredHintsRest', file: 'check.c', text: /^(?![^]*if \(insn->hint && !insn->visited\) \{)/ },
  { behaviour: 'readsIntraFunctionCalls', file: 'check.c', text: /intra_function_calls|INTRA_FUNCTION_CALL/ },
  { behaviour: 'readsIgnoreAlternatives', file: 'check.c', text: /discard\.ignore_alts|IGNORE_ALTS/ },
  { behaviour: 'placesMissingTargets', file: 'check.c', text: /can't find jump dest instruction at %s"/ },
  { behaviour: 'tellsCallOffset', file: 'check.c', text: "can't find call dest symbol at offset" },
  { behaviour: 'funcHintsKeepType', file: 'check.c', text: 'set_func_state(&insn->cfi)' },
  { behaviour: 'hintsResetFlags', file: 'check.c', text: /\bstate = insn->state;/ },
  { behaviour: 'directionGoesOn', file: 'check.c', text: /"redundant CLD"[^;]*;\s*return 1/, until: true },
  { behaviour: 'flagsInAlternatives', file: 'check.c', text: /if \((?:!opts\.uaccess \|\| )?!insn->alt_group\)\s*continue/ },
  { behaviour: 'followsSwitchedStacks', file: 'check.c', text: 'Stack swizzle' },
  { behaviour: 'frameRestoresDepth', file: 'check.c', text: /stack_size = -\w+->regs\[CFI_BP\]\.offset;/ },
  { behaviour: 'leavesRealigned', file: 'check.c', text: 'cfa->base == CFI_BP || cfa->base == cfi->drap_reg' },
  { behaviour: 'tellsEmptyOriginals', file: 'check.c', text: 'empty alternative entry' },
  { behaviour: 'deadEndFirst', file: 'check.c', text: /ret = dead_end_function\(file, insn->call_dest\);\s*if \(ret == 1\)/ },
  { behaviour: 'removedOpcodesStop', file: '../arch/x86/lib/insn.c', text: 'inat_is_invalid64' },
  { behaviour: 'unknownMayEnd', file: 'check.c', text: /cfa\.base == CFI_UNDEFINED\)\s*return 0;/ },
  { behaviour: 'endTellsLast', file: 'check.c', text: /unexpected end of section %s",[^;]*insn->sec->name/ },
  { behaviour: 'embeddedNeedsNoFrame', file: 'check.c', text: 'dest->fentry || dest->embedded_insn' },
  { behaviour: 'edgesMakeTables', file: 'check.c', text: /list_empty\(&insn->alts\)(?:;| &&\s*has_modified|\) \{\s*ret = validate_sibling)/ },
  { behaviour: 'saysUnannotated', file: 'check.c', text: 'unannotated intra-function call' },
  { behaviour: 'saysSectionOfRow', file: 'elf.c', text: "can't find symbol containing %s" },
  { behaviour: 'rowsBySymbol', file: 'elf.c', text: "can't find symbol containing %s" },
  { behaviour: 'placesInSymbols', file: 'include/objtool/warn.h', text: 'find_symbol_containing' },
  { behaviour: 'walksVisited', file: 'check.c', text: /if \(!insn \|\| insn->ignore\)\s*continue;\s*(?:state|ret)/ },
  { behaviour: 'leavesGuardsOut', file: 'check.c', text: 'next_insn->ignore = true' },
  { behaviour: 'functionFollows', file: 'check.c', text: /if \(insn->func\)\s*func = insn->func/ },
  { behaviour: 'functionOfInstruction', file: 'check.c', text: 'func = insn->func ? insn->func->pfunc : NULL' },
  { behaviour: 'searchesTree', file: 'elf.c', text: /^(?![^]*rb_erase)[^]*rb_for_each/ },
  { behaviour: 'restoreWaits', file: 'check.c', text: 'if (insn == first)' },
  { behaviour: 'assumesSectionSymbols', file: 'orc_gen.c', text: /^(?![^]*missing symbol for)[^]*rela->sym = insn_sec->sym/ },
  { behaviour: 'placesInAliases', file: 'elf.c', text: 'return func->alias' },
  { behaviour: 'aliasesBySize', file: 'elf.c', text: /iter->type == sym->type\)\s*iter->alias/, until: true },
  { behaviour: 'firstUnreachableOnly', file: 'check.c', text: /"unreachable instruction"[^;]*;\s*return 1/ },
  { behaviour: 'functionAtEndMessage', file: 'check.c', text: 'STT_FUNC at end of section' },
  { behaviour: 'lastEdgeFirst', file: 'check.c', text: 'alt->next = orig_insn->alts' },
  { behaviour: 'lastTableEdgeFirst', file: 'check.c', text: 'alt->next = insn->alts' },
];

/** What the sources of this tree's objtool say; nothing about files that are not there. The texts were looked for in 39 trees from 4.14 to 7.3. */
export function behaviourShown(fs: FileSystem, root: string): Partial<Behaviour> {
  const shown: Partial<Record<Switch, boolean>> = {};
  const texts = new Map<string, string | undefined>();
  for (const { behaviour, file, text, until } of signs) {
    if (!texts.has(file)) texts.set(file, sourceOf(fs, root, file));
    const source = texts.get(file);
    // Of several signs of one behaviour any is enough.
    if (source !== undefined) shown[behaviour] = shown[behaviour] === true || (typeof text === 'string' ? source.includes(text) : text.test(source)) !== (until === true);
  }
  return shown;
}

/** The first of several places that a file had; up to 5.10 the headers lay beside the sources. */
function sourceOf(fs: FileSystem, root: string, files: string): string | undefined {
  for (const file of files.split('|').flatMap(name => [name, name.replace('include/objtool/', '')])) {
    const text = fs.readFile(`${root}/tools/objtool/${file}`);
    if (text !== undefined) return text;
  }
  return undefined;
}
