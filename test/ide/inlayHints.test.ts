// SPDX-License-Identifier: GPL-2.0-or-later
// What hints say in each style.

import { expect, test } from 'vitest';
import { hintPadding, hintText, inlayHints, usualStyle, type HintStyle } from '../../server/src/ide/inlayHints.ts';
import { readSettings } from '../../server/src/lsp/settings.ts';
import { analysed } from './unit.ts';

const analysis = analysed({ '/w/a.S': '#include <linux/linkage.h>\n.macro two\n\tpush %r12\n\tpush %r13\n.endm\nSYM_FUNC_START(f)\n\tpush %rbx\n\ttwo\n\tpop %r13\n\tpop %r12\n\tpop %rbx\n\tRET\nSYM_FUNC_END(f)\n' });
const shown = (style: Partial<HintStyle> = {}) => inlayHints(analysis).flatMap(hint => { const text = hintText(hint, { ...usualStyle, ...style }); return text === undefined || hint.line < 6 ? [] : [`${hint.line + 1} ${text}`]; });

test('full, CFA only, and bytes since the entry', () => {
  expect(shown()).toEqual(['7 rsp+8', '8 rsp+16 -> rsp+32, 2 registers saved  rbx@-16', '10 rsp+24', '11 rsp+16', '12 rsp+8']);
  expect(shown({ format: 'cfa' })).toEqual(['7 rsp+8', '8 rsp+16 -> rsp+32', '10 rsp+24', '11 rsp+16', '12 rsp+8']);
  expect(shown({ format: 'delta' })).toEqual(['7 +0', '8 +8 -> +24', '10 +16', '11 +8', '12 +0']);
  expect(shown({ macros: false })).toEqual(['7 rsp+8', '9 rsp+32  r12@-24 r13@-32', '10 rsp+24', '11 rsp+16', '12 rsp+8']);
});

test('hints stand under each other, at the column that is asked for', () => {
  for (const column of [48, 60]) for (const hint of inlayHints(analysis)) expect(hint.width + hintPadding(hint, { ...usualStyle, column })).toBe(column);
});

test('settings are read, and wrong ones are not', () => {
  expect(readSettings({ inlayHints: { format: 'delta', macros: false, expansions: false, column: 60 } }).inlayHints).toEqual({ enabled: true, style: { format: 'delta', macros: false, expansions: false, column: 60 } });
  expect(readSettings({ inlayHints: { format: 'nonsense', column: 'far' } }).inlayHints).toEqual({ enabled: true, style: usualStyle });
  expect(readSettings({ assemblerVersion: '2.40', build: '../out', configuration: 'frame-pointer', includePath: ['x'] }, '/w/linux').overrides)
    .toEqual({ assemblerVersion: 24000, build: '/w/out', configuration: 'frame-pointer', include: ['/w/linux/x'] });
  expect(readSettings({ configuration: 'out/.config' }, '/w').overrides).toEqual({ configuration: '/w/out/.config' });
});
