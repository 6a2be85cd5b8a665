// SPDX-License-Identifier: GPL-2.0-or-later
// What is read from the workbench's document. These functions run inside the page (each alone: none may call another), so they are
// plain JavaScript of the browser.
/* global document, window, WheelEvent, HTMLIFrameElement, requestAnimationFrame, getComputedStyle, setTimeout */

/** Turns the mouse wheel over a list, by so many times its height, and lets it draw. */
export async function roll(list, screens) {
  list.querySelector('.monaco-scrollable-element')
    .dispatchEvent(new WheelEvent('wheel', { deltaY: screens * list.clientHeight, bubbles: true, cancelable: true }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** Rows of the Problems tree: a file, or a problem of the file before it, or related information (left out). */
export function readProblemRows(list) {
  return [...list.querySelectorAll('.monaco-list-rows > .monaco-list-row')].flatMap((row) => {
    const index = Number(row.dataset.index);
    const level = row.getAttribute('aria-level');
    if (level === '1') return [{ index, file: row.querySelector('.monaco-icon-label').getAttribute('aria-label').replace(/ • .*$/, '') }];
    const text = (selector) => row.querySelector(selector)?.textContent ?? '';
    const at = /Ln (\d+), Col (\d+)/.exec(text('.marker-line'));
    if (level !== '2' || !at) return [];
    const severity = ['error', 'warning', 'info', 'hint'].find((name) => row.querySelector(`.marker-icon.${name}`));
    const message = [...row.querySelectorAll('.marker-message')].map((element) => element.textContent).join('\n');
    return [{ index, problem: { severity, message, source: text('.marker-source'), code: text('.marker-code'), line: Number(at[1]), column: Number(at[2]) } }];
  });
}

/** Lines of an editor, put together from its layers by their `top`. */
export function readVisibleLines(editor) {
  const top = (element) => parseFloat(element.style.top);
  const numbers = new Map();
  for (const row of editor.querySelectorAll('.margin-view-overlays > div')) {
    const number = Number(row.querySelector('.line-numbers')?.textContent);
    if (number) numbers.set(top(row), number);
  }
  const lines = [];
  for (const element of editor.querySelectorAll('.view-lines > .view-line')) {
    const line = { line: numbers.get(top(element)), top: top(element), text: '', hints: [], lenses: [] };
    let inHint = false; // Inlay hints are spans with a class of their own among the text's spans.
    for (const span of element.querySelectorAll(':scope > span > span')) {
      const hint = /(^|\s)dyn-rule-/.test(span.className);
      if (!hint) line.text += span.textContent;
      else if (inHint) line.hints.push(line.hints.pop() + span.textContent);
      else line.hints.push(span.textContent);
      inHint = hint;
    }
    line.hints = line.hints.filter((hint) => hint.trim() !== '');
    lines.push(line);
  }
  lines.sort((a, b) => a.top - b.top);
  for (const lens of editor.querySelectorAll('.codelens-decoration[monaco-visible-content-widget="true"]')) {
    const line = lines.find((candidate) => candidate.top > top(lens)); // a lens stands over its line
    const titles = [...lens.children].map((element) => element.textContent).filter((title) => !['', '|'].includes(title.trim()));
    line?.lenses.push(...titles);
  }
  return lines.map(({ line, text, hints, lenses }) => ({ line, text, hints, lenses }));
}

/** The coloured pieces of a line on screen; neighbours of one colour are one piece. */
export function readTokens(editor, number) {
  const row = [...editor.querySelectorAll('.margin-view-overlays > div')]
    .find((element) => Number(element.querySelector('.line-numbers')?.textContent) === number);
  const line = [...editor.querySelectorAll('.view-lines > .view-line')].find((element) => element.style.top === row?.style.top);
  const pieces = [];
  for (const span of line?.querySelectorAll(':scope > span > span') ?? []) {
    if (/(^|\s)dyn-rule-/.test(span.className)) continue; // an inlay hint
    const { color } = getComputedStyle(span);
    if (pieces.at(-1)?.color === color) pieces.at(-1).text += span.textContent;
    else pieces.push({ text: span.textContent, color });
  }
  return pieces;
}

/** The cursor's line by the status bar, which VS Code writes in the frame after the move (its column counts a tab by its width). */
export async function readCursorLine() {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  return Number(/Ln (\d+)/.exec(document.getElementById('status.editor.selection')?.textContent ?? '')?.[1]);
}

/** Keys pressed inside a webview may not reach the workbench. */
export function leaveFrame() {
  if (document.activeElement instanceof HTMLIFrameElement) document.activeElement.blur();
}

/** VS Code fills the clipboard in its own `copy` handler; this looks at it after that. */
export function listenForCopy(timeout) {
  window.unwindLensCopy = new Promise((resolve, reject) => {
    window.addEventListener('copy', (event) => resolve(event.clipboardData.getData('text/plain')), { once: true });
    setTimeout(() => reject(new Error('VS Code copied nothing')), timeout);
  });
}

export function copied() { return window.unwindLensCopy; }

/** The middle of a text in the terminal, in pixels of the page. */
export function placeOfText(text) {
  for (const row of document.querySelectorAll('.xterm-rows > div')) {
    const nodes = [], walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    let all = '';
    while (walker.nextNode()) { nodes.push([all.length, walker.currentNode]); all += walker.currentNode.textContent; }
    const start = all.replace(/\u00a0/g, ' ').indexOf(text);
    if (start < 0) continue;
    const middle = start + Math.floor(text.length / 2), [from, node] = nodes.filter(([at]) => at <= middle).at(-1), range = document.createRange();
    range.setStart(node, middle - from);
    range.setEnd(node, middle - from + 1);
    const { left, top, width, height } = range.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }
  throw new Error(`the terminal has no ${text}`);
}
