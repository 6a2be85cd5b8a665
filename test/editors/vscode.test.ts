// SPDX-License-Identifier: GPL-2.0-or-later
// The packaged extension in a real VS Code, as a person meets it. The same is asked of both extension hosts: Node's, where the server
// is a child process, and the browser's, where it is a web worker. Pictures are left in test-results/.

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, onTestFailed } from 'vitest';
import { copyFixture, expected, root } from './expected.ts';
import { startVsCode, type Host } from './vscode-host/start.ts';
import type { Window } from './vscode-host/window.ts';

const HOSTS = [
  ['node', {}],
  ['web', { 'remote.extensionKind': { 'unwind-lens.unwind-lens': ['web'] } }],
] as const;

describe.each(HOSTS)('VS Code, %s extension host', (name, settings) => {
  const fixture = copyFixture();
  let host: Host, window: Window;
  const picture = (what: string): Promise<void> => window.screenshot(path.join(root, 'test-results', `vscode-${name}-${what}.png`));

  beforeAll(async () => {
    host = await startVsCode({ folder: fixture.folder, vsix: [path.join(root, 'unwind-lens.vsix')], settings });
    window = host.window;
    await window.openFile(expected.file);
  });
  afterAll(async () => {
    await host?.close();
    fixture.remove();
  });

  const step = (what: string, run: () => Promise<void>): void => {
    test(what, async () => {
      onTestFailed(async () => {
        await picture('failed');
        fs.writeFileSync(path.join(root, 'test-results', `vscode-${name}-failed.json`), JSON.stringify(host.logs(), null, 2));
      });
      await run();
    });
  };

  step('inlay hints say where the CFA is', async () => {
    const hints = await window.until('inlay hints', async () => {
      const found = await window.inlayHints();
      return found.length > 0 && found;
    });
    const { line, text } = expected.hint;
    expect(hints.filter((hint) => hint.line === line).map((hint) => hint.text)).toEqual([expect.stringContaining(text)]);
  });

  step('the status item says how the file is checked', async () => {
    await window.until('the status', async () => /kernel tree|built-in|kbuild|\.cmd/.test(await window.languageStatus()));
  });

  step('Problems lists the finding', async () => {
    const problems = await window.until('problems', async () => {
      const found = await window.problems();
      return found.length > 0 && found;
    });
    const { line, text, code } = expected.problem;
    expect(problems).toEqual([expect.objectContaining({ line, code, severity: 'warning', file: fixture.file, message: expect.stringContaining(text) as string })]);
    await picture('problems');
  });

  step('a hover shows the state', async () => {
    const { line, column, text } = expected.hover;
    expect(await window.showHover(line, column)).toContain(text);
    await picture('hover');
  });

  step('mnemonics, registers and directives have colours of their own', async () => {
    const pieces = await window.tokens(7); // push %rbx
    const colour = (text: string): string | undefined => pieces.find((piece) => piece.text.trim() === text)?.color;
    expect(new Set([colour('push'), colour('%rbx')]).size).toBe(2);
    expect(pieces.every(({ text, color }) => text.trim() === '' || color !== '')).toBe(true);
  });

  step('stack states open as a document beside', async () => {
    await window.runCommand('Unwind Lens: Show Stack States');
    const report = window.page.locator('.part.editor .editor-group-container .monaco-editor[data-uri^="unwind-lens:"]');
    await window.until('the report', async () => (await report.locator('.view-lines').innerText()).includes(expected.states));
    await picture('states');
    await window.openFile(expected.file);
  });

  step('the quick fix mends the finding', async () => {
    const { line } = expected.problem;
    expect(await window.codeActions(line)).toContain(expected.fix);
    await window.applyCodeAction(expected.fix, line);
    await window.until('the fix', async () => expected.fixed.test(await window.editorText()));
    await window.until('no problems', async () => (await window.problems()).length === 0);
    const report = window.page.locator('.monaco-editor[data-uri^="unwind-lens:"] .view-lines');
    await window.until('the report to follow', async () => expected.statesAfter.test(await report.innerText()));
    await picture('fixed');
  });

  step('a restarted server works on', async () => {
    await window.runCommand('Unwind Lens: Restart Server');
    await window.until('a hover', async () => (await window.hoverAt(expected.hover.line, expected.hover.column)).includes(expected.hover.text));
  });

  step('tabs are as wide as the kernel has them', async () => {
    await window.until('tabs of 8', async () => await window.page.locator('[id="status.editor.indentation"]').innerText() === 'Tab Size: 8');
  });

  step('commands hide outside of assembly', async () => {
    fs.writeFileSync(path.join(fixture.folder, 'notes.txt'), 'nothing\n');
    await window.openFile('notes.txt');
    expect((await window.offeredCommands('Unwind Lens')).filter((title) => title.startsWith('Unwind Lens:'))).toEqual([]);
  });
});
