// SPDX-License-Identifier: GPL-2.0-or-later
// The set-ups in README.md work when they are pasted as they are: each becomes the whole configuration of a fresh editor, which opens
// the fixture, and the finding shows.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyFixture, expected, root, server } from './expected.ts';

const NEOVIM_WAIT = `lua vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 10)
  for _, d in ipairs(vim.diagnostic.get(0)) do io.stdout:write(d.message, '\\n') end`;

const EMACS_WAIT = `(let ((end (+ (float-time) 20)))
  (while (and (< (float-time) end) (not (flymake-diagnostics)))
    (run-hooks 'post-command-hook) (when (bound-and-true-p flymake-mode) (flymake-start)) (accept-process-output nil 0.05))
  (dolist (d (flymake-diagnostics)) (princ (concat (flymake-diagnostic-text d) "\\n")))
  (ignore-errors (eglot-shutdown (eglot-current-server) nil 5)))`;

const LSP_MODE_WAIT = `(progn (unless (bound-and-true-p lsp-mode) (lsp))
  (let ((end (+ (float-time) 20)))
    (while (and (< (float-time) end) (= 0 (hash-table-count (lsp-diagnostics t)))) (accept-process-output nil 0.05)))
  (maphash (lambda (_file all) (dolist (d all) (princ (concat (lsp:diagnostic-message d) "\\n")))) (lsp-diagnostics t)))`;

const ALE_WAIT = `function! Finish(timer) abort
  let l:all = ale#engine#GetLoclist(bufnr(''))
  let g:looks = get(g:, 'looks', 0) + 1
  if empty(l:all) && g:looks < 200 | return | endif
  call writefile(map(copy(l:all), 'v:val.text'), g:answer)
  qall!
endfunction
autocmd VimEnter * call timer_start(100, 'Finish', { 'repeat': -1 })
`;

test('the set-up for neovim 0.7 shows the finding', () => {
  const shown = openFixture('neovim-0.7', 'init.lua', (init, file) =>
    ['nvim', '--headless', '-i', 'NONE', '-n', '-u', init, file, '-c', NEOVIM_WAIT.replaceAll('\n', ' '), '-c', 'qall!']);
  expect(shown).toContain(expected.problem.text);
});

test('the set-up for eglot shows the finding', () => {
  // Batch mode has no init file and no command loop: the package system is started, and the hooks are run, as Emacs itself would.
  const shown = openFixture('emacs-eglot', 'init.el', (init, file) =>
    ['emacs', '--batch', '--eval', '(package-initialize)', '-l', init, '--eval', '(setq make-backup-files nil)', file, '--eval', EMACS_WAIT]);
  expect(shown).toContain(expected.problem.text);
});

test('the set-up for lsp-mode shows the finding', () => {
  const shown = openFixture('emacs-lsp-mode', 'init.el', (init, file) => {
    // lsp-mode asks a person for the root of a folder that is no project.
    fs.mkdirSync(path.join(path.dirname(file), '.git'));
    fs.writeFileSync(path.join(path.dirname(file), '.git/HEAD'), 'ref: refs/heads/main\n');
    return ['emacs', '--batch', '--eval', '(package-initialize)', '--eval', '(setq lsp-auto-guess-root t lsp-keep-workspace-alive nil)', '--eval', "(require 'lsp-mode)", '-l', init, '--eval', '(setq make-backup-files nil)', file, '--eval', LSP_MODE_WAIT];
  });
  expect(shown).toContain(expected.problem.text);
});

test('the set-up for ALE shows the finding', () => {
  const shown = openFixture('vim-ale', 'ale.vim', (init, file) => {
    const vimrc = path.join(path.dirname(file), 'vimrc'), answer = path.join(path.dirname(file), 'shown');
    // Debian's package is opt-in; the rest is the block as it stands. What ALE shows is written to a file: the screen is nobody's.
    fs.writeFileSync(vimrc, `set nocompatible\nfiletype plugin on\npackadd! ale\n${fs.readFileSync(init, 'utf8')}\n${ALE_WAIT}`);
    return ['vim', '-T', 'dumb', '--not-a-term', '-n', '-i', 'NONE', '-u', vimrc, '--cmd', `let g:answer = '${answer}'`, file];
  }, 'shown');
  expect(shown).toContain(expected.problem.text);
});

test('Kate starts the server as the set-up says, and is told of the finding', () => {
  const shown = openFixture('kate', 'settings.json', (init, file) => {
    const home = path.dirname(file), settings = path.join(home, 'kate/lspclient/settings.json'), program = path.join(home, 'bin/unwind-lens');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    fs.renameSync(init, settings);
    // A person would say yes to "may it be started"; what Kate is told is written down, since it has no screen here.
    fs.writeFileSync(path.join(home, 'katerc'), `[Kate Plugins]\nlspclientplugin=true\n\n[lspclient]\nAllowedServerCommandLines=${program} --stdio\n`);
    fs.writeFileSync(program, fs.readFileSync(program, 'utf8').replace('exec ', '').replace(/\n$/, ` | tee '${home}/told'\n`));
    // Kate stays open until it is ended.
    const wait = `kate -b '${file}' & for i in $(seq 100); do grep -q publishDiagnostics '${home}/told' 2>/dev/null && break; sleep 0.2; done; kill $!`;
    return ['env', 'QT_QPA_PLATFORM=offscreen', `XDG_RUNTIME_DIR=${home}`, 'dbus-run-session', 'sh', '-c', wait];
  }, 'told');
  expect(shown).toContain(expected.problem.text);
});

/** Runs an editor with a README block as its configuration; `unwind-lens` is on the path. Gives what it printed, or wrote to a file of the name `answer`. */
function openFixture(block: string, name: string, command: (init: string, file: string) => string[], answer?: string): string {
  const { folder, file, remove } = copyFixture();
  try {
    const bin = path.join(folder, 'bin'), init = path.join(folder, name);
    fs.mkdirSync(bin);
    fs.writeFileSync(path.join(bin, 'unwind-lens'), `#!/bin/sh\nexec '${server[0]}' '${server[1]}' "$@"\n`, { mode: 0o755 });
    fs.writeFileSync(init, readmeBlock(block));
    const [program, ...args] = command(init, file) as [string, ...string[]];
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder };
    const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'], env });
    if (error) throw error;
    if (answer !== undefined && fs.existsSync(path.join(folder, answer))) return fs.readFileSync(path.join(folder, answer), 'utf8');
    return stdout || stderr;
  } finally {
    remove();
  }
}

function readmeBlock(name: string): string {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  const block = new RegExp(`<!-- test: ${name.replaceAll('.', '\\.')} -->\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(readme)?.[1];
  if (!block) throw new Error(`README.md has no block ${name}`);
  return block;
}
