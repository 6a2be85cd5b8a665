// SPDX-License-Identifier: GPL-2.0-or-later
// The command line. `unwind-lens --stdio` and `unwind-lens lsp [--stdio]` are the language server, as editors start it.

import { Command, Option } from 'commander';
import { version } from '../../package.json';
import type { CommandOptions } from './commandLine/options.ts';
import type { parts } from './parts.ts';

const program = new Command('unwind-lens')
  .description('Where the caller\'s frame is, on every line of Linux kernel assembly.')
  .version(version)
  .option('--stdio', 'the same as `lsp --stdio`')
  .action(async (options: { stdio?: boolean }) => {
    if (options.stdio) await languageServer(); else program.help();
  });

withConfiguration(program.command('print')
  .description('print one stage: preprocessed, listing, object, cfi, orc, rules or options')
  .argument('<stage>').argument('<file>')
  .option('--format <format>', 'text, json, or objtool (orc)', 'text')
  .option('--frame-pointer', 'cfi: with a column of what a frame-pointer walk would find')
  .option('--markers', 'preprocessed: with line markers, as gcc -E'))
  .action(async (stage: string, file: string, options: CommandOptions) => {
    const { printStage } = await part('print');
    process.exitCode = printStage(stage, file, options);
  });

withConfiguration(program.command('check')
  .description('report findings; exit 2 if a file could not be checked, 1 if there is a warning or an error, else 0')
  .argument('<file...>')
  .option('--format <format>', 'text, json, or objtool (with --parity)', 'text')
  .option('--parity', 'only what this tree\'s objtool would print')
  .option('-j, --jobs <number>', 'check the files in so many threads', Number)
  .option('--severity <code=level>', 'grade findings of a code as off, hint, information, warning or error', (value: string, before: string[]) => [...before, value], []))
  .action(async (files: string[], options: CommandOptions) => {
    const { checkFiles } = await part('check');
    process.exitCode = await checkFiles(files, options);
  });

withConfiguration(program.command('expand')
  .description('show what the macro call at FILE:LINE or FILE:LINE:COLUMN becomes, with the state in front of each instruction')
  .argument('<place>')
  .option('--levels <number>', 'leave deeper calls as they are written', Number))
  .action(async (place: string, options: CommandOptions) => {
    const { expandAt } = await part('expand');
    process.exitCode = expandAt(place, options);
  });

withConfiguration(program.command('where')
  .description('show the source line of SYMBOL+0xOFFSET; with - for it, add source lines to text from standard input (objtool, an oops)')
  .argument('<address>').argument('<file-or-directory>'))
  .action(async (address: string, place: string, options: CommandOptions) => {
    const { whereIs } = await part('where');
    process.exitCode = await whereIs(address, place, options);
  });

withConfiguration(program.command('unwind')
  .description('what a backtrace from an interrupt there would find: by ORC, by frame pointer, and in truth')
  .argument('<file:line>')
  .option('--format <format>', 'text or json', 'text'))
  .action(async (place: string, options: CommandOptions) => {
    const { unwindAt } = await part('unwind');
    process.exitCode = unwindAt(place, options);
  });

withConfiguration(program.command('matrix')
  .description('compare a file under several configurations of its tree: states and findings that differ')
  .argument('<file>')
  .argument('[configuration...]', 'variants (orc, frame-pointer, ibt, no-ibt, paravirt, no-paravirt, mitigations, no-mitigations, 32-bit), build folders or .config files; default: all variants')
  .option('--format <format>', 'text or json', 'text'))
  .action(async (file: string, configurations: string[], options: CommandOptions) => {
    const { compareConfigurations } = await part('matrix');
    process.exitCode = compareConfigurations(file, configurations, options);
  });

withConfiguration(program.command('static-calls')
  .description('list calls and jumps that are patched in place, their rows in .static_call_sites, and the share whose operand crosses a cache line')
  .argument('<path...>')
  .option('--format <format>', 'text or json', 'text')
  .option('--all', 'list every direct call and jump of five bytes'))
  .action(async (paths: string[], options: CommandOptions & { all?: boolean }) => {
    const { staticCalls } = await part('staticCalls');
    process.exitCode = staticCalls(paths, options);
  });

program.command('lsp')
  .description('run the language server')
  .option('--stdio', 'over standard input and output (default)')
  .option('--socket <port>', 'over a TCP port')
  .option('--pipe <name>', 'over a named pipe')
  .option('--node-ipc', 'over Node\'s channel to a parent process')
  .option('--clientProcessId <pid>', 'end when this process ends')
  .option('--from-scratch', 'use nothing of one analysis for another (slow; to find out whether reuse is at fault)')
  .action(languageServer);

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); throw error; });

void program.parseAsync();

/** How the file is built, when what is found by itself is not what is meant. */
function withConfiguration(command: Command): Command {
  const collect = (value: string, before: string[]) => [...before, value];
  return command
    .option('--cmd <command>', 'the whole compile command')
    .option('-I, --include <directory>', 'one more include directory', collect, [])
    .option('-D, --define <macro>', 'one more macro', collect, [])
    .option('--build <directory>', 'where `make O=DIR` leaves its output')
    .option('--configuration <name>', 'another configuration of the tree: a variant (see matrix), a build folder or a .config file')
    .option('--objtool <options>', 'options of the real tool')
    .addOption(new Option('--objtool-version <version>', 'which objtool to follow').choices(['6.1', '6.12', '7.2']))
    .addOption(new Option('--profile <profile>', 'which of kbuild\'s runs of objtool is meant').choices(['object', 'vmlinux', 'module']))
    .option('--assembler-version <number>', 'like CONFIG_AS_VERSION: 24000 is 2.40', Number);
}

type Parts = typeof parts;

/** What a command needs is loaded by the command. */
async function part<Name extends keyof Parts>(name: Name): Promise<Awaited<ReturnType<Parts[Name]>>> {
  const { parts } = await import('./parts.ts');
  return await parts[name]() as Awaited<ReturnType<Parts[Name]>>;
}

async function languageServer(): Promise<void> {
  await import('./main.ts');
}
