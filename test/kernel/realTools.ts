// SPDX-License-Identifier: GPL-2.0-or-later
// The judge: gcc assembles, the real objtool checks and writes its ORC rows. Every place is then given as a line of a source file, which is
// what expectations are about: the outermost line that made the bytes (the call of a macro, the .rept). Tests only.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateOfRow, type Answer, type Answered, type Fixture } from '../fixture.ts';
import { codeOf } from './objtoolMessages.ts';

export const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const headers = join(project, 'server/headers');
export const kernelTree = process.env['KERNEL_TREE'] ?? join(project, '.cache/kernel/linux-source-6.12');
export const objtool = join(kernelTree, 'tools/objtool/objtool');
export const haveObjtool = existsSync(objtool);

export interface Row { readonly section: string; readonly offset: number; readonly state: string; readonly line?: number; readonly file?: string; readonly padding: boolean }
export interface Message { readonly words: string; readonly where: string; readonly line?: number; readonly file?: string }
export interface Judged { readonly assembler: readonly { readonly file: string; readonly line: number; readonly words: string }[]; readonly messages: readonly Message[]; readonly rows: readonly Row[]; readonly object: string }

/** Assembles one file and gives a copy of the object to objtool. */
export function judge(source: string, flags: readonly string[], options: readonly string[]): Judged {
  const folder = temporaryFolder();
  const object = join(folder, basename(source).replace(/\.S$/, '.o'));
  const command = ['-I', headers, '-I', join(project, 'test/minikernel'), ...flags];
  const gcc = spawnSync('gcc', ['-c', ...command, source, '-o', object], { encoding: 'utf8' });
  const assembler = [...gcc.stderr.matchAll(/^([^:\n]+):(\d+):(?:\d+:)? *(?:[Ff]atal )?[Ee]rror: (.*)$/gm)].map(match => ({ file: match[1]!, line: Number(match[2]) - 1, words: match[3]! }));
  if (gcc.status !== 0) {
    // A macro's own .error names a line of the macro; the line that called it follows.
    const called = /^([^:\n]+):(\d+): +Info: macro invoked from here$/gm;
    const calls = [...gcc.stderr.matchAll(called)];
    const last = calls.at(-1);
    return { assembler: last === undefined ? assembler : assembler.map(one => ({ ...one, file: last[1]!, line: Number(last[2]) - 1 })), messages: [], rows: [], object };
  }
  const checked = object.replace(/\.o$/, '.checked.o');
  copyFileSync(object, checked);
  const run = spawnSync(objtool, ['--orc', '--uaccess', ...options, checked], { encoding: 'utf8' });
  if (run.signal !== null) throw new Error(`objtool died of ${run.signal} on ${source}`);
  const dump = spawnSync(objtool, ['--dump=orc', checked], { encoding: 'utf8' }).stdout;
  const places = new Places(object, readPlaces(source, command));
  const messages = [...run.stderr.matchAll(/warning: objtool: (.*)$/gm)].map(match => readMessage(match[1]!, places));
  const rows = [...dump.matchAll(/^(\S+)\+([0-9a-f]+):type:(.*) sp:(\S+) bp:(\S+) signal:(\d)$/gm)].map(match => {
    const section = match[1]!, offset = parseInt(match[2]!, 16);
    return { section, offset, state: stateOfRow({ type: match[3]!, sp: match[4]!, bp: match[5]!, signal: Number(match[6]) }), padding: places.isPadding(section, offset), ...places.lineOf(section, offset) };
  });
  return { assembler, messages, rows, object };
}

/** The fixture's answer by the real tools. */
export function realAnswer(fixture: Fixture): Answer {
  const folder = temporaryFolder();
  for (const file of fixture.files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text);
  }
  const flags = [...fixture.config].map(([name, value]) => `-D${name}=${value === 'y' ? '1' : value}`);
  const found = new Map<string, Answered[]>(fixture.files.map(file => [file.path, []]));
  for (const file of fixture.files) {
    // Headers of the fixture are read by the files that include them.
    if (!file.path.endsWith('.S')) continue;
    const source = join(folder, file.path);
    const judged = judge(source, [...flags, '-I', folder], fixture.objtool);
    const nameOf = (path: string | undefined): string => fixture.files.find(one => path !== undefined && path.endsWith('/' + one.path))?.path ?? file.path;
    for (const one of judged.assembler) found.get(nameOf(one.file))!.push({ kind: 'error', line: one.line, text: one.words });
    for (const row of judged.rows) {
      if (row.line !== undefined) found.get(nameOf(row.file))!.push({ kind: 'state', line: row.line, text: row.state, optional: row.padding && row.state === '(und)' });
    }
    for (const message of judged.messages) {
      const code = codeOf(message.words);
      found.get(nameOf(message.file))!.push({ kind: 'warning', text: message.words, ...(message.line === undefined ? {} : { line: message.line }), ...(code === undefined ? {} : { code }) });
    }
  }
  return { judges: ['state', 'error', 'warning'], found };
}

function readMessage(text: string, places: Places): Message {
  const located = /^(\S+)\+0x([0-9a-f]+): (.*)$/.exec(text);
  if (located === null) return { words: text, where: '' };
  const [, symbol = '', hex = '', words = ''] = located;
  return { words, where: `${symbol}+0x${hex}`, ...places.lineOfSymbol(symbol, parseInt(hex, 16)) };
}

interface Place { readonly offset: number; readonly line: number; readonly file: string }
interface LinePlaces { readonly bySection: ReadonlyMap<string, readonly Place[]>; readonly object: string }

/**
 * Where each line's bytes begin. A second object is made for that, with a label of ours in front of every line outside macro bodies:
 * the line table of -g knows instructions only, and padding has rows too. Labels move nothing.
 */
function readPlaces(source: string, command: readonly string[]): LinePlaces {
  const text = execFileSync('gcc', ['-E', ...command, source], { encoding: 'utf8' });
  const files: string[] = [];
  const out: string[] = [];
  let file = 0, line = 0, depth = 0;
  for (const each of text.split('\n')) {
    const marker = /^# (\d+) "([^"]*)"/.exec(each);
    if (marker !== null) {
      line = Number(marker[1]) - 1;
      file = files.indexOf(marker[2]!);
      if (file < 0) file = files.push(marker[2]!) - 1;
      out.push(each);
      continue;
    }
    if (/^\s*\.(macro|rept|irpc?)\b/.test(each)) {
      if (depth++ === 0) out.push(`__line_${file}_${line}:`);
    } else if (/^\s*\.(endm|endr)\b/.test(each)) depth--;
    else if (depth === 0 && each.trim() !== '' && !each.startsWith('#')) out.push(`__line_${file}_${line}:`);
    out.push(each);
    line++;
  }
  const object = source.replace(/\.S$/, '.lines.o');
  execFileSync('as', ['--64', '-g', '-o', object], { input: out.join('\n'), stdio: ['pipe', 'ignore', 'ignore'] });
  const places = new Map<string, Place[]>();
  for (const match of run('objdump', ['-t', object]).matchAll(/^([0-9a-f]{16}) .{7} (\S+)\t[0-9a-f]+ __line_(\d+)_(\d+)$/gm)) {
    const section = match[2]!;
    if (!places.has(section)) places.set(section, []);
    places.get(section)!.push({ offset: parseInt(match[1]!, 16), line: Number(match[4]), file: files[Number(match[3])]! });
  }
  // Of several lines at one offset the last is the one that made the bytes there. The sort is stable, the symbols come in file order.
  for (const list of places.values()) list.sort((a, b) => a.offset - b.offset);
  return { bySection: places, object };
}

/** Section offsets of one object as source lines. */
class Places {
  private readonly lines: LinePlaces;
  private readonly symbols = new Map<string, { section: string; offset: number }>();
  /** Section -> offset of each instruction -> whether it is a nop. */
  private readonly instructions = new Map<string, Map<number, boolean>>();

  constructor(object: string, lines: LinePlaces) {
    this.lines = lines;
    for (const match of run('objdump', ['-t', object]).matchAll(/^([0-9a-f]{16}) .{7} (\S+)\t[0-9a-f]+ +(?:\.\w+ )?(\S+)$/gm)) {
      this.symbols.set(match[3]!, { section: match[2]!, offset: parseInt(match[1]!, 16) });
    }
    let starts = new Map<number, boolean>();
    for (const line of run('objdump', ['-d', '--no-show-raw-insn', object]).split('\n')) {
      const head = /^Disassembly of section (\S+):$/.exec(line);
      if (head !== null) this.instructions.set(head[1]!, starts = new Map());
      const instruction = /^ *([0-9a-f]+):\s+(.*)$/.exec(line);
      if (instruction !== null) starts.set(parseInt(instruction[1]!, 16), /\bnop|^xchg +%ax,%ax/.test(instruction[2]!));
    }
  }

  lineOf(section: string, offset: number): { line?: number; file?: string } {
    const place = this.lines.bySection.get(section)?.findLast(each => each.offset <= offset);
    if (place !== undefined) return { line: place.line, file: place.file };
    // No line of the file stands in this section: it was filled by macros, as the replacements of alternatives are.
    const match = /^(.*):(\d+)(?: .*)?$/.exec(run('addr2line', ['-e', this.lines.object, '-j', section, '0x' + offset.toString(16)]).trim());
    return match === null || match[2] === '0' ? {} : { line: Number(match[2]) - 1, file: match[1]! };
  }

  lineOfSymbol(name: string, offset: number): { line?: number; file?: string } {
    const symbol = this.symbols.get(name);
    return symbol === undefined ? this.lineOf(name, offset) : this.lineOf(symbol.section, symbol.offset + offset);
  }

  /** A nop, or the place behind a section's last instruction. */
  isPadding(section: string, offset: number): boolean {
    return this.instructions.get(section)?.get(offset) ?? true;
  }
}

const made: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unwind-lens-'));
  made.push(folder);
  return folder;
}

/** Workers of vitest are not told that they end, so a suite says it when it is done. */
export function removeTemporaryFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function run(tool: string, words: readonly string[]): string {
  return execFileSync(tool, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
