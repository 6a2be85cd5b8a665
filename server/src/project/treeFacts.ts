// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool of *this* tree knows and how the tree's objects are laid out, read as data from its sources: hint layout and numbers,
// ORC register numbers, record sizes, functions that never return. Nothing is taken from the version number; where a tree does not
// say (headers only, a strange fork) the table of its generation answers, and `sources` tells so.

import type { HintType, ObjtoolVersion, Rules } from '../objtool/rules.ts';
import { readDefines, readNames, readStruct, stringsOf } from './cScan.ts';
import { behaviourShown } from './behaviourSigns.ts';
import type { FileSystem } from './fileSystem.ts';
import { generations, hintTypeNames, orcRegisterNames, type Generation } from './generations.ts';
import { treeAt } from './kernelTree.ts';

export type TreeFacts = Omit<Rules, 'options'> & {
  readonly release?: string;
  /** include/linux/annotate.h: one annotation section instead of many (6.14+). */
  readonly annotate: boolean;
  /** Per fact: the file it was read from, or the generation whose table answered. */
  readonly sources: Readonly<Record<string, string>>;
};

export function treeFacts(fs: FileSystem, root: string): TreeFacts {
  const scan: Scan = { fs, root, sources: {} };
  const release = treeAt(fs, root).release?.text;
  const hintDefines = firstOf(scan, 'hintTypes', hintFiles, text => {
    const found = hintTypesOf(readDefines(text));
    return found.size > 0 ? found : undefined;
  });
  const generation = generationOf(hintDefines, fs.exists(`${root}/include/linux/annotate.h`));
  const version = behaviourOf(scan, generation);
  const fallback = <T>(fact: string, found: T | undefined, value: T): T => {
    if (found !== undefined) return found;
    scan.sources[fact] = `the table of ${generation.name}`;
    return value;
  };
  return {
    ...(release !== undefined && { release }),
    annotate: fs.exists(`${root}/include/linux/annotate.h`),
    version, behaviour: behaviourShown(fs, root),
    hint: fallback('hint', firstOf(scan, 'hint', hintFiles, hintLayoutOf), generation.hint),
    hintTypes: fallback('hintTypes', hintDefines, generation.hintTypes),
    orcRegisters: fallback('orcRegisters', firstOf(scan, 'orcRegisters', orcFiles, orcRegistersOf), generation.orcRegisters),
    alternative: fallback('alternative', firstOf(scan, 'alternative', specialFiles, alternativeOf), generation.alternative),
    jumpLabelSize: fallback('jumpLabelSize', firstOf(scan, 'jumpLabelSize', specialFiles, text => readDefines(text).get('JUMP_ENTRY_SIZE')), generation.jumpLabelSize),
    exceptionTableSize: fallback('exceptionTableSize', firstOf(scan, 'exceptionTableSize', specialFiles, text => readDefines(text).get('EX_ENTRY_SIZE')), 12),
    noreturns: fallback('noreturns', firstOf(scan, 'noreturns', noreturnFiles, noreturnsOf), generation.noreturns),
    uaccessSafe: fallback('uaccessSafe', firstOf(scan, 'uaccessSafe', ['tools/objtool/check.c'], text => stringsOf(text, 'uaccess_safe_builtin')), generation.uaccessSafe),
    embedded: fallback('embedded', firstOf(scan, 'embedded', ['tools/objtool/arch/x86/decode.c'], embeddedOf), embedded),
    sources: scan.sources,
  };
}

interface Scan { readonly fs: FileSystem; readonly root: string; readonly sources: Record<string, string> }

// Where each generation keeps it, newest first.
const hintFiles = ['include/linux/objtool_types.h', 'include/linux/objtool.h', 'arch/x86/include/asm/orc_types.h', 'arch/x86/include/asm/undwarf-types.h'];
const orcFiles = ['arch/x86/include/asm/orc_types.h', 'tools/arch/x86/include/asm/orc_types.h', 'tools/objtool/arch/x86/include/asm/orc_types.h'];
const specialFiles = ['tools/objtool/arch/x86/include/arch/special.h', 'tools/objtool/arch/x86/include/arch_special.h', 'tools/objtool/special.c'];
const noreturnFiles = ['tools/objtool/noreturns.h', 'tools/objtool/check.c'];

function firstOf<T>(scan: Scan, fact: string, files: readonly string[], read: (text: string) => T | undefined): T | undefined {
  for (const file of files) {
    const text = scan.fs.readFile(`${scan.root}/${file}`);
    const found = text === undefined ? undefined : read(text);
    if (found === undefined) continue;
    scan.sources[fact] = file;
    return found;
  }
  return undefined;
}

/** Signs of a behaviour (KERNEL.md 3.12), newest first: the first file that has the text decides. */
const behaviours: readonly { readonly version: ObjtoolVersion; readonly file: string; readonly sign: string }[] = [
  { version: '7.2', file: 'tools/objtool/include/objtool/trace.h', sign: 'TRACE' },
  { version: '7.2', file: 'tools/objtool/include/objtool/warn.h', sign: 'define ERROR(' },
  { version: '6.12', file: 'tools/objtool/include/objtool/cfi.h', sign: 'force_undefined' },
  { version: '6.12', file: 'include/linux/objtool_types.h', sign: 'UNWIND_HINT_TYPE_UNDEFINED' },
  { version: '6.12', file: 'include/linux/objtool.h', sign: 'UNWIND_HINT_TYPE_UNDEFINED' },
  { version: '6.1', file: 'tools/objtool/check.c', sign: '' },
];

function behaviourOf(scan: Scan, generation: Generation): ObjtoolVersion {
  for (const { version, file, sign } of behaviours) {
    if (!scan.fs.readFile(`${scan.root}/${file}`)?.includes(sign)) continue;
    scan.sources['version'] = file;
    return version;
  }
  scan.sources['version'] = `the table of ${generation.name}`;
  return generation.version;
}

function generationOf(hintTypes: ReadonlyMap<number, HintType> | undefined, annotate: boolean): Generation {
  const meanings = new Set(hintTypes?.values());
  const found = annotate ? generations.find(generation => generation.name === '7.2')
    : generations.find(generation => generation.sign !== undefined && meanings.has(generation.sign));
  return found ?? generations.find(generation => generation.name === (hintTypes ? '4.19' : '6.12'))!;
}

/** UNWIND_HINT_TYPE_* numbers; before 5.8 the first three were called ORC_TYPE_*. */
function hintTypesOf(defines: ReadonlyMap<string, number>): Map<number, HintType> {
  const types = new Map<number, HintType>();
  const old = !defines.has('UNWIND_HINT_TYPE_CALL');
  if (old && !defines.has('UNWIND_HINT_TYPE_SAVE') && !defines.has('UNWIND_HINT_TYPE_RET_OFFSET')) return types;
  for (const [name, number] of defines) {
    const short = name.startsWith('UNWIND_HINT_TYPE_') ? name.slice(17) : old && name.startsWith('ORC_TYPE_') ? name.slice(9) : undefined;
    const meaning = short === undefined ? undefined : hintTypeNames[short];
    if (meaning) types.set(number, meaning);
  }
  return types;
}

function hintLayoutOf(text: string): Rules['hint'] | undefined {
  const struct = readStruct(text, 'unwind_hint');
  const at = (name: string) => struct?.members.get(name);
  const spOffset = at('sp_offset'), spReg = at('sp_reg'), type = at('type');
  if (!struct || spOffset === undefined || spReg === undefined || type === undefined) return undefined;
  const signal = at('signal'), end = at('end');
  return { size: struct.size, spOffset, spReg, type, ...(signal !== undefined && { signal }), ...(end !== undefined && { end }) };
}

function orcRegistersOf(text: string): ReadonlyMap<number, string> | undefined {
  const registers = new Map<number, string>();
  for (const [name, number] of readDefines(text)) {
    const meaning = name.startsWith('ORC_REG_') ? orcRegisterNames[name.slice(8)] : undefined;
    if (meaning) registers.set(number, meaning);
  }
  return registers.size > 0 ? registers : undefined;
}

function alternativeOf(text: string): Rules['alternative'] | undefined {
  const defines = readDefines(text);
  const size = defines.get('ALT_ENTRY_SIZE'), originalLength = defines.get('ALT_ORIG_LEN_OFFSET'), replacementLength = defines.get('ALT_NEW_LEN_OFFSET');
  if (size === undefined || originalLength === undefined || replacementLength === undefined) return undefined;
  return { size, feature: defines.get('ALT_FEATURE_OFFSET') ?? 8, originalLength, replacementLength };
}

const embedded: ReadonlySet<string> = new Set(['retbleed_return_thunk', 'srso_alias_safe_ret', 'srso_safe_ret']);

/** The names that arch_is_embedded_insn compares with; none before there was one. */
function embeddedOf(text: string): ReadonlySet<string> {
  const body = /bool arch_is_embedded_insn\([^)]*\)\s*\{([^}]*)\}/.exec(text)?.[1] ?? '';
  return new Set([...body.matchAll(/"([^"]*)"/g)].map(match => match[1]!));
}

function noreturnsOf(text: string): ReadonlySet<string> | undefined {
  const listed = readNames(text, 'NORETURN');
  return listed.size > 0 ? listed : stringsOf(text, 'global_noreturns');
}
