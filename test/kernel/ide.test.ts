// SPDX-License-Identifier: GPL-2.0-or-later
// Every feature of ide/ on the real entry_64.S: right answers at known places, and what each costs once the analysis is there. The times
// are printed; only answers that are out of all proportion fail, since machines differ.
import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { lineAt } from '../../server/src/base/text.ts';
import { callsOf } from '../../server/src/ide/calls.ts';
import { codeLenses } from '../../server/src/ide/codeLenses.ts';
import { completion } from '../../server/src/ide/completion.ts';
import { definition } from '../../server/src/ide/definition.ts';
import { documentLinks } from '../../server/src/ide/documentLinks.ts';
import { documentSymbols } from '../../server/src/ide/documentSymbols.ts';
import { expansionTree, printExpansion } from '../../server/src/ide/expansionTree.ts';
import { foldingRanges } from '../../server/src/ide/folding.ts';
import { inactiveRegions } from '../../server/src/ide/inactiveRegions.ts';
import { locate } from '../../server/src/ide/locate.ts';
import { references } from '../../server/src/ide/references.ts';
import { rename } from '../../server/src/ide/rename.ts';
import { selectionRanges } from '../../server/src/ide/selectionRanges.ts';
import { semanticTokens } from '../../server/src/ide/semanticTokens.ts';
import { signatureHelp } from '../../server/src/ide/signatureHelp.ts';
import { tokensOf } from '../../server/src/ide/tokens.ts';
import { renderWord, wordHover } from '../../server/src/ide/wordHover.ts';
import { workspaceSymbols } from '../../server/src/ide/workspaceSymbols.ts';
import { findMember, memberInComment } from '../../server/src/project/cMember.ts';
import { disk } from '../../server/src/project/disk.ts';
import { resolvePath } from '../../server/src/project/path.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree } from './tree.ts';

const opened = openFile(createWorkspace(disk), join(kernelTree, 'arch/x86/entry/entry_64.S'));
if (opened?.kind !== 'analysed') throw new Error('entry_64.S is not analysed');
const { analysis } = opened, { source } = analysis, { text } = source;

/** Offset of a needle inside the first text that matches. */
const at = (around: string, inner = around): number => { const start = text.indexOf(around); expect(start, around).toBeGreaterThanOrEqual(0); return start + around.indexOf(inner) + 1; };
const definitions = (offset: number): string[] => (definition(analysis, offset)?.to ?? []).map(({ file, start }) => `${file.path.replace(/^.*\/(?=[^/]*\/)/, '')}: ${file.text.slice(file.text.lastIndexOf('\n', start) + 1).split('\n', 1)[0]!.trim()}`);
const hovers = (offset: number): string => { const word = wordHover(analysis, offset); return word ? renderWord(word) : ''; };

describe('answers', () => {
  it('definition', () => {
    expect(definitions(at('jmp	swapgs_restore_regs_and_return_to_usermode', 'swapgs'))).toEqual(['entry/entry_64.S: SYM_INNER_LABEL(swapgs_restore_regs_and_return_to_usermode, SYM_L_GLOBAL)']);
    expect(definitions(at('PUSH_AND_CLEAR_REGS rax'))).toEqual(['entry/calling.h: .macro PUSH_AND_CLEAR_REGS rdx=%rdx rcx=%rcx rax=%rax save_ret=0 clear_bp=1 unwind_hint=1']);
    expect(definitions(at('SYM_CODE_START(entry_SYSCALL_64)'))[0]).toContain('#define SYM_CODE_START(name)');
    expect(definitions(at('PER_CPU_VAR(pcpu_hot + X86_top_of_stack)', 'X86_top'))[0]).toMatch(/^generated\/asm-offsets\.h: #define X86_top_of_stack \d+/);
    expect(definitions(at('#include <asm/idtentry.h>', 'asm/idt'))[0]).toMatch(/^asm\/idtentry\.h/);
    expect(definitions(at('jnz	.Lfrom_usermode_no_gap_\\@', 'from'))).toEqual(['entry/entry_64.S: .Lfrom_usermode_no_gap_\\@:']);
    expect(definitions(at('call	\\cfunc', 'cfunc'))[0]).toMatch(/^entry\/entry_64.S: \.macro/);
  });
  it('references', () => {
    const lines = references(analysis, at('SYM_CODE_START_LOCAL(error_return)', 'error_return'))!.all.map(r => lineAt(r.file, r.start) + 1);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(references(analysis, at('CONFIG_XEN_PV'))!.all.length).toBeGreaterThan(2);
  });
  it('hover', () => {
    expect(hovers(at('ORIG_RAX'))).toContain('**120**');
    expect(hovers(at('X86_top_of_stack'))).toContain('offsetof(struct pcpu_hot, top_of_stack)');
    expect(hovers(at('POP_REGS pop_rdi=0', 'POP'))).toContain('.macro POP_REGS pop_rdi=1');
    expect(hovers(at('\n\tswapgs\n', 'swapgs'))).toContain('privileged');
  });
  it('outline, links, folds, calls', () => {
    const symbols = documentSymbols(analysis);
    const entry = symbols.find(s => s.name === 'entry_SYSCALL_64')!;
    expect(text.slice(entry.start, entry.end)).toMatch(/^SYM_CODE_START\(entry_SYSCALL_64\)[^]*SYM_CODE_END\(entry_SYSCALL_64\)$/);
    expect(entry.children.map(c => c.name)).toContain('entry_SYSCALL_64_after_hwframe');
    expect(symbols.filter(s => s.kind === 'gas-macro').map(s => s.name)).toContain('idtentry_body');
    expect(documentLinks(analysis).length).toBeGreaterThan(20);
    expect(foldingRanges(analysis).length).toBeGreaterThan(40);
    expect(callsOf(analysis).edges.some(e => e.from === 'entry_SYSCALL_64' && e.to === 'do_syscall_64' && e.kind === 'call')).toBe(true);
    expect(inactiveRegions(analysis)[0]?.reason).toMatch(/^#/);
  });
  it('no word is unknown', () => { expect(tokensOf(analysis).filter(t => t.kind === 'unknown').map(t => text.slice(t.start, t.end))).toEqual([]); });
  it('every defined word has a definition', () => {
    const lost = tokensOf(analysis).filter(t => (t.kind === 'gas-macro' || t.kind === 'numeric-reference' || t.kind === 'gas-parameter') && definition(analysis, t.start) === undefined);
    expect(lost.map(t => `${lineAt(source, t.start) + 1}: ${text.slice(t.start, t.end)}`)).toEqual([]);
  });
  it('expand and where', () => {
    const printed = printExpansion(expansionTree(analysis, lineAt(source, at('PUSH_AND_CLEAR_REGS rax=$-ENOSYS')))!);
    expect(printed.match(/\tpushq/g)?.length).toBe(15);
    expect(printed).toContain('# UNWIND_HINT_REGS');
    const located = locate(analysis, { symbol: 'asm_exc_page_fault', offset: 8 })!;
    expect(located.calls.map(c => c.name)).toEqual(['idtentry_body', 'idtentry', 'DECLARE_IDTENTRY_ERRORCODE', 'DECLARE_IDTENTRY_RAW_ERRORCODE']);
  });
  it('constants of asm-offsets lead to C', () => {
    const directories = opened.configuration.cpp.directories.map(directory => resolvePath(opened.configuration.workingDirectory, directory));
    const lineOf = (comment: string): string => {
      const { struct, member } = memberInComment(comment)!, start = performance.now();
      const found = findMember(disk, kernelTree, directories, struct, member);
      console.log(`${struct}.${member}: ${(performance.now() - start).toFixed(0)} ms`);
      return found ? `${found.path.replace(/^.*\//, '')}: ${found.text.slice(found.text.lastIndexOf('\n', found.start) + 1, found.text.indexOf('\n', found.end)).trim()}` : 'none';
    };
    expect(lineOf('offsetof(struct pcpu_hot, top_of_stack)')).toMatch(/^current\.h: .*\btop_of_stack;/);
    expect(lineOf('offsetof(struct task_struct, thread.sp)')).toMatch(/^sched\.h: struct thread_struct\s+thread;/);
    expect(lineOf('offsetof(struct pt_regs, bx)')).toMatch(/^ptrace\.h: unsigned long bx;/);
  });
  it('rename is proven', () => {
    expect(rename(analysis, at('SYM_CODE_START_LOCAL(error_return)', 'error_return'), 'error_back')).toMatchObject({ kind: 'edits', caution: undefined });
    expect(rename(analysis, at('call	do_syscall_64', 'do_sys'), 'x')).toMatchObject({ kind: 'refused', reason: 'do_syscall_64 is defined elsewhere' });
  });
});

const offsets = Array.from({ length: 400 }, (_, i) => Math.floor(i * text.length / 400));
const features: Readonly<Record<string, (a: typeof analysis, offset: number) => unknown>> = {
  definition: (a, o) => definition(a, o), references: (a, o) => references(a, o), highlight: (a, o) => references(a, o, source), wordHover: (a, o) => wordHover(a, o),
  completion: (a, o) => completion(a, o), signatureHelp: (a, o) => signatureHelp(a, o), selectionRanges: (a, o) => selectionRanges(a, o),
};
const whole: Readonly<Record<string, (a: typeof analysis) => unknown>> = {
  documentSymbols, documentLinks, foldingRanges, inactiveRegions, codeLenses, semanticTokens: a => semanticTokens(a), workspaceSymbols: a => workspaceSymbols(a, 'err'),
};

describe('the whole file', () => {
  it.each(Object.entries(features))('%s at four hundred places', (_, run) => {
    const answers = offsets.map(offset => run(analysis, offset));
    expect(answers.some(answer => answer !== undefined && !(Array.isArray(answer) && answer.length === 0))).toBe(true);
  });
  it.each(Object.entries(whole))('%s of an equal analysis', (_, run) => {
    expect(run({ ...analysis })).toEqual(run(analysis));
  });
});
