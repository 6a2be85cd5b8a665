// SPDX-License-Identifier: GPL-2.0-or-later
// What generations of objtool do differently (KERNEL.md 3.12), by name. The passes ask for a behaviour, never for a version; three versions are given
// here in full, and what a tree of another one shows (project/behaviourSigns.ts) replaces it behaviour by behaviour.

import type { ObjtoolVersion, Rules } from './rules.ts';

export interface Behaviour {
  /** At most one message about an instruction per sized symbol. */
  readonly oncePerSymbol: boolean;
  /** Sized NOTYPE symbols own their instructions too, not only functions. */
  readonly codeOwnsInstructions: boolean;
  /** `mov reg,reg` is seen whatever the registers; else only if one of them is rsp. */
  readonly seesRegisterMoves: boolean;
  /** eretu and erets end the flow; else they read as clac. */
  readonly eventReturns: boolean;
  /** Symbols in the middle of an instruction are known by their names; else only the return thunk is. */
  readonly namesEmbedded: boolean;
  /** syscall and sysenter come back, the other switches (iret too) never do. */
  readonly splitSwitches: boolean;
  /** Annotations come as .discard.annotate_insn records. */
  readonly annotateRecords: boolean;
  /** Alternatives: all entries of a site share one group; else each entry starts a new one. */
  readonly sharedGroups: boolean;
  /** Alternatives: entries for one address in a row all cover the longest original. */
  readonly nestedAlternatives: boolean;
  /** Edges are walked in the reverse order of their making. */
  readonly lastEdgeFirst: boolean;
  /** The same for the edges of jump tables. */
  readonly lastTableEdgeFirst: boolean;
  /** --mcount turns calls of __fentry__ into nops; else --mnop does. */
  readonly mcountMakesNops: boolean;
  /** Which operands that are a bare address count as based on rbp: those of all moves and lea, only of lea (and stores of rsp), or none (but stores of rsp). */
  readonly bareAddresses: 'all' | 'lea' | 'none';
  /** "Ignore alternatives" and STAC/CLAC replace a stream when the walk gets there; else features decide when the table is read. */
  readonly streamsSkipped: boolean;
  /** A relocation inside a replacement is fatal, except on a direct branch that stands first ... */
  readonly replacementRelocationsFatal: boolean;
  /** ... unless the kernel can move it wherever it is. */
  readonly movesReplacementRelocations: boolean;
  /** Any defined jump target is resolved; a tail call goes to the first instruction of another function. */
  readonly resolvesAllJumps: boolean;
  /** A RESTORE that is reached before its SAVE waits if a branch led there. */
  readonly restoreWaits: boolean;
  /** Running from one function into the next is told of code alone that a compiler made. */
  readonly fallThroughOnlyInC: boolean;
  /** Places are `function()+0x1c` or offsets in a section; else any sized symbol names them, without parentheses. */
  readonly placesInFunctions: boolean;
  /** Only the first unreachable instruction is named. */
  readonly firstUnreachableOnly: boolean;
  /** Messages of the retpoline list silence unreachable code. */
  readonly retpolineSilencesUnreachable: boolean;
  /** Fatal findings are errors: exit 255. */
  readonly errors: boolean;
  /** An address right behind a symbol that needs no endbr is fine. */
  readonly endOfRangeIsFine: boolean;
  /** UNWIND_HINT_IRET_REGS at a global symbol without endbr ends the run. */
  readonly iretHintFatal: boolean;
  /** Hints may be named through any symbol / section and .L symbols only. */
  readonly anyAnnotationSymbol: boolean;
  /** instr_begin is read only if the object has an instr_end. */
  readonly beginNeedsEnd: boolean;
  /** `lea d(%rbp),%rsp` sets stack_size even when the CFA is (BP,0). */
  readonly leaveAlwaysSizes: boolean;
  /** Start marks of the untrain check are hint types. */
  readonly unretByHint: boolean;
  /** .cpuidle.text is a noinstr section. */
  readonly cpuidleNoinstr: boolean;
  /** FUNC symbols at the section's end have a message of their own. */
  readonly functionAtEndMessage: boolean;
  /** "X() is missing a __noreturn annotation" exists. */
  readonly namesMissingNoreturn: boolean;
  /** Messages say MITIGATION_RETPOLINE and MITIGATION_RETHUNK; else RETPOLINE and RETHUNK. */
  readonly saysMitigation: boolean;
  /** A tail call of __fentry__ is told as "tail call"; else as "Tail call". */
  readonly saysTailCallSmall: boolean;
  /** stac, clac and flags in alternatives count with --uaccess alone; else always, if at all. */
  readonly userAccessIfAsked: boolean;
  /** There are rules for stac and clac, and for std and cld. */
  readonly knowsFlags: boolean;
  /** Returns and nops may be marked safe for retpolines; else indirect jumps and calls alone. */
  readonly safeReturns: boolean;
  /** Marks for retpolines are read at all. */
  readonly readsRetpolineSafe: boolean;
  /** Of those, only what is relative to its place. */
  readonly relativeRelocationsOnly: boolean;
  /** Nops in front of a function take over its state; else they are only named. */
  readonly prefixTakesState: boolean;
  /** That is not done for cold parts, trampolines and prefixes themselves. */
  readonly prefixSkipsSpecial: boolean;
  /** What is fatal about an instruction is told as an error; else as a warning. */
  readonly instructionErrors: boolean;
  /** Running from one function into the next is the one message about that function. */
  readonly fallThroughIsTheMessage: boolean;
  /** Having ignored unreachable code at first, nothing is said of functions that fall through. */
  readonly ignoringForgivesFallThrough: boolean;
  /** The untrain check ends at a switch outside of functions. */
  readonly unretEndsAtSwitch: boolean;
  /** Findings of --retpoline and --sls end the run. */
  readonly speculationFatal: boolean;
  /** A hint that says "as at a function's entry" leaves the type and the end bit of an earlier hint at the same place. */
  readonly funcHintsKeepType: boolean;
  /** A SAVE takes back an earlier hint at the same place; else both hold. */
  readonly savesTakeBack: boolean;
  /** A hint of the undefined type covers what was there; else it is a hint like the others. */
  readonly undefinedHintsForce: boolean;
  /** Conflicts in alternatives are told at the original, and name the place. */
  readonly conflictsNamePlace: boolean;
  /** Stack operations are known by fixed encodings (oldDecoder.ts). */
  readonly fixedEncodings: boolean;
  /** Stores of rsp are seen wherever they go; else only to places relative to rbp or rsp. */
  readonly storesStackPointer: boolean;
  /** iret comes back in a function. */
  readonly iretComesBack: boolean;
  /** A switch to another context comes back in a function; else the walk ends there, and what the hint behind it says is for another walk. */
  readonly switchesComeBack: boolean;
  /** int3 is a kind of its own. */
  readonly knowsTraps: boolean;
  /** loop, loope and loopne are jumps. */
  readonly loopsJump: boolean;
  /** --sls looks while it walks; else at all instructions afterwards. */
  readonly straightLineInWalk: boolean;
  /** What was read before a fatal finding becomes rows. */
  readonly rowsAfterStop: boolean;
  /** A replacement ends in a made-up jump; else it is filled up with a made-up nop. */
  readonly replacementsJump: boolean;
  /** An alternative may stand at a section's end. */
  readonly alternativesEndSections: boolean;
  /** Instructions of a replacement belong to the function around the original. */
  readonly replacementsOwned: boolean;
  /** No operation inside an alternative may change the state. */
  readonly alternativesKeepStack: boolean;
  /** A branch into the middle of an original is refused. */
  readonly refusesGroupMiddle: boolean;
  /** An original that is not to be looked at becomes nops; else the walk leaves it out. */
  readonly skippedBecomeNops: boolean;
  /** leave is one operation, for frames that are as it left them. */
  readonly leaveIsOne: boolean;
  /** Hints set the flags too. */
  readonly hintsResetFlags: boolean;
  /** A wrong std or cld is told and passed by; else it ends the walk. */
  readonly directionGoesOn: boolean;
  /** pushf and popf count in alternatives alone. */
  readonly flagsInAlternatives: boolean;
  /** A stack that was switched to and left by what lies on it is followed, and depths below rsp where rbp is the base. */
  readonly followsSwitchedStacks: boolean;
  /** `mov %rbp,%rsp` brings the depth back to that of the frame. */
  readonly frameRestoresDepth: boolean;
  /** `mov %rbp,%rsp` is known under a realigned stack, and a base may be moved in front of a hint. */
  readonly leavesRealigned: boolean;
  /** An empty original is told; else it crashes the tool. */
  readonly tellsEmptyOriginals: boolean;
  /** A call that does not come back needs no frame. */
  readonly deadEndFirst: boolean;
  /** Decoding stops behind an opcode that 64-bit mode does not have; else its operands belong to it. */
  readonly removedOpcodesStop: boolean;
  /** Where nothing is known of the stack, running off the end of a section is fine. */
  readonly unknownMayEnd: boolean;
  /** Running off the end of a section tells the section of the last instruction; else of the first, and crashes if that is a replacement's padding. */
  readonly endTellsLast: boolean;
  /** A call to a symbol inside an instruction needs no frame. */
  readonly embeddedNeedsNoFrame: boolean;
  /** An indirect jump with alternatives is taken for one with a table. */
  readonly edgesMakeTables: boolean;
  /** A call to no function is "unannotated"; else "unsupported". */
  readonly saysUnannotated: boolean;
  /** ... or (4.14) its target is told as an offset. */
  readonly tellsCallOffset: boolean;
  /** Rows without a symbol are told with their section. */
  readonly saysSectionOfRow: boolean;
  /** The message about rbp as a scratch register names the function and no place. */
  readonly scratchNamesFunction: boolean;
  /** Other symbols name places where there is no function. */
  readonly placesInSymbols: boolean;
  /** Functions are walked from their beginning even if another one ran into them. */
  readonly walksVisited: boolean;
  /** int3 behind returns and indirect jumps is left out of the walk. */
  readonly leavesGuardsOut: boolean;
  /** What is validated is the function that the way is in, from each branch on; else the one that the walk began in. */
  readonly functionFollows: boolean;
  /** It is that of each instruction on the way, and none outside of functions (4.20, 5.0). */
  readonly functionOfInstruction: boolean;
  /** Symbols are searched in a tree that does not know that they overlap (symbolTree.ts). */
  readonly searchesTree: boolean;
  /** Rows are named by the symbol of their section, without a look whether there is one. */
  readonly assumesSectionSymbols: boolean;
  /** Of several functions at one place the last names it; else the first. */
  readonly placesInAliases: boolean;
  /** Symbols at one address are aliases if their sizes are equal; else whatever these are. */
  readonly aliasesBySize: boolean;
  /** Prefix nops come from the nops in front of a function; else from __patchable_function_entries. */
  readonly prefixByNops: boolean;
  /** Codes of findings whose location mixes up sections. */
  readonly blamesStartSection: ReadonlySet<string>;
  /** A jump out of a function that names a symbol is a tail call; else only one to what the object does not define. */
  readonly tailCallsBySymbol: boolean;
  /** A call may lead to any symbol, one without a size too, but by way of a section only to a function; else to what has a size, from functions to functions. */
  readonly callsAnySymbol: boolean;
  /** What a tail call leaves is the function that its jump lies in; else the one that is walked, whatever code the way has led to. */
  readonly tailCallsOfOwner: boolean;
  /** A tail call is a jump that leads nowhere in the object; else one that was resolved to a call. */
  readonly tailCallsByTarget: boolean;
  /** A jump into the middle of another function is a tail call too; else such a jump is lost where tail calls go by their targets. */
  readonly anyLeavingIsTailCall: boolean;
  /** A tail call within the object knows its target too, so its end is that of the function. */
  readonly tailCallsKeepTarget: boolean;
  /** The walk asks whether callees come back; else that is known before, and of replacements not at all. */
  readonly deadEndsInWalk: boolean;
  /** Registers in messages have the numbers of DWARF, not of the hardware. */
  readonly dwarfNumbers: boolean;
  /** Under pt_regs, pushes and pops move an indirect base too. */
  readonly indirectFollows: boolean;
  /** Rows count indirect bases inside the parentheses: `(sp+8)`. */
  readonly indirectInside: boolean;
  /** Rows of partial pt_regs print as `iret`. */
  readonly partialIsIret: boolean;
  /** Stack operations count whatever an instruction does besides; else not of calls and jumps, so an intra-function call pushes nothing. */
  readonly opsOfTransfers: boolean;
  /** The streams of an alternative share their states byte by byte, and rows are made of those; else of what the walk saw of the original. */
  readonly sharesStates: boolean;
  /** What they share changes when its instruction is visited again (with AC set); else it stays as it was first. */
  readonly groupsFollowInstructions: boolean;
  /** The key of a jump label may say that its jump is a nop at first ... */
  readonly keysMakeNops: boolean;
  /** ... but only with --hacks=jump_label. */
  readonly keysMakeNopsIfAsked: boolean;
  /** A notrack prefix is told. */
  readonly tellsNotrack: boolean;
  /** Symbols without a size are not known when the next ones are put in order. */
  readonly emptySymbolsAreForgotten: boolean;
  /** Code that is no function may have a cold part as well; a cold part is a function, whatever its symbol says, and belongs to the alias. */
  readonly codeHasColdParts: boolean;
  /** Hints in functions that are not to be looked at begin no walk. */
  readonly ignoredHintsRest: boolean;
  /** Calls may be marked as leading into their own function ... */
  readonly readsIntraFunctionCalls: boolean;
  /** ... and alternatives as not to be looked at, by .discard.ignore_alts; else by .discard.nospec. */
  readonly readsIgnoreAlternatives: boolean;
  /** The target that a jump lacks is told as a place like others; else by its section. */
  readonly placesMissingTargets: boolean;
  /** An object without a symbol table is refused. */
  readonly wantsSymbolTable: boolean;
  /** ORC needs a symbol for each section; without one there are no rows at all. */
  readonly wantsSectionSymbols: boolean;
  /** Rows in a section without a symbol are named by the symbol around them. */
  readonly rowsBySymbol: boolean;
  /** The backtrace of a function ends in (func); else in (sym). */
  readonly tracesFromFunctions: boolean;
  /** Each section's first instruction has a row, even if nothing is known there; else rows begin with the first that is known. */
  readonly firstAlwaysHasRow: boolean;
  /** ORC has an `end` bit and no undefined/end types. */
  readonly orcEndBit: boolean;
}

const v612: Behaviour = {
  oncePerSymbol: true, codeOwnsInstructions: true, seesRegisterMoves: true, eventReturns: true, namesEmbedded: true, splitSwitches: false,
  annotateRecords: false, sharedGroups: true, nestedAlternatives: true, lastEdgeFirst: true, lastTableEdgeFirst: true, mcountMakesNops: false,
  bareAddresses: 'lea', streamsSkipped: false, replacementRelocationsFatal: true, resolvesAllJumps: false, restoreWaits: true,
  fallThroughOnlyInC: false, placesInFunctions: false, firstUnreachableOnly: false, retpolineSilencesUnreachable: true, errors: false,
  endOfRangeIsFine: true, iretHintFatal: false, anyAnnotationSymbol: false, beginNeedsEnd: true, leaveAlwaysSizes: false, unretByHint: false,
  cpuidleNoinstr: true, functionAtEndMessage: true, namesMissingNoreturn: true, saysMitigation: true, saysTailCallSmall: true, userAccessIfAsked: true,
  knowsFlags: true, safeReturns: true, readsRetpolineSafe: true, relativeRelocationsOnly: true, movesReplacementRelocations: true,
  prefixTakesState: true, prefixSkipsSpecial: false, instructionErrors: false, fallThroughIsTheMessage: false, ignoringForgivesFallThrough: true,
  unretEndsAtSwitch: true, speculationFatal: false, fixedEncodings: false, aliasesBySize: true, placesInAliases: false,
  assumesSectionSymbols: false, searchesTree: false, functionFollows: false, functionOfInstruction: false, leavesGuardsOut: false,
  walksVisited: false, placesInSymbols: true, edgesMakeTables: false, saysUnannotated: true, tellsCallOffset: false, saysSectionOfRow: false, embeddedNeedsNoFrame: true,
  removedOpcodesStop: false, endTellsLast: false, unknownMayEnd: true, deadEndFirst: false, tellsEmptyOriginals: true, hintsResetFlags: false, directionGoesOn: false,
  flagsInAlternatives: true, followsSwitchedStacks: true, frameRestoresDepth: true, leavesRealigned: true, replacementsJump: false, alternativesEndSections: true,
  replacementsOwned: true, alternativesKeepStack: false, refusesGroupMiddle: false, skippedBecomeNops: false, leaveIsOne: false,
  storesStackPointer: true, iretComesBack: true, switchesComeBack: true, knowsTraps: true, loopsJump: true, straightLineInWalk: false, rowsAfterStop: false,
  savesTakeBack: true, funcHintsKeepType: false, undefinedHintsForce: true, conflictsNamePlace: true, prefixByNops: true, blamesStartSection: new Set(), tailCallsBySymbol: true,
  scratchNamesFunction: false, tailCallsOfOwner: true, tailCallsByTarget: false, anyLeavingIsTailCall: false, tailCallsKeepTarget: false, deadEndsInWalk: false,
  callsAnySymbol: false, dwarfNumbers: false, partialIsIret: false, indirectInside: false, indirectFollows: true, opsOfTransfers: true,
  sharesStates: true, groupsFollowInstructions: false, keysMakeNops: true, keysMakeNopsIfAsked: true, tellsNotrack: true, emptySymbolsAreForgotten: true, ignoredHintsRest: true, codeHasColdParts: false, readsIntraFunctionCalls: true,
  readsIgnoreAlternatives: true, placesMissingTargets: false,
  wantsSymbolTable: false, wantsSectionSymbols: false, rowsBySymbol: false, tracesFromFunctions: false, firstAlwaysHasRow: false,
  orcEndBit: false,
};

const behaviours: Readonly<Record<ObjtoolVersion, Behaviour>> = {
  '6.12': v612,
  '6.1': {
    ...v612, oncePerSymbol: false, codeOwnsInstructions: false, seesRegisterMoves: false, eventReturns: false, sharedGroups: false, nestedAlternatives: false, lastEdgeFirst: false, lastTableEdgeFirst: false, mcountMakesNops: true, bareAddresses: 'all',
    movesReplacementRelocations: false, restoreWaits: false, firstUnreachableOnly: true, endOfRangeIsFine: false, leaveAlwaysSizes: true,
    unretByHint: true, cpuidleNoinstr: false, functionAtEndMessage: false, namesMissingNoreturn: false, orcEndBit: true,
    blamesStartSection: new Set(['ignored-func-validated', 'restore-without-save', 'restore-not-visited', 'call-without-frame', 'ctx-switch-in-func',
      'uaccess-recursive', 'uaccess-redundant', 'uaccess-safe-disable', 'df-recursive', 'df-redundant']),
    prefixByNops: false, prefixTakesState: false, undefinedHintsForce: false, unretEndsAtSwitch: false, relativeRelocationsOnly: false,
    saysMitigation: false, saysTailCallSmall: false, conflictsNamePlace: false,
  },
  '7.2': {
    ...v612, placesMissingTargets: true, codeHasColdParts: true, splitSwitches: true, annotateRecords: true, lastEdgeFirst: false, bareAddresses: 'none', streamsSkipped: true, resolvesAllJumps: true,
    retpolineSilencesUnreachable: false, errors: true, iretHintFatal: true, anyAnnotationSymbol: true, beginNeedsEnd: false,
    removedOpcodesStop: true, endTellsLast: true, prefixByNops: false, prefixSkipsSpecial: true, instructionErrors: true, fallThroughIsTheMessage: true,
  },
};

/** A tree between two of these versions shows itself what it has of either. */
export function behaviourOf({ version, behaviour }: Pick<Rules, 'version' | 'behaviour'>): Behaviour { return behaviour ? { ...behaviours[version], ...behaviour } : behaviours[version]; }
