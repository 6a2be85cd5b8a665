// SPDX-License-Identifier: GPL-2.0-or-later
// The plain answers of the features of ide/ that are not about one word.

import { describe, expect, it } from 'vitest';
import { lineAt } from '../../server/src/base/text.ts';
import { callsOf } from '../../server/src/ide/calls.ts';
import { codeLenses } from '../../server/src/ide/codeLenses.ts';
import { completion } from '../../server/src/ide/completion.ts';
import { declaration, definition } from '../../server/src/ide/definition.ts';
import { documentSymbols } from '../../server/src/ide/documentSymbols.ts';
import { foldingRanges } from '../../server/src/ide/folding.ts';
import { references } from '../../server/src/ide/references.ts';
import { prepareRename, rename } from '../../server/src/ide/rename.ts';
import { selectionRanges } from '../../server/src/ide/selectionRanges.ts';
import { semanticTokens } from '../../server/src/ide/semanticTokens.ts';
import { signatureHelp } from '../../server/src/ide/signatureHelp.ts';
import { tokensOf } from '../../server/src/ide/tokens.ts';
import { workspaceSymbols } from '../../server/src/ide/workspaceSymbols.ts';
import { analysed, withCursor } from './unit.ts';

const head = '#include <linux/linkage.h>\n#include <asm/alternative.h>\n\t.text\n';
const two = `${head}SYM_FUNC_START(first)\n\tpush\t%rbx\n\tcall\tsecond\n\tpop\t%rbx\n\tRET\nSYM_FUNC_END(first)\nSYM_FUNC_START(second)\n1:\tdec\t%eax\n\tjnz\t1b\n\tjmp\telsewhere\nSYM_FUNC_END(second)\n`;

function applied(marked: string, newName: string): string {
  const { analysis, offset } = withCursor(marked);
  const answer = rename(analysis, offset, newName);
  if (answer.kind === 'refused') return `refused: ${answer.reason}`;
  let text = analysis.source.text;
  for (const edit of [...answer.edits].reverse()) { expect(edit.file).toBe(analysis.source); text = text.slice(0, edit.start) + edit.text + text.slice(edit.end); }
  return text;
}

const referenceLines = (marked: string): number[] => {
  const { analysis, offset } = withCursor(marked);
  return (references(analysis, offset)?.all ?? []).map(r => lineAt(r.file, r.start) + 1);
};

describe('tokens', () => {
  it('do not overlap, whatever the text is', () => {
    for (const text of [two, '"', '/*', '#define', '#define A(', '\\', '.macro', 'a"b;c', '#include <', '.irp x,1,2\n\\x\\@:\n', '%', '\'', 'lock; rep movsb', 'ALTERNATIVE "a', '\u00e9\u{1f600}: nop']) {
      let at = 0;
      for (const token of tokensOf(analysed({ '/w/a.S': text }))) { expect(token.start).toBeGreaterThanOrEqual(at); expect(token.end).toBeGreaterThan(token.start); at = token.end; }
      expect(at).toBeLessThanOrEqual(text.length);
    }
  });
});

describe('references', () => {
  it('finds a function made by a macro', () => { expect(referenceLines(two.replace('call\tsec', 'call\ts‸ec'))).toEqual([6, 10, 14]); });
  it('finds the use of a numeric label', () => { expect(referenceLines(two.replace('1:', '1‸:'))).toEqual([11, 12]); });
  it('finds a symbol that is defined elsewhere', () => { expect(referenceLines(two.replace('elsew', 'els‸ew'))).toEqual([13]); });
  it('separates numeric labels of one number', () => { expect(referenceLines(`${head}1:\tjmp 1f\n1:\tnop\n\tjmp 1‸b\n`)).toEqual([4, 5, 6]); });
  it('knows names in strings of macros', () => { expect(referenceLines(`${head}x‸y:\tALTERNATIVE "jmp xy", "nop", 3\n`)).toEqual([4, 4]); });
  it('finds macros in conditionals too', () => { expect(referenceLines('#define A‸B 1\n#if AB && defined(AB)\n\t.byte AB\n#endif\n').length).toBe(4); });
  it('leads to the definition in force', () => {
    const { analysis, offset } = withCursor('#define F(x) x\n\t.byte F(1)\n#undef F\n#define F(x) x + 1\n\t.byte ‸F(2)\n#undef F\n');
    expect(definition(analysis, offset)?.to.map(l => lineAt(l.file, l.start) + 1)).toEqual([4]);
  });
  it('leads to the declaration', () => {
    const { analysis, offset } = withCursor('\t.globl f\n\t.text\nf:\tcall ‸f\n');
    expect(declaration(analysis, offset)?.to.map(l => l.start)).toEqual([8]);
  });
});

describe('rename', () => {
  it('renames a local label and its uses', () => { expect(applied(`${head}loop:\tdec %eax\n\tjnz lo‸op\n`, 'again')).toBe(`${head}again:\tdec %eax\n\tjnz again\n`); });
  it('renames in strings and in text that is left out', () => {
    expect(applied(`${head}lo‸op:\tALTERNATIVE "jmp loop", "nop", 3\n#ifdef NO\n\tjmp loop\n#endif\n`, 'x')).toBe(`${head}x:\tALTERNATIVE "jmp x", "nop", 3\n#ifdef NO\n\tjmp x\n#endif\n`);
  });
  it('renames a label with a counter', () => {
    expect(applied('.macro M\n.La‸_\\@: jmp .La_\\@\n.endm\n\t.text\n\tM\n\tM\n', '.Lb_\\@')).toBe('.macro M\n.Lb_\\@: jmp .Lb_\\@\n.endm\n\t.text\n\tM\n\tM\n');
  });
  it('renames a numeric label', () => { expect(applied('\t.text\n1‸:\tjmp 1b\n\tjmp 1f\n1:\n', '7')).toBe('\t.text\n7:\tjmp 7b\n\tjmp 1f\n1:\n'); });
  it('renames a macro of gas, its calls, and a parameter with its keywords', () => {
    const text = '.macro M a b=2\n\tmov $\\a, %eax\n\tadd $\\b, %eax\n.endm\n\t.text\n\tM 1, b=3\n\tm 1\n';
    expect(applied(text.replace('.macro M', '.macro ‸M'), 'LOAD')).toBe(text.replace('macro M', 'macro LOAD').replace('\tM', '\tLOAD').replace('\tm 1\n', '\tLOAD 1\n'));
    expect(applied(text.replace('$\\b', '$\\‸b'), 'more')).toBe(text.replace(' b=2', ' more=2').replace('\\b', '\\more').replace('b=3', 'more=3'));
  });
  it('renames a macro of the preprocessor and its parameter', () => {
    expect(applied('#define AB(x) (x + 1)\n\t.byte A‸B(2)\n', 'CD')).toBe('#define CD(x) (x + 1)\n\t.byte CD(2)\n');
    expect(applied('#define AB(x) (‸x + 1)\n\t.byte AB(2)\n', 'y')).toBe('#define AB(y) (y + 1)\n\t.byte AB(2)\n');
  });
  it.each([
    ['\tcall els‸ewhere\n', 'x', 'refused: elsewhere is defined elsewhere'],
    ['\tca‸ll elsewhere\n', 'x', 'refused: nothing here has a name that can be changed'],
    ['a:\tjmp ‸a\nb:\n', 'b', 'refused: b is a symbol already'],
    ['a:\tjmp ‸a\n', '1x', 'refused: `1x\' is not a name'],
    ['.macro M\n.La‸_\\@:\n.endm\n\tM\n', 'x', 'refused: without `\\@\' every expansion would define the same label'],
    ['.macro M n\nf_\\n:\n.endm\n\tM one\n\tjmp f_‸one\n', 'x', 'refused: a macro makes f_one of parts'],
    ['a‸b:\tjmp ab\n', '.text', 'refused'],
  ])('%j to %s: %s', (text, name, answer) => { expect(applied(`\t.text\n${text}`, name).startsWith(answer)).toBe(true); });
  it('warns of what other files see', () => {
    const { analysis, offset } = withCursor(two.replace('first)', 'fi‸rst)'));
    const answer = rename(analysis, offset, 'other');
    expect(answer).toMatchObject({ kind: 'edits', caution: 'first is global: other files may refer to it' });
    expect(prepareRename(analysis, offset)).toMatchObject({ kind: 'name', text: 'first' });
  });
});

describe('outline and folding', () => {
  it('shows functions, macros and labels', () => {
    const flat = documentSymbols(analysed({ '/w/a.S': `${two}.macro M a:req\n.endm\n#define X 1\n` }));
    expect(flat.map(s => `${s.kind} ${s.name} ${s.detail}`)).toEqual(['function first .text, 8 bytes', 'function second .text, 9 bytes', 'gas-macro M a:req', 'macro X ']);
  });
  it('folds', () => {
    const text = '/* a\n * b\n */\n#include <linux/linkage.h>\n#include <asm/alternative.h>\n#ifdef A\n\tnop\n#else\n\tnop\n#endif\n.macro M\n.if 1\n\tnop\n.else\n\tnop\n.endif\n.endm\n';
    expect(foldingRanges(analysed({ '/w/a.S': text })).map(r => `${r.first}-${r.last} ${r.kind}`)).toEqual(['0-2 comment', '3-4 imports', '5-6 region', '7-9 region', '10-16 region', '11-12 region', '13-15 region']);
  });
  it('grows a selection', () => {
    const { analysis, offset } = withCursor('\t.text\nf:\tmov\t8(%r‸sp), %rax ; nop\n');
    expect(selectionRanges(analysis, offset).map(s => analysis.source.text.slice(s.start, s.end))).toEqual(['%rsp', '8(%rsp)', 'f:\tmov\t8(%rsp), %rax', 'f:\tmov\t8(%rsp), %rax ; nop', '\t.text\nf:\tmov\t8(%rsp), %rax ; nop\n']);
  });
});

describe('semantic tokens', () => {
  it('know what words mean', () => {
    const analysis = analysed({ '/w/a.S': `${head}#ifdef NO\n\tnop // no\n#endif\nSYM_FUNC_START(f)\n\tcall f\n1:\tjmp 1b\n` });
    const text = analysis.source.text;
    expect(semanticTokens(analysis).filter(t => t.start >= head.length).map(t => `${text.slice(t.start, t.end)} ${[t.type, ...t.modifiers].join(' ')}`)).toEqual([
      '#ifdef keyword', 'NO macro', 'nop // no comment inactive', '#endif keyword', 'SYM_FUNC_START macro', 'f function', 'call function defaultLibrary', 'f function', '1 label definition', 'jmp function defaultLibrary', '1b label',
    ].filter(x => x !== '').map(x => x === 'f function' ? expect.stringMatching(/^f (function|label)$/) as string : x));
  });
});

describe('completion', () => {
  const labels = (text: string): string[] => { const { analysis, offset } = withCursor(text); return completion(analysis, offset, folder => folder === 'linux/' ? [{ name: 'linkage.h', isFolder: false }] : [{ name: 'linux', isFolder: true }])?.items.map(i => i.label) ?? []; };
  it('offers what may stand there', () => {
    expect(labels(`${head}\tpus‸`)).toEqual(expect.arrayContaining(['push', 'pushf']));
    expect(labels(`${head}\tmov %r1‸`)).toEqual(['r10b', 'r10w', 'r10d', 'r10', 'r11b', 'r11w', 'r11d', 'r11', 'r12b', 'r12w', 'r12d', 'r12', 'r13b', 'r13w', 'r13d', 'r13', 'r14b', 'r14w', 'r14d', 'r14', 'r15b', 'r15w', 'r15d', 'r15']);
    expect(labels(`${head}\t.pushs‸`)).toContain('.pushsection');
    expect(labels(`${two}\tcall fir‸`)).toContain('first');
    expect(labels('.macro M one two\n\tmov \\‸\n.endm\n')).toEqual(['one', 'two']);
    expect(labels('.macro M one two\n.endm\n\tM tw‸\n')).toContain('two=');
    expect(labels('#include <‸')).toEqual(['linux/']);
    expect(labels('#include <linux/li‸nk')).toEqual(['linkage.h']);
    expect(labels(`${head}\tSYM_FUNC_ST‸`)).toContain('SYM_FUNC_START');
    expect(labels(`${head}\tALTERNATIVE "cal‸l", "", 3`)).toContain('call');
    expect(labels('// pus‸')).toEqual([]);
    expect(labels(`${head}#ifdef CONFIG_‸`).every(l => l.startsWith('CONFIG_'))).toBe(true);
  });
});

describe('signature help', () => {
  const help = (text: string): string[] => { const { analysis, offset } = withCursor(text); return signatureHelp(analysis, offset).map(s => `${s.label} @${s.parameters[s.active] ? s.label.slice(...s.parameters[s.active]!) : ''}`); };
  it('shows parameters and forms', () => {
    expect(help('.macro M one:req two=4\n.endm\n\tM 1, ‸\n')).toEqual(['M one:req, two=4 @two=4']);
    expect(help('.macro M one:req two=4\n.endm\n\tM two=‸\n')).toEqual(['M one:req, two=4 @two=4']);
    expect(help('#define F(a, b) a\n\t.byte F(1, ‸2)\n')).toEqual(['F(a, b) @b']);
    expect(help('\tpush ‸')).toEqual(expect.arrayContaining(['push r/m64 @r/m64']));
    expect(help('\tmov %rax, ‸')).toEqual(expect.arrayContaining(['mov r64, r/m64 @r/m64']));
    expect(help('\tnop # ‸')).toEqual([]);
  });
});

describe('calls', () => {
  it('have edges and figures', () => {
    const analysis = analysed({ '/w/a.S': two });
    expect(callsOf(analysis).edges.map(e => `${e.from} ${e.kind} ${e.to}`)).toEqual(expect.arrayContaining(['first call second', 'second jump elsewhere']));
    expect(codeLenses(analysis).map(l => l.title)).toEqual(['stack 16 · 3 ORC rows · 1 call', 'stack 8 · 1 ORC row · 0 calls']);
    expect(workspaceSymbols(analysis, 'sec').map(s => s.name)).toContain('second');
  });
});
