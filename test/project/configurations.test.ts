// SPDX-License-Identifier: GPL-2.0-or-later
// The configurations of a tree, and what choosing one changes.

import { expect, test } from 'vitest';
import { matrixRun } from '../../server/src/matrixRun.ts';
import { printMatrix } from '../../server/src/ide/matrix.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { configurationsOf } from '../../server/src/project/configurations.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { probe, probeText, smallTree, xen } from './smallTree.ts';

const fs = memoryFileSystem(smallTree());
const opened = (path: string, configuration?: string) => {
  const found = openFile(createWorkspace(fs, configuration === undefined ? {} : { configuration }), path);
  if (found?.kind !== 'analysed') throw new Error(found?.reason);
  return found;
};

test('builds, .config files and variants are found; what would change nothing is not offered', () => {
  expect(configurationsOf(fs, probe, {}).map(({ choice, kind, chosen }) => `${kind} ${choice}${chosen ? ' *' : ''}`)).toEqual([
    'own  *', 'build /build', 'config /linux/.config.old', 'variant frame-pointer', 'variant ibt', 'variant no-paravirt', 'variant mitigations', 'variant no-mitigations', 'variant 32-bit']);
  expect(configurationsOf(fs, probe, { configuration: '/build' }).find(({ chosen }) => chosen)).toMatchObject({ kind: 'build', title: 'build', detail: 'ORC, PARAVIRT_XXL, no mitigations · /build' });
  expect(configurationsOf(memoryFileSystem(new Map([['/a/x.S', '']])), '/a/x.S', {})).toEqual([]);
});

test('a variant changes what the file becomes, and how objtool looks at it', () => {
  const own = opened(probe), frames = opened(probe, 'frame-pointer');
  expect(printCfi(own.analysis)).not.toContain('rbp');
  expect(printCfi(frames.analysis)).toContain('rbp+16');
  expect(own.configuration.objtool.options).toMatchObject({ orc: true, stackval: false });
  expect(frames.configuration.objtool.options).toMatchObject({ orc: false, stackval: true });
  expect(frames.configuration.features).toEqual(['frame pointers', 'PARAVIRT_XXL']);
  expect(opened(probe, '32-bit').configuration.mode).toBe(32);
});

test('a choice that is for another tree, or is no configuration, changes nothing', () => {
  for (const choice of ['/elsewhere', '/linux/.config.broken', 'nonsense', '/linux/arch']) expect(opened(probe, choice).configuration, choice).toEqual(opened(probe).configuration);
});

test('a .config file is as good as the build that was made with it', () => {
  // kbuild wants sources that are not configured themselves.
  const files = smallTree();
  for (const path of ['/linux/.config', '/linux/include/generated/autoconf.h', '/linux/include/generated/asm-offsets.h']) files.delete(path);
  for (const [path, text] of [...files]) if (path.startsWith('/build/')) files.set(path.replace('/build/', '/aside/'), text.replace('CONFIG_UNWINDER_ORC=y', 'CONFIG_FRAME_POINTER=y\nCONFIG_MITIGATION_RETPOLINE=y').replace('#define CONFIG_X86_64 1', '#define CONFIG_FRAME_POINTER 1\n#define CONFIG_MITIGATION_RETPOLINE 1'));
  const disk = memoryFileSystem(files);
  const open = (configuration: string) => { const found = openFile(createWorkspace(disk, { configuration }), probe); if (found?.kind !== 'analysed') throw new Error(found?.reason); return found; };
  const build = open('/build'), file = open('/build/.config'), own = open('');
  expect([own.configuration.build, build.configuration.build]).toEqual(['/aside', '/build']);
  expect(printCfi(own.analysis)).not.toBe(printCfi(build.analysis));
  expect(printCfi(file.analysis)).toBe(printCfi(build.analysis));
  expect(file.analysis.rows).toEqual(build.analysis.rows);
  expect(file.configuration.features).toEqual(build.configuration.features);
});

test('the matrix says what differs, and which configurations do not build the file', () => {
  const compared = matrixRun(createWorkspace(fs), probe)!;
  expect(compared.columns.map(({ name, reason }) => `${name}${reason ? `: ${reason}` : ''}`)).toEqual(['linux', 'frame-pointer', 'ibt', 'no-paravirt', 'mitigations', 'no-mitigations', '32-bit']);
  const nop = probeText.split('\n').indexOf('\tnop') + 1;
  expect(compared.states.find(({ line }) => line === nop)?.answers).toEqual([
    { state: 'rsp+16 rbx@-16', names: ['linux', 'ibt', 'no-paravirt', 'mitigations'] }, { state: 'rbp+16 rbp@-16 rbx@-24', names: ['frame-pointer'] },
    { state: '', names: ['no-mitigations'] }, { state: 'esp+4', names: ['32-bit'] }]);
  expect(printMatrix(compared, 'probe.S')).toMatch(/^probe\.S:6: nop\n {4}else: rsp\+16 rbx@-16\n {4}frame-pointer: rbp\+16 rbp@-16 rbx@-24\n {4}no-mitigations: no instruction\n/m);
  expect(matrixRun(createWorkspace(fs), xen)!.columns.find(({ name }) => name === 'no-paravirt')?.reason).toBe('this configuration does not build the file');
  expect(matrixRun(createWorkspace(fs), xen, ['/linux/.config.old'])!.columns.map(({ reason }) => reason)).toEqual([undefined, 'this configuration does not build the file']);
  expect(matrixRun(createWorkspace(memoryFileSystem(new Map([['/a/x.S', '']]))), '/a/x.S')).toBeUndefined();
});

test('findings that only some have are named', () => {
  const files = smallTree();
  files.set(probe, probeText.replace('\tpop %rbx\n', '#ifndef CONFIG_MITIGATION_RETPOLINE\n\tpop %rbx\n#endif\n'));
  const compared = matrixRun(createWorkspace(memoryFileSystem(files)), probe, ['no-mitigations'])!;
  expect(compared.findings).toMatchObject([{ code: 'return-modified-frame', names: ['linux'], missing: ['no-mitigations'] }]);
});
