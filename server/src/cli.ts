// SPDX-License-Identifier: GPL-2.0-or-later
// The command line. `unwind-lens --stdio` and `unwind-lens lsp [--stdio]` are the language server, as editors start it.

import { Command } from 'commander';
import { version } from '../../package.json';

const program = new Command('unwind-lens')
  .description('Where the caller\'s frame is, on every line of Linux kernel assembly.')
  .version(version)
  .option('--stdio', 'the same as `lsp --stdio`')
  .action(async (options: { stdio?: boolean }) => {
    if (options.stdio) await languageServer(); else program.help();
  });

program.command('lsp')
  .description('run the language server')
  .option('--stdio', 'over standard input and output (default)')
  .option('--socket <port>', 'over a TCP port')
  .option('--pipe <name>', 'over a named pipe')
  .option('--node-ipc', 'over Node\'s channel to a parent process')
  .option('--clientProcessId <pid>', 'end when this process ends')
  .action(languageServer);

void program.parseAsync();

/** Imported only here, so that the other commands do not pay for loading it. */
async function languageServer(): Promise<void> {
  await import('./main.ts');
}
