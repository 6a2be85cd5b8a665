// SPDX-License-Identifier: GPL-2.0-or-later
// One file, one Configuration. Who is asked, in this order: the user, the object's own .cmd file, compile_commands.json, what kbuild
// would do in this tree, the built-in headers. The first that knows the file answers alone; -I and -D are added to any answer.

import { whyNotAnalysed } from './analysed.ts';
import { parseCmdFile, type CmdFile } from './cmdFile.ts';
import { compileCommandFor } from './compileCommands.ts';
import { modeOf, readCompileCommand } from './compileWords.ts';
import type { Compiler, Configuration, NotAnalysed, Overrides, Rooms } from './configuration.ts';
import { as32, defaultConfig } from './defaultConfig.ts';
import type { FileSystem } from './fileSystem.ts';
import { includerOf } from './includer.ts';
import { configNumber, isSet, type KernelConfig } from './kconfig.ts';
import { kbuildObject, onlyFor32 } from './kbuildObject.ts';
import { kbuildObjtool } from './kbuildObjtool.ts';
import { choiceOf, chosenConfig } from './configurations.ts';
import { findTree, treeAt, type KernelTree } from './kernelTree.ts';
import { around, below, childOf, isAbsolute, nameOf, parentOf, resolvePath } from './path.ts';
import { remembered } from './remembered.ts';
import { shellCommands } from './shellWords.ts';
import { treeCommand } from './treeCommand.ts';
import { noStandIns, standIns, standInsFor32, standInsForOther } from './unbuilt.ts';
import { featuresOf } from './variants.ts';

export function configure(path: string, fs: FileSystem, overrides: Overrides, rooms: Rooms): Configuration | NotAnalysed {
  const own = findTree(fs, path, overrides.build) ?? treeOfCommand(fs, overrides);
  const choice = own ? choiceOf(fs, own, overrides) : '';
  const tree = own && isAbsolute(choice) && fs.stat(choice)?.kind === 'directory' ? treeAt(fs, own.root, choice) : own;
  const relative = tree && (below(tree.root, path) ?? below(tree.build, path));
  const chosen = tree && chosenConfig(fs, choice, configOf(tree));
  const found = chosen ? fromTree({ path, fs, overrides, rooms, tree }, choice)! : commandFor({ path, fs, overrides, rooms, tree });
  // The build that was configured cannot tell about a file it never builds; a command of its own could.
  const for32Only = tree !== undefined && onlyFor32(fs, tree, chosen ?? configOf(tree), () => as32(configOf(tree)), path);
  const only32 = for32Only && found.origin.kind === 'tree';
  const reason = whyNotAnalysed(path, relative, fs.readFile(path) ?? '')
    ?? (found.origin.kind === 'tree' ? userPrograms.find(({ below }) => relative?.startsWith(below))?.reason : undefined);
  if (reason !== undefined) return { kind: 'not-analysed', reason };

  const config = tree && (only32 ? as32(configOf(tree)) : chosen ?? configOf(tree));
  const other = only32 ? standInsFor32(fs, tree, config!, path) : chosen ? standInsForOther(fs, tree!, chosen, path, choice) : undefined;
  const stand = other ?? (tree ? standIns(fs, tree, config!, path) : noStandIns);
  const flags = other ? [`-I${other.directory}`, ...treeWords(fs, tree!, config!, path)] : found.words;
  const words = [...(overrides.include ?? []).map(directory => `-I${directory}`), ...flags, ...(overrides.define ?? []).map(define => `-D${define}`)];
  // A copy elsewhere, with the original's command, is judged as the original.
  const standsFor = tree && relative === undefined ? resolvePath(found.workingDirectory, found.inputPath) : path;
  const object = tree && kbuildObject(fs, tree, config!, standsFor);
  const includedBy = object?.part === 'unlisted' && found.origin.kind === 'tree' ? includerOf(fs, tree!, path) : undefined;
  const clang = found.clang || (config !== undefined && isSet(config, 'CC_IS_CLANG'));
  return {
    kind: 'analysed',
    origin: found.origin,
    workingDirectory: found.workingDirectory,
    inputPath: found.inputPath,
    cpp: rooms.cppOptions(words, compilerOf(config, clang)),
    words,
    mode: modeOf(words),
    ...(found.debugInfo && { debugInfo: found.debugInfo }),
    assemblerVersion: overrides.assemblerVersion ?? (config && configNumber(config, 'AS_VERSION')) ?? assumedAssembler,
    assembler: (found.clang ? !found.words.some(word => /^-f?no-integrated-as$/.test(word)) : clang && config?.get('AS_IS_LLVM') === 'y') ? 'clang' : 'gas',
    ...(tree && { tree: tree.root, build: tree.build, features: featuresOf(config!), ...(tree.release && { release: tree.release.text }) }),
    ...(object && { part: object.part }), ...(choice !== '' && { choice }),
    objtool: kbuildObjtool(fs, {
      ...(tree && { tree, config: config! }), ...(object && { object }), ...(found.objtool && { called: found.objtool }),
      module: words.includes('-DMODULE'), profile: overrides.profile ?? 'object', ...(overrides.objtool !== undefined && { override: overrides.objtool }),
    }),
    ...(overrides.objtoolVersion && { objtoolVersion: overrides.objtoolVersion }),
    standIns: found.origin.kind === 'built-in' ? rooms.builtIn?.files ?? stand.files : stand.files,
    ...(includedBy !== undefined && { includedBy }),
    ...(for32Only && !only32 && modeOf(words) === 64 && { withheld: 'only 32-bit kernels build this file' }),
    assumptions: stand.assumptions,
  };
}

/** A file that was analysed is still one to be analysed with this text. */
export function staysAnalysed({ tree, build }: Configuration, path: string, text: string): boolean {
  const relative = tree === undefined || build === undefined ? undefined : below(tree, path) ?? below(build, path);
  return whyNotAnalysed(path, relative, text) === undefined;
}

/** Parts of a tree with include paths of their own; without their command nothing about them is known. */
const userPrograms: readonly { readonly below: string; readonly reason: string }[] = [
  { below: 'tools/', reason: 'a user program under tools/ whose compile command is not known' },
  { below: 'drivers/firmware/efi/libstub/zboot-header.S', reason: 'part of EFI zboot images, which x86 does not have' },
  { below: 'arch/x86/um/', reason: 'user-mode Linux (ARCH=um), not built here' },
];

/** binutils 2.40, where .config does not say CONFIG_AS_VERSION. */
const assumedAssembler = 24000;

/** The compiler that the tree was configured for; gcc 12.2 where nothing is known. */
function compilerOf(config: KernelConfig | undefined, clang: boolean): Compiler {
  const version = config && configNumber(config, clang ? 'CLANG_VERSION' : 'GCC_VERSION');
  const number = version !== undefined && version > 0 ? version : clang ? 140006 : 120200;
  return { name: clang ? 'clang' : 'gcc', version: [Math.floor(number / 10000), Math.floor(number / 100) % 100, number % 100] };
}

interface Question { readonly path: string; readonly fs: FileSystem; readonly overrides: Overrides; readonly rooms: Rooms; readonly tree: KernelTree | undefined }

interface Found {
  readonly origin: Configuration['origin'];
  readonly workingDirectory: string;
  readonly inputPath: string;
  readonly words: readonly string[];
  readonly objtool?: readonly string[];
  readonly clang: boolean;
  readonly debugInfo?: 4 | 5;
}

function commandFor(question: Question): Found {
  return fromUser(question) ?? fromCmdFile(question) ?? fromDatabase(question) ?? fromTree(question) ?? fromBuiltIn(question);
}

function fromUser({ path, overrides, tree }: Question): Found | undefined {
  const command = overrides.command === undefined ? undefined : shellCommands(overrides.command)[0];
  if (!command) return undefined;
  // Bare flags are a command too: put the compiler's name in front of them.
  const { words, input, clang, debugInfo } = readCompileCommand(command[0]!.startsWith('-') ? ['gcc', ...command] : command);
  return { origin: { kind: 'command-line' }, workingDirectory: overrides.workingDirectory ?? tree?.build ?? parentOf(path), inputPath: input ?? path, words, clang, ...(debugInfo && { debugInfo }) };
}

/** A command that runs in a kernel tree makes its file a file of that tree. */
function treeOfCommand(fs: FileSystem, { command, workingDirectory, build }: Overrides): KernelTree | undefined {
  return command !== undefined && workingDirectory !== undefined ? findTree(fs, `${workingDirectory}/Makefile`, build) : undefined;
}

function fromCmdFile({ path, fs, overrides, tree }: Question): Found | undefined {
  const stem = nameOf(path).replace(/\.[^.]*$/, '');
  const relative = tree && below(tree.root, path);
  const directories = [parentOf(path), ...(relative !== undefined ? [parentOf(`${tree!.build}/${relative}`)] : [])];
  for (const directory of new Set(directories)) {
    const file = `${directory}/.${stem}.o.cmd`;
    const cmd = remembered(fs, file, 'cmd', text => parseCmdFile(text) ?? null);
    if (!cmd) continue;
    const { words, input, clang, debugInfo } = readCompileCommand(cmd.compile);
    const inputPath = input ?? cmd.source ?? path;
    // An object made from something else (NAME.c beside NAME.S) says nothing about this file.
    if (nameOf(inputPath) !== nameOf(path)) continue;
    const workingDirectory = tree?.build ?? workingDirectoryOf(fs, cmd, directory, overrides.build);
    return { origin: { kind: 'cmd', path: file }, workingDirectory, inputPath, words, clang, ...(debugInfo && { debugInfo }), ...(cmd.objtool && { objtool: cmd.objtool }) };
  }
  return undefined;
}

/** Outside a tree (an external module) the command ran where its relative include paths lead somewhere. */
function workingDirectoryOf(fs: FileSystem, cmd: CmdFile, directory: string, build: string | undefined): string {
  if (build !== undefined) return resolvePath(directory, build);
  const relative = cmd.compile.find(word => /^-I\.?[\w./]/.test(word) && !word.startsWith('-I/'))?.slice(2);
  if (relative !== undefined) for (const candidate of around(`${directory}/x`)) if (fs.exists(resolvePath(candidate, relative))) return candidate;
  return directory;
}

function fromDatabase({ path, fs, tree }: Question): Found | undefined {
  const directories = tree ? [tree.build, tree.root] : [...around(path)];
  for (const directory of new Set(directories)) {
    const database = childOf(directory, 'compile_commands.json');
    const entry = compileCommandFor(fs, database, path);
    if (!entry) continue;
    const { words, input, clang, debugInfo } = readCompileCommand(entry.words);
    return { origin: { kind: 'compile-commands', path: database }, workingDirectory: entry.directory, inputPath: input ?? entry.file, words, clang, ...(debugInfo && { debugInfo }) };
  }
  return undefined;
}

/** `choice`: what was chosen instead of the tree's own configuration. */
function fromTree({ path, fs, tree }: Question, choice?: string): Found | undefined {
  if (!tree) return undefined;
  const relative = below(tree.root, path);
  const inputPath = relative === undefined ? path : tree.sourceSpelling === '.' ? relative : `${tree.sourceSpelling}/${relative}`;
  const note = choice !== undefined ? `flags as kbuild derives them for ${choice}` : tree.config ? 'this object was not built: flags as kbuild derives them' : 'the tree was not configured: a default configuration is assumed';
  return { origin: { kind: 'tree', path: tree.root, note }, workingDirectory: tree.build, inputPath, words: treeWords(fs, tree, configOf(tree), path), clang: false };
}

function treeWords(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string): readonly string[] {
  return readCompileCommand(['gcc', ...treeCommand(fs, tree, config, path).words]).words;
}

function fromBuiltIn({ path, rooms }: Question): Found {
  const words = rooms.builtIn ? ['-nostdinc', ...rooms.builtIn.words] : ['-nostdinc', '-D__ASSEMBLY__', '-D__KERNEL__', '-m64'];
  return { origin: { kind: 'built-in', note: 'outside a kernel tree: built-in headers' }, workingDirectory: parentOf(path), inputPath: nameOf(path), words, clang: false };
}

const assumedConfigs = new WeakMap<KernelTree, KernelConfig>();

function configOf(tree: KernelTree): KernelConfig {
  if (tree.config) return tree.config;
  let config = assumedConfigs.get(tree);
  if (!config) assumedConfigs.set(tree, config = defaultConfig(tree.release));
  return config;
}
