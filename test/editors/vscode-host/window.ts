// SPDX-License-Identifier: GPL-2.0-or-later
// The workbench as a person meets it: all is read from what shows, and done with the keys that a person would press. Lines and columns
// count from 1, as VS Code shows them. Only the lines on screen can be read: `gotoLine` brings others there.

import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from '../until.ts';
import { copied, leaveFrame, listenForCopy, readCursorLine, readProblemRows, readTokens, readVisibleLines, roll } from './reading.mjs';
import type { PageLine, PagePiece, PageProblem, PageProblemRow } from './reading.mjs';

export interface Problem extends PageProblem { readonly file: string | undefined }

export class Window {
  readonly page: Page;
  private readonly folder: string;
  private readonly timeout: number;

  constructor(page: Page, folder: string, timeout: number) {
    this.page = page;
    this.folder = folder;
    this.timeout = timeout;
  }

  /** The workbench shows before it listens to keys: this knocks until it answers. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .explorer-folders-view').waitFor();
    await this.until('the workbench to take keys', async () => {
      await this.page.keyboard.press('F1');
      return this.quickInput.waitFor({ timeout: 1000 }).then(() => true, () => false);
    });
    await this.until('the command palette to close', async () => {
      await this.page.keyboard.press('Escape');
      return this.quickInput.waitFor({ state: 'hidden', timeout: 500 }).then(() => true, () => false);
    });
  }

  // ---- files, cursor, text -------------------------------------------------------------------------------------------------------

  /** Opens a file, or shows its tab if it is open. A relative path is in the folder. */
  async openFile(name: string): Promise<void> {
    const file = path.resolve(this.folder, name);
    const tab = this.page.locator(`.part.editor .tab:has(.tab-label[aria-label^=${JSON.stringify(file)}])`).first();
    if (await tab.count() > 0) await this.click(tab);
    else {
      await this.ask('Control+P', file, this.quickInput.locator('.monaco-list-row.focused', { hasText: path.basename(file) }));
      await this.page.keyboard.press('Enter');
    }
    await this.until(`${file} to open`, async () => await this.activeFile() === file);
    await this.focusEditor();
  }

  /** The path (or for a virtual document its URI's path) of the active editor. */
  async activeFile(): Promise<string | undefined> {
    if (await this.activeEditor.count() === 0) return undefined;
    return decodeURIComponent(new URL(await this.activeEditor.getAttribute('data-uri') ?? '').pathname);
  }

  /** Puts the cursor at a line and column of the active editor, in view. A column past the line's end is its end. */
  async gotoLine(line: number, column = 1): Promise<void> {
    const offer = new RegExp(`Go to line ${line}( and character ${column})?\\.`);
    await this.ask('Control+G', `:${line}:${column}`, this.quickInput.locator('.monaco-list-row', { hasText: offer }));
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.focusEditor();
    await this.until(`the cursor to come to line ${line}`, async () => await this.page.evaluate(readCursorLine) === line);
  }

  /** Where the cursor is, as the "go to line" box says (the status bar counts a tab by its width). */
  async cursor(): Promise<{ line: number; column: number }> {
    const row = await this.ask('Control+G', ':', this.quickInput.locator('.monaco-list-row', { hasText: 'Current Line' }));
    const match = /Line: (\d+), Character: (\d+)/.exec(plain(await row.innerText()));
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return { line: Number(match?.[1]), column: Number(match?.[2]) };
  }

  /** Line and column of the first `text` in the active editor. */
  async find(text: string): Promise<{ line: number; column: number }> {
    const all = await this.editorText();
    const at = all.indexOf(text);
    if (at < 0) throw new Error(`the editor has no ${JSON.stringify(text)}`);
    const before = all.slice(0, at).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1 };
  }

  /** The whole text of the active editor, saved or not. The cursor stays. */
  async editorText(): Promise<string> {
    await this.focusEditor();
    await this.page.evaluate(listenForCopy, this.timeout);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Control+C');
    const text = await this.page.evaluate(copied);
    await this.page.keyboard.press('Control+U'); // undoes the selecting
    return text;
  }

  /** Types at the cursor as a person does: VS Code indents, closes brackets, completes. */
  async type(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.type(text);
  }

  /** Puts text in at the cursor in one go, as it is. */
  async insert(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.part.editor .editor-group-container.active .tab.active.dirty').waitFor({ state: 'detached' });
  }

  // ---- what a language extension shows -------------------------------------------------------------------------------------------

  /** The text of the hover at (line, column), or on the first occurrence of a text; '' when none shows within `wait` ms. */
  async hoverAt(where: number | string, column = 1, wait = 5000): Promise<string> {
    const text = await this.showHover(where, column, wait);
    await this.page.keyboard.press('Escape');
    return text;
  }

  /** The same, and leaves the hover open (for a picture). */
  async showHover(where: number | string, column = 1, wait = 5000): Promise<string> {
    const at = typeof where === 'string' ? await this.find(where) : { line: where, column };
    await this.page.keyboard.press('Escape');
    await this.gotoLine(at.line, at.column);
    const parts = this.page.locator('.monaco-resizable-hover .monaco-hover:visible .hover-row:not(.status-bar) .hover-contents');
    await this.until('the last hover to go', async () => await parts.count() === 0);
    await this.press('Control+K', 'Control+I');
    // Parts come one by one (markers first, then the server's): the text counts once it has stood still for a moment.
    let last = '';
    const still = async (): Promise<boolean> => {
      const now = plain((await parts.allInnerTexts()).join('\n')).trim();
      const same = now !== '' && now === last && !/^Loading\.\.\.$/m.test(now);
      last = now;
      return same;
    };
    await until(still, { timeout: wait, interval: 250 }).catch(() => {
      if (last !== '') throw new Error(`the hover did not settle: ${last}`);
    });
    return last;
  }

  /** Every entry of the Problems panel, which is opened if need be. */
  async problems(): Promise<Problem[]> {
    const panel = this.page.locator('.markers-panel');
    if (!await panel.isVisible()) {
      await this.press('Control+Shift+M');
      await panel.waitFor();
    }
    // The list holds only the rows in view: it is rolled, from the top, until nothing new comes. (Its keys would move the cursor.)
    const rows = new Map<number, PageProblemRow>();
    const list = panel.locator('.tree-container .monaco-list');
    if (await list.isVisible()) {
      for (let seen = -1, screens = -1e3; rows.size !== seen; screens = 0.6) {
        seen = rows.size;
        await list.evaluate(roll, screens);
        for (const row of await list.evaluate(readProblemRows)) rows.set(row.index, row);
      }
    }
    let file: string | undefined;
    return [...rows.values()].sort((a, b) => a.index - b.index).flatMap((row) => {
      if (!row.problem) file = row.file;
      return row.problem ? [{ ...row.problem, message: plain(row.problem.message), file }] : [];
    });
  }

  /** Titles of the code actions at a line's first problem, or at (line, column). */
  async codeActions(line: number, column?: number): Promise<string[]> {
    const titles = await this.openCodeActions(line, column);
    if (titles.length > 0) await this.closeCodeActions();
    return titles;
  }

  /** Chooses a code action by its whole title. */
  async applyCodeAction(title: string, line: number, column?: number): Promise<void> {
    const titles = await this.openCodeActions(line, column);
    if (!titles.includes(title)) {
      if (titles.length > 0) await this.closeCodeActions();
      throw new Error(`no code action ${JSON.stringify(title)} among ${JSON.stringify(titles)}`);
    }
    // By keyboard: the menu ignores the mouse until the mouse has moved over it.
    const focused = this.page.locator('.action-widget .monaco-list-row.action.focused .title');
    for (let i = 0; plain(await focused.innerText()) !== title; i++) {
      if (i > titles.length) throw new Error(`the code action ${JSON.stringify(title)} is disabled`);
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
  }

  /** The lines on screen; `text` is without the hints. */
  async visibleLines(): Promise<PageLine[]> {
    const lines = await this.activeEditor.evaluate(readVisibleLines);
    return lines.map(({ line, text, hints, lenses }) => ({ line, text: plain(text), hints: hints.map(trimmed), lenses: lenses.map(trimmed) }));
  }

  async inlayHints(): Promise<{ line: number; text: string }[]> {
    return (await this.visibleLines()).flatMap(({ line, hints }) => hints.map((text) => ({ line, text })));
  }

  async codeLenses(): Promise<{ line: number; title: string }[]> {
    return (await this.visibleLines()).flatMap(({ line, lenses }) => lenses.map((title) => ({ line, title })));
  }

  async clickCodeLens(title: string): Promise<void> {
    await this.click(this.activeEditor.locator('.codelens-decoration a').getByText(title, { exact: true }).first());
  }

  /** The coloured pieces of a line on screen. */
  async tokens(line: number): Promise<PagePiece[]> {
    return (await this.activeEditor.evaluate(readTokens, line)).map(({ text, color }) => ({ text: plain(text), color }));
  }

  /** Labels of the completions at the cursor. */
  async completions(): Promise<string[]> {
    const widget = this.page.locator('.suggest-widget.visible');
    await this.focusEditor();
    await this.page.keyboard.press('Control+Space');
    await this.until('completions', async () => await widget.locator('.monaco-list-row, .message:visible').count() > 0);
    const labels = await widget.locator('.monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return labels.map(plain);
  }

  // ---- the rest of the workbench -------------------------------------------------------------------------------------------------

  /** Runs a command by its whole title in the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.click(await this.ask('F1', `>${title}`, this.commandLabels.getByText(title, { exact: true }).first()));
  }

  /** Titles that the command palette offers for this text. */
  async offeredCommands(text: string): Promise<string[]> {
    await this.ask('F1', `>${text}`, this.quickInput.locator('.monaco-list-row').first());
    const titles = (await this.commandLabels.allInnerTexts()).map(plain);
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return titles;
  }

  /** What the language status ({} in the status bar) says: its texts and details, all of them. */
  async languageStatus(): Promise<string> {
    const item = this.page.locator('[id="status.languageStatus"]');
    const label = await item.getAttribute('aria-label') ?? '';
    await item.hover();
    const hover = this.page.locator('.hover-language-status');
    await hover.first().waitFor();
    const text = (await hover.allInnerTexts()).join('\n');
    await this.page.mouse.move(0, 0);
    return plain(`${label}\n${text}`);
  }

  async notifications(): Promise<string[]> {
    return (await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts()).map(plain);
  }

  /** The document of the webview with this title, once it is there. */
  async webview(title: string): Promise<FrameLocator> {
    // Each webview is an <iframe> of VS Code's, known by its name, around one that has the title and is made anew with its content.
    const name = await this.until(`the webview ${JSON.stringify(title)}`, async () => {
      for (const frame of this.page.frames()) {
        const outer = frame.parentFrame();
        if (!outer?.name()) continue;
        const element = await frame.frameElement();
        if (await element.getAttribute('id') === 'active-frame' && await element.getAttribute('title') === title) return outer.name();
      }
      return undefined;
    });
    return this.page.frameLocator(`iframe.webview[name=${JSON.stringify(name)}]`).frameLocator('#active-frame');
  }

  async screenshot(file: string): Promise<void> {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  until<T>(what: string, probe: () => T | Promise<T>): ReturnType<typeof until<T>> { return until(probe, { timeout: this.timeout, what }); }

  // ---- inside ----------------------------------------------------------------------------------------------------------------------

  private get quickInput(): Locator { return this.page.locator('.quick-input-widget'); }

  private get commandLabels(): Locator { return this.quickInput.locator('.monaco-list-row .quick-input-list-row:first-child .label-name'); }

  private get activeEditor(): Locator { return this.page.locator('.part.editor .editor-group-container.active .monaco-editor[data-uri]').first(); }

  private async focusEditor(): Promise<void> { await this.activeEditor.locator('.inputarea, .native-edit-context').first().focus(); }

  private async press(...keys: string[]): Promise<void> {
    await this.page.evaluate(leaveFrame);
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Clicks, and takes the mouse away again: where it rests, tooltips come up. */
  private async click(locator: Locator): Promise<void> {
    await locator.click();
    await this.page.mouse.move(0, 0);
  }

  /** Opens the quick input by `key` and writes `text` until `row` of its list is there: a box that has just come up can miss it. */
  private async ask(key: string, text: string, row: Locator): Promise<Locator> {
    const input = this.quickInput.locator('input.input');
    // A key that is pressed while something else comes up gets lost.
    await until(async () => {
      await this.press(key);
      return input.waitFor({ timeout: this.timeout / 5 }).then(() => true, () => false);
    }, { timeout: this.timeout, what: `the answer to ${key}` });
    const write = async (): Promise<boolean> => {
      await input.fill(text);
      return row.waitFor({ timeout: 1000 }).then(() => true, () => false);
    };
    await until(write, { timeout: this.timeout / 3, what: text }).catch(async (cause: unknown) => {
      const rows = (await this.quickInput.locator('.monaco-list-row').allInnerTexts()).map(plain);
      await this.page.keyboard.press('Escape');
      throw new Error(`VS Code does not offer ${JSON.stringify(text)} but ${JSON.stringify(rows)}`, { cause });
    });
    return row;
  }

  /** Opens the menu, and gives its titles; without any the menu is not open. VS Code looks away from a marker only some of the time. */
  private async openCodeActions(line: number, column?: number): Promise<string[]> {
    const file = await this.activeFile();
    await this.gotoLine(line, column ?? (await this.problems()).find((problem) => problem.file === file && problem.line === line)?.column);
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    const none = this.page.locator('.monaco-editor-overlaymessage', { hasText: /No .*available/ });
    await this.focusEditor();
    await this.press('Control+.');
    await this.until('code actions', async () => await rows.count() > 0 || await none.isVisible());
    return (await rows.locator('.title').allInnerTexts()).map(plain);
  }

  private async closeCodeActions(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
  }
}

/** VS Code draws blanks as no-break spaces and marks some places with characters of no width. */
function plain(text: string): string { return text.replace(/\u00a0/g, ' ').replace(/[\u200b\u200c]/g, ''); }

function trimmed(text: string): string { return plain(text).trim(); }
