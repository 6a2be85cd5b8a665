// SPDX-License-Identifier: GPL-2.0-or-later
// Many extensions claim `.S`. Where another one has won and the file has its language, ours must still start, and serve it.

import fs from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { expect, test } from 'vitest';
import { copyFixture, expected, root } from './expected.ts';
import { startVsCode } from './vscode-host/start.ts';

test('a file that another extension has claimed is served', async () => {
  const { folder, remove } = copyFixture();
  const rival = path.join(folder, 'rival');
  fs.mkdirSync(rival);
  fs.writeFileSync(path.join(rival, 'README.md'), 'Claims .S.\n');
  fs.writeFileSync(path.join(rival, 'package.json'), JSON.stringify({
    name: 'rival', publisher: 'test', version: '0.0.1', engines: { vscode: '^1.91.0' },
    contributes: { languages: [{ id: 'asm', aliases: ['Rival Assembly'], extensions: ['.S'] }] },
  }));
  const vsix = path.join(folder, 'rival.vsix');
  await createVSIX({ cwd: rival, packagePath: vsix, dependencies: false, allowMissingRepository: true, skipLicense: true });
  const host = await startVsCode({ folder, vsix: [vsix, path.join(root, 'unwind-lens.vsix')], settings: { 'files.associations': { '*.S': 'asm' } } });
  try {
    await host.window.openFile(expected.file);
    await host.window.until('inlay hints', async () => (await host.window.inlayHints()).some(({ text }) => text.includes(expected.hint.text)));
    expect(await host.window.page.locator('[id="status.editor.mode"]').innerText()).toContain('Rival Assembly');
  } finally {
    await host.close();
    remove();
  }
});
