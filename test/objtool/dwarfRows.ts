// SPDX-License-Identifier: GPL-2.0-or-later
// What .cfi directives say, in the words of `readelf -wF`: the CFA at each address that an FDE covers. A judge of states that has nothing to
// do with objtool.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DwarfRow { readonly start: number; readonly end: number; /** `esp+4`, `ebp+8`, `exp` for an expression. */ readonly cfa: string }

/** Rows of the first .text of an assembler text for i386, addresses as in the object file. */
export function dwarfRows(text: string): DwarfRow[] {
  const directory = mkdtempSync(join(tmpdir(), 'unwind-lens-dwarf-')), source = join(directory, 'a.S'), object = join(directory, 'a.o');
  try {
    writeFileSync(source, text);
    const made = spawnSync('gcc', ['-m32', '-c', source, '-o', object], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return readRows(spawnSync('readelf', ['-wF', object], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout);
  } finally { rmSync(directory, { recursive: true }); }
}

function readRows(dump: string): DwarfRow[] {
  const rows: { start: number; end: number; cfa: string }[] = [];
  let end = -1, initial = '', open = false;
  for (const line of dump.split('\n')) {
    const range = / FDE .* pc=([0-9a-f]+)\.\.([0-9a-f]+)/.exec(line), row = /^([0-9a-f]{8}) (e\w\w[+-]\d+|exp)\s/.exec(line);
    if (/ CIE /.test(line)) { end = -1; open = false; } else if (range) {
      end = parseInt(range[2]!, 16);
      // An FDE without instructions of its own is said in one line: the CIE's row holds all through it.
      rows.push({ start: parseInt(range[1]!, 16), end, cfa: initial });
      open = false;
    } else if (row && end < 0) initial = row[2]!;
    else if (row) {
      const start = parseInt(row[1]!, 16), last = rows[rows.length - 1]!;
      if (open || start > last.start) last.end = start; else rows.pop();
      rows.push({ start, end, cfa: row[2]! });
      open = true;
    }
  }
  return rows.filter(one => one.end > one.start);
}
