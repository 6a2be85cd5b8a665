// SPDX-License-Identifier: GPL-2.0-or-later
// Every command of the palette in the packaged extension, on two small trees of our own; addresses clicked in a terminal.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { smallTree } from '../project/smallTree.ts';
import { root } from './expected.ts';
import { placeOfText } from './vscode-host/reading.mjs';
import { startVsCode, type Host } from './vscode-host/start.ts';
import type { Window } from './vscode-host/window.ts';

const nested = `	.text
	.macro inner r
	push \\r
	.endm
	.macro outer
	inner %rbx
	inner %r12
	.endm
f:
	outer
#ifdef CONFIG_MITIGATION_RETPOLINE
	nop
#endif
	pop %r12
	pop %rbx
	ret
	.type f, @function
	.size f, . - f
`;
const patched = `#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
SYM_FUNC_START(g)
	ALTERNATIVE "nop", "push %rax; pop %rax", X86_FEATURE_SMAP
	RET
SYM_FUNC_END(g)
`;

describe('commands in VS Code', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-')));
  let host: Host, window: Window;

  beforeAll(async () => {
    for (const [file, text] of smallTree()) if (!file.startsWith('/build/')) write(file.slice(1), text);
    write('linux/arch/x86/lib/nested.S', nested);
    write('patched.S', patched);
    host = await startVsCode({ folder, vsix: [path.join(root, 'unwind-lens.vsix')], settings: { 'terminal.integrated.gpuAcceleration': 'off', 'terminal.integrated.fontSize': 16 } });
    window = host.window;
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.until('inlay hints', async () => (await window.inlayHints()).length > 0);
  });
  afterAll(async () => {
    await host?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const picture = (what: string): Promise<void> => window.screenshot(path.join(root, 'test-results', `vscode-commands-${what}.png`));
  const step = (what: string, run: () => Promise<void>): void => {
    test(what, async () => {
      onTestFailed(async () => {
        await picture(`failed-${what.replace(/\W+/g, '-')}`);
        fs.writeFileSync(path.join(root, 'test-results/vscode-commands-failed.json'), JSON.stringify(host.logs(), null, 2));
      });
      await run();
    });
  };
  /** The text of the report on screen; blanks count once. */
  const report = async (title: string): Promise<string> => {
    const editor = window.page.locator(`.part.editor .monaco-editor[data-uri^="unwind-lens:"][data-uri*="${encodeURIComponent(title)}"]`).first();
    return await editor.count() === 0 ? '' : (await editor.locator('.view-lines').innerText()).replace(/[\u00a0\s]+/g, ' ');
  };
  const shows = (title: string, text: string | RegExp): Promise<unknown> => window.until(`${title}: ${String(text)}`, async () => { const now = await report(title); return typeof text === 'string' ? now.includes(text) : text.test(now); });

  step('the status names release and options', async () => {
    await window.until('the status', async () => /6\.12\.3 ORC PARAVIRT_XXL/.test(await window.languageStatus()));
  });

  step('a macro is expanded step by step, and back to what is typed', async () => {
    await window.gotoLine(10, 3);
    await window.runCommand('Unwind Lens: Step into Macro');
    await shows('expansion', /# outer .* inner %rbx # rsp\+8 inner %r12 # rsp\+16/);
    expect(await report('expansion')).not.toContain('push');
    await picture('expanded-once');
    await window.page.locator('.monaco-editor[data-uri^="unwind-lens:"] .view-lines').first().click();
    await window.until('the lens', async () => (await window.codeLenses()).some(({ title }) => title === '1 of 2 levels: one more'));
    await window.clickCodeLens('1 of 2 levels: one more');
    await shows('expansion', /push %rbx # rsp\+8 .*push %r12 # rsp\+16/);
    await picture('expanded');
    await window.page.locator('.monaco-editor[data-uri^="unwind-lens:"] .view-lines').first().click();
    const { line } = await window.find('push %r12');
    await window.gotoLine(line, 3);
    await window.runCommand('Go to Definition');
    await window.until('the spelling', async () => (await window.activeFile())?.endsWith('/nested.S') === true);
    expect((await window.cursor()).line).toBe(3);
  });

  step('fewer levels, and all of them, by command', async () => {
    const oneLevel = (): Promise<unknown> => window.until('one level', async () => /inner %rbx # rsp\+8/.test(await report('expansion')) && !(await report('expansion')).includes('push'));
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.gotoLine(10, 3);
    await window.runCommand('Unwind Lens: Expand Macro');
    await shows('expansion', 'push %r12');
    await window.page.locator('.monaco-editor[data-uri^="unwind-lens:"] .view-lines').first().click();
    await window.runCommand('Unwind Lens: Expansion: One Level Less');
    await oneLevel();
    await window.runCommand('Unwind Lens: Expansion: All Levels');
    await shows('expansion', 'push %r12');
    await window.runCommand('Unwind Lens: Expansion: One Level Less');
    await oneLevel();
    await window.runCommand('Unwind Lens: Expansion: One Level More');
    await shows('expansion', 'push %r12');
  });

  step('a backtrace of an interrupt, and a comparison of configurations', async () => {
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.gotoLine(14, 3);
    await window.runCommand('Unwind Lens: Show Backtrace of an Interrupt Here');
    await shows('an interrupt here', /ORC/);
    await picture('backtrace');
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.runCommand('Unwind Lens: Compare Configurations');
    await shows('configurations', /nop .*no-mitigations: no instruction/);
    await picture('matrix');
  });

  step('alternatives side by side', async () => {
    await window.openFile('patched.S');
    await window.gotoLine(5, 3);
    await window.runCommand('Unwind Lens: Show Alternatives');
    await shows('alternatives', /push %rax/);
    await picture('alternatives');
  });

  step('another configuration is chosen, and kept in the settings', async () => {
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.runCommand('Unwind Lens: Select Configuration');
    const row = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'no mitigations' }).first();
    await row.waitFor();
    await picture('select-configuration');
    await row.click();
    await window.until('the status', async () => /6\.12\.3 no-mitigations/.test(await window.languageStatus()));
    expect(JSON.parse(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8'))).toMatchObject({ 'unwindLens.configuration': 'no-mitigations' });
  });

  step('an address typed into the box lands on its line and in its expansion', async () => {
    await window.openFile('patched.S');
    await window.runCommand('Unwind Lens: Find Address (symbol+0x1c)');
    await window.page.locator('.quick-input-widget', { hasText: 'An address' }).waitFor();
    await window.page.keyboard.type('RIP: 0010:f+0x1/0x6');
    await window.page.keyboard.press('Enter');
    await window.until('the call', async () => (await window.activeFile())?.endsWith('/nested.S') === true);
    expect((await window.cursor()).line).toBe(10);
    await shows('expansion', 'push %r12');
    await picture('address');
  });

  step('an address in a terminal is a link', async () => {
    await window.openFile('patched.S');
    await window.runCommand('Terminal: Create New Terminal');
    const rows = window.page.locator('.xterm-rows');
    await rows.waitFor();
    await window.page.locator('.xterm-screen').first().click();
    await window.until('a prompt', async () => (await rows.first().innerText()).trim() !== '');
    await window.page.keyboard.type('clear; printf \'arch/x86/lib/nested.%s: warning: objtool: %s: words\\n\' o f+0x1\n');
    await window.until('the warning', async () => /nested\.o: warning: objtool: f\+0x1: words/.test((await rows.first().innerText()).replace(/\u00a0/g, ' ')));
    const at = await window.page.evaluate(placeOfText, 'f+0x1:');
    // Links are looked for where the mouse comes to rest.
    await window.page.mouse.move(at.x - 4, at.y);
    await window.page.mouse.move(at.x, at.y, { steps: 5 });
    await window.page.locator('.xterm-rows [style*="underline"], .xterm-cursor-pointer').first().waitFor();
    await picture('terminal-link');
    await window.page.keyboard.down('Control');
    await window.page.mouse.click(at.x, at.y);
    await window.page.keyboard.up('Control');
    await window.until('the call', async () => (await window.activeFile())?.endsWith('/nested.S') === true);
    await window.runCommand('View: Close Panel').catch(() => { /* It hides by itself in some layouts. */ });
    expect((await window.cursor()).line).toBe(10);
    await picture('terminal-link-followed');
  });

  step('all commands are offered in assembly', async () => {
    await window.openFile('patched.S');
    const titles = (JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { contributes: { commands: { title: string; when?: string }[] } }).contributes.commands.map(({ title }) => `Unwind Lens: ${title}`);
    const offered = await window.offeredCommands('Unwind Lens:');
    expect(titles.filter((title) => !title.startsWith('Unwind Lens: Expansion:') && !offered.includes(title))).toEqual([]);
  });

  step('names are found in files that nobody opened, completed, and renamed', async () => {
    await window.page.keyboard.press('Control+T');
    await window.page.locator('.quick-input-widget').waitFor();
    // The index is made in the background; VS Code asks only when the query changes.
    await window.until('the macro of a header', async () => {
      for (const query of ['#BEGI', '#BEGIN']) await window.page.locator('.quick-input-widget input.input').fill(query);
      return await window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'own.h' }).first().waitFor({ timeout: 1000 }).then(() => true, () => false);
    });
    await picture('workspace-symbols');
    await window.page.keyboard.press('Escape');
    await window.openFile('linux/arch/x86/lib/nested.S');
    await window.gotoLine(14, 2);
    await window.insert('mov %rax, ');
    await window.until('completions', async () => (await window.completions())[0] === '%rax');
    await window.runCommand('File: Revert File');
    await window.until('the text of before', async () => !(await window.editorText()).includes('mov'));
    await window.gotoLine(9, 1);
    await window.page.keyboard.press('F2');
    await window.page.locator('.rename-box input:focus').waitFor();
    await window.page.keyboard.type('renamed');
    await picture('rename');
    await window.page.keyboard.press('Enter');
    await window.until('all four', async () => (await window.editorText()).split('renamed').length === 5);
    await window.runCommand('File: Revert File');
    await window.until('the old name', async () => !(await window.editorText()).includes('renamed'));
  });
});
