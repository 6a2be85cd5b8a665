// SPDX-License-Identifier: GPL-2.0-or-later
// Code that assembles and that objtool has nothing against, and that is still not what it seems: memory below the stack pointer, a weak
// function that jumps into its own other version, data among code. Most of it is a matter of taste and off by default; what is off is not
// computed.

import type { Analysis } from '../../analysis/analyse.ts';
import { perComponent } from '../../analysis/livingFact.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { flowOf } from '../../frame/flow.ts';
import type { Statement } from '../../gas/statement.ts';
import { statementAt } from '../../object/objectFile.ts';
import { gradeOf, kindOf } from '../findingKinds.ts';
import { lint } from './lint.ts';

export function codeLints(analysis: Analysis): Diagnostic[] {
  return Object.entries(rules).flatMap(([code, find]) => gradeOf(code, kindOf(code)?.severity ?? 'warning', analysis.inputs.grades) === 'off' ? [] : find(analysis));
}

/** In functions only: entry code finds things there that the CPU or a switch of stacks has left. */
const belowTheStack = perComponent<Diagnostic>(({ checked }, { places }) => {
  const { statements } = flowOf(checked), found: Diagnostic[] = [];
  let last: Statement | undefined;
  for (let rank = 0; rank < places.length; rank++) {
    const { index } = places[rank]!, statement = checked.instructions[index]!.state?.type === 'call' && checked.program.instructions[index]!.symbol?.type === 'FUNC' ? statements[index] : undefined;
    if (!statement || statement === last || !isBelowStack(statement)) continue;
    last = statement;
    found.push(lint('red-zone', `\`${statement.source.text.replace(/\s+/g, ' ')}' touches memory below the stack pointer, which an interrupt overwrites`, statement.origin));
  }
  return found;
});

function isBelowStack({ kind, name, rest }: Statement): boolean {
  return kind === 'instruction' && rest.includes('(%rsp') && !/^(?:lea|nop)/.test(name) && /(?:^|[,\s:])-\d[\w*]*\(%rsp[,)]/.test(rest);
}

/** A jump to a weak symbol from inside of it goes to whatever the link puts there. */
function jumpsToWeakSelf(analysis: Analysis): Diagnostic[] {
  const weak = new Set(analysis.object.symbols.filter(symbol => symbol.binding === 'WEAK' && typeof symbol.section === 'number').map(symbol => symbol.name));
  if (weak.size === 0) return [];
  const found: Diagnostic[] = [];
  analysis.checked.instructions.forEach(({ symbol, decoded }, i) => {
    if (symbol === undefined || !weak.has(symbol) || (decoded.type !== 'jmp' && decoded.type !== 'jcc')) return;
    const statement = statementOf(analysis, i);
    if (statement?.rest === symbol && !analysis.checked.findings.some(finding => finding.instruction === i)) found.push(lint('weak-own-jump', `${symbol} is weak: when another one replaces it, this jump leads there`, statement.origin));
  });
  return found;
}

function dataAmongCode(analysis: Analysis): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const section of analysis.object.sections) {
    if ((section.flags & 4) === 0 || section.name.startsWith('.altinstr')) continue;
    let last: unknown;
    for (const { statement } of section.spans) {
      const isData = /^\.(?:quad|long|int|word|short|ascii|asciz|string|octa|float|double)$/.test(statement.name);
      // A run of them is one table.
      if (isData && !last) found.push(lint('data-in-text', `${statement.name} in ${section.name}: objtool and disassemblers take it for code`, statement.origin));
      last = isData;
    }
  }
  return found;
}

function callsWithoutStack(analysis: Analysis): Diagnostic[] {
  const found: Diagnostic[] = [];
  analysis.checked.instructions.forEach(({ state, visited, decoded }, i) => {
    if (!visited || decoded.type !== 'call' || (state?.type !== 'undefined' && state?.type !== 'end-of-stack')) return;
    const statement = statementOf(analysis, i);
    if (statement) found.push(lint('undefined-region', `\`${statement.source.text}': a backtrace out of it ends here, by the hint above`, statement.origin));
  });
  return found;
}

function misalignedCalls(analysis: Analysis): Diagnostic[] {
  const found: Diagnostic[] = [];
  analysis.checked.instructions.forEach(({ state, visited, decoded, next }, i) => {
    if (!visited || decoded.type !== 'call' || state?.type !== 'call' || state.cfa.base !== 4 || state.cfa.offset % 16 === 0 || next.some(edge => edge.kind === 'jump')) return;
    const statement = statementOf(analysis, i);
    if (statement) found.push(lint('stack-misaligned-call', `the stack is ${state.cfa.offset % 16} bytes off a multiple of 16 at this call`, statement.origin));
  });
  return found;
}

/** Registers only, and nothing that is privileged or moves strings. */
function entriesThatCannotFault(analysis: Analysis): Diagnostic[] {
  const { object } = analysis, table = object.sections.find(section => section.name === '__ex_table');
  if (!table) return [];
  return table.relocations.flatMap(({ offset, symbol, addend }) => {
    const target = object.symbols[symbol], section = offset % 12 === 0 && typeof target?.section === 'number' ? object.sections[target.section] : undefined;
    const statement = section && statementAt(section, target!.value + Number(addend));
    if (statement?.kind !== 'instruction' || statement.rest.includes('(') || !cannotFault.test(statement.name)) return [];
    return [lint('extable-nonfault', `\`${statement.source.text}' has an entry in the exception table and cannot fault`, statement.origin)];
  });
}

const cannotFault = /^(?:mov[bwlq]?|add[bwlq]?|sub[bwlq]?|xor[bwlq]?|and[bwlq]?|or[bwlq]?|cmp[bwlq]?|test[bwlq]?|inc[bwlq]?|dec[bwlq]?|lea[bwlq]?|nop[bwlq]?|j(?!mp)\w+)$/;

const rules: Readonly<Record<string, (analysis: Analysis) => readonly Diagnostic[]>> = {
  'red-zone': belowTheStack,
  'weak-own-jump': jumpsToWeakSelf,
  'data-in-text': dataAmongCode,
  'undefined-region': callsWithoutStack,
  'stack-misaligned-call': misalignedCalls,
  'extable-nonfault': entriesThatCannotFault,
};
