// SPDX-License-Identifier: GPL-2.0-or-later
// One file of test/idioms as we read it and as gcc reads it: with the built-in headers and nothing else around.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectFile, ObjectSection } from '../../server/src/object/objectFile.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile, type Opened } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';

export const idiomFolder = import.meta.dirname;
const headers = join(idiomFolder, '../../server/headers');


export function openIdiom(name: string): Opened | undefined {
  return openFile(createWorkspace(disk, { include: [idiomFolder] }), join(idiomFolder, `${name}.S`));
}

export function assembledByGcc(name: string): ObjectFile {
  const folder = mkdtempSync(join(tmpdir(), 'unwind-lens-'));
  try {
    const object = join(folder, `${name}.o`);
    assembleWithGcc(name, object);
    return readElf(object);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function assembleWithGcc(name: string, object: string): void {
  const words = ['-c', '-nostdinc', `-I${idiomFolder}`, `-I${headers}`, '-D__KERNEL__', '-D__ASSEMBLY__', '-m64', '-fno-PIE', join(idiomFolder, `${name}.S`), '-o', object];
  const run = spawnSync('gcc', words, { encoding: 'utf8', cwd: idiomFolder });
  if (run.status !== 0) throw new Error(run.stderr);
}

/** A line for each section, and one for all symbols. */
export function summary(object: ObjectFile): string {
  const names = object.symbols.map(symbol => {
    const section = typeof symbol.section === 'number' ? object.sections[symbol.section]?.name : symbol.section;
    return `${symbol.name} ${section} ${symbol.value} ${symbol.size} ${symbol.type} ${symbol.binding}`;
  });
  return [...object.sections.filter(section => !/^\.(symtab|strtab|shstrtab|note\.gnu\.property)$/.test(section.name)).map(section => sectionLine(object, section)), `symbols ${names.length} ${digest(names.join('\n'))}`, ''].join('\n');
}

function sectionLine(object: ObjectFile, { name, type, flags, align, entsize, size, bytes, relocations }: ObjectSection): string {
  const references = relocations.map(r => `${r.offset} ${r.type} ${object.symbols[r.symbol]?.name ?? ''} ${r.addend}`);
  return `${name} type ${type} flags ${flags} align ${align} entsize ${entsize} size ${size} bytes ${digest(bytes)} relocations ${references.length} ${digest(references.join('\n'))}`;
}

function digest(content: string | Uint8Array): string { return createHash('sha256').update(content).digest('hex').slice(0, 12); }
