// SPDX-License-Identifier: GPL-2.0-or-later
// Sites, hints of lines and what lints read of the text, from one revision to the next: how much of it an edit makes anew, and that it is what
// a run from scratch says.

import { expect, test } from 'vitest';
import { memoryFor, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sitesOf, type Site } from '../../server/src/analysis/sites.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { looseEndsOf, regionsOf } from '../../server/src/ide/regions.ts';
import { analysed } from '../frame/analysed.ts';

const text = [
  '.macro save register', '\tpushq \\register', '\tmovq %rsp, %rax', '.endm', '#define TWICE nop; nop',
  ...Array.from({ length: 12 }, (_, i) => [
    `SYM_FUNC_START(f${i})`, '\tsave %rbx', `\tmovl $${i}, %eax`, '\tTWICE', '#ifdef CONFIG_NEVER', '\tUNWIND_HINT_FUNC', '#endif', '\t/* a comment', '\t   of two lines */',
    '1:\tsave %r12; popq %r12', '\tjnz 1b', '\tpopq %rbx', '\tRET', `SYM_FUNC_END(f${i})`,
  ].join('\n')),
].join('\n');

/** All that is shown, in plain words. */
function shown(analysis: Analysis) {
  return {
    sites: sitesOf(analysis).all.map(({ kind, name, start, end, line, instances }) => ({ kind, name, start, end, line, instances: instances.map(({ instructions }) => instructions) })),
    hints: inlayHints(analysis), regions: regionsOf(analysis), ends: looseEndsOf(analysis),
    findings: findingsOf(analysis).map(({ code, message, origin, related }) => [code, message, origin.start, origin.end, related?.map(one => [one.message, one.origin.start])]),
  };
}

/** Answers how many sites are new or were gone through again. `unseen`: nobody asks for the sites of this revision. */
function session() {
  const memory = memoryFor(sourceText('', '')), versions = new Map<Site, number>();
  return (now: string, unseen = false) => {
    const analysis = analysed(now, [], memory);
    if (unseen) { findingsOf(analysis); return { changed: 0, all: 0 }; }
    const { all } = sitesOf(analysis), changed = all.filter(site => versions.get(site) !== site.version).length;
    expect(shown(analysis)).toEqual(shown(analysed(now)));
    versions.clear();
    for (const site of all) versions.set(site, site.version);
    return { changed, all: all.length };
  };
}

test('an edit goes through the sites of its line again, and no others', () => {
  const edit = session(), first = edit(text);
  expect(first.changed).toBe(first.all);
  expect(edit(text.replace('$7, %eax', '$70, %eax')).changed).toBe(1);
  expect(edit(`# first line\n${text}`).changed).toBe(1);
  expect(edit(`# first line\n\n${text}`).changed).toBe(0);
  expect(edit(text).changed).toBe(0);
  // The line's own site, those behind it whose state is another one, and the lines of the macro that all share.
  expect(edit(text.replace('$7, %eax', '$7, %eax\n\tpushq %rcx')).changed).toBeLessThan(first.all / 3);
});

test('an instruction that comes, and is spelled anew, while nobody looks', () => {
  const edit = session();
  edit(text);
  edit(text.replace('$7, %eax', '$7, %eax\n\tsave %r13'), true);
  edit(text.replace('$7, %eax', '$7, %eax\n\tsave  %r14'), true);
  edit(text.replace('$7, %eax', '$7, %eax\n\tsave  %r14 '));
  edit(text);
});

test.each([1, 2, 3, 5])('lines, macros, comments and functions come and go; one of %i revisions is looked at', every => {
  const edit = session();
  let step = 0;
  for (const now of [
    text, text.replace('\tmovq %rsp, %rax\n', ''), text, text.replace('\tsave %rbx', ''), text.replace('/* a comment', 'a comment'), text.replace('of two lines */', 'of two lines'), text,
    text.replace('SYM_FUNC_END(f3)\n', ''), text.replace('SYM_FUNC_END(f3)', 'SYM_FUNC_END(g3)'), text.replace('SYM_FUNC_START(f4)', ''), text.replace('$5, %eax', '$5, %eax\n.section .t, "ax"'),
    text.replace('nop; nop', 'nop; nop; nop'), text.replace('CONFIG_NEVER', '__x86_64__'), text.replaceAll('CONFIG_NEVER', '__x86_64__'), text.split('\n').slice(20).join('\n'), text, `${text}\n${text.replaceAll(/f(\d)/g, 'h$1').replace('.macro save register', '.macro unused register')}`, text,
    text.replace('save %r12; popq', 'save %r12\n popq'), text.replaceAll('\n', '\r\n'), text,
  ]) edit(now, ++step % every !== 0);
});

test('several calls at one offset go by the first that is left', () => {
  const edit = session();
  const named = ['.macro first n', '.if \\n', '\tnop', '.endif', '.endm', '.macro second n', '\tnop', '.endm', '#define CALL(which) which 1; second 2', '.set wanted, 1', '#define BOTH(a, b) a wanted; b wanted', 'SYM_FUNC_START(f)', '\tBOTH(first, second)', '\tCALL(first)', '\tRET', 'SYM_FUNC_END(f)'].join('\n');
  for (const now of [named, named.replace('wanted, 1', 'wanted, 0'), named, named.replace('\tCALL(first)\n', ''), named]) edit(now);
});
