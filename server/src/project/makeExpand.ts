// SPDX-License-Identifier: GPL-2.0-or-later
// $(NAME), $(NAME:a=b) and the text functions of make. A variable that refers to itself, which make refuses, ends at a depth limit
// with nothing.

import { matchesPattern, type MakeVariables } from './makefile.ts';

const deepest = 40;

export function expandMake(variables: MakeVariables, text: string): string {
  return expand({ variables, parameters: [], depth: 0 }, text);
}

/** Where an expansion stands: the arguments of the innermost $(call), the nesting. */
interface Frame { readonly variables: MakeVariables; readonly parameters: readonly string[]; readonly depth: number }

function expand(frame: Frame, text: string): string {
  if (frame.depth > deepest) return '';
  let out = '';
  let from = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', from)) {
    out += text.slice(from, dollar);
    const open = text[dollar + 1];
    if (open === '(' || open === '{') {
      const close = closing(text, dollar + 1);
      out += reference(frame, text.slice(dollar + 2, close));
      from = close + 1;
    } else {
      out += open === '$' ? '$' : open === undefined ? '' : variable(frame, open);
      from = dollar + 2;
    }
  }
  return from === 0 ? text : out + text.slice(from);
}

/** Index of the bracket that closes the one at `open`, or the text's end. */
function closing(text: string, open: number): number {
  const [left, right] = text[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === left) depth++;
    else if (text[i] === right && --depth === 0) return i;
  }
  return text.length;
}

function reference(frame: Frame, inside: string): string {
  const call = /^([a-z-]+)[ \t]+(.*)$/s.exec(inside);
  const functionOf = call && functions[call[1]!];
  if (call && functionOf) return functionOf({ ...frame, depth: frame.depth + 1 }, splitArguments(call[2]!));
  const colon = /^([^:$]+):([^=]*)=(.*)$/s.exec(inside);
  if (colon) {
    const pattern = expand(frame, colon[2]!), replacement = expand(frame, colon[3]!);
    const [from, to] = pattern.includes('%') ? [pattern, replacement] : [`%${pattern}`, `%${replacement}`];
    return mapWords(variable(frame, colon[1]!), word => substitute(from, to, word));
  }
  return variable(frame, expand(frame, inside).trim());
}

function variable(frame: Frame, name: string): string {
  if (/^\d+$/.test(name)) return frame.parameters[Number(name)] ?? '';
  const assigned = frame.variables.assigned.get(name);
  if (!assigned) return frame.variables.given(name) ?? '';
  return assigned.recursive ? expand({ ...frame, depth: frame.depth + 1 }, assigned.text) : assigned.text;
}

/** At commas outside any brackets. */
function splitArguments(text: string): string[] {
  const found: string[] = [];
  let depth = 0, from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === ',' && depth === 0) { found.push(text.slice(from, i)); from = i + 1; }
  }
  found.push(text.slice(from));
  return found;
}

type MakeFunction = (frame: Frame, given: readonly string[]) => string;

/** A function of expanded arguments. */
const strict = (apply: (...given: string[]) => string): MakeFunction =>
  (frame, given) => apply(...given.map(argument => expand(frame, argument)));

const functions: Readonly<Record<string, MakeFunction>> = {
  'if': (frame, [condition, then, otherwise]) => expand(frame, expand(frame, condition ?? '').trim() !== '' ? then ?? '' : otherwise ?? ''),
  'or': (frame, given) => { for (const argument of given) { const value = expand(frame, argument).trim(); if (value) return value; } return ''; },
  'and': (frame, given) => { let value = ''; for (const argument of given) { value = expand(frame, argument).trim(); if (!value) return ''; } return value; },
  'foreach': (frame, [name, list, body]) => wordsOf(expand(frame, list ?? '')).map(word => {
    const given = (asked: string) => asked === name?.trim() ? word : frame.variables.given(asked);
    const assigned = new Map(frame.variables.assigned);
    assigned.delete(name?.trim() ?? '');
    return expand({ ...frame, variables: { ...frame.variables, assigned, given } }, body ?? '');
  }).join(' '),
  'call': (frame, [name, ...given]) => {
    const called = expand(frame, name ?? '').trim();
    const parameters = [called, ...given.map(argument => expand(frame, argument))];
    // Probes of the compiler and the assembler: a tool of today has what the kernel asks for.
    if (/^(cc|as|ld|hostcc|cc-disable)-(option|instr|ifversion|warning)(-yn)?$/.test(called)) return called.endsWith('-yn') ? 'y' : parameters[called === 'as-instr' ? 2 : 1] ?? '';
    const body = frame.variables.assigned.get(called);
    return body ? expand({ ...frame, parameters }, body.text) : '';
  },
  'filter': strict((patterns = '', text = '') => wordsOf(text).filter(word => wordsOf(patterns).some(pattern => matchesPattern(pattern, word))).join(' ')),
  'filter-out': strict((patterns = '', text = '') => wordsOf(text).filter(word => !wordsOf(patterns).some(pattern => matchesPattern(pattern, word))).join(' ')),
  'addprefix': strict((prefix = '', text = '') => mapWords(text, word => prefix + word)),
  'addsuffix': strict((suffix = '', text = '') => mapWords(text, word => word + suffix)),
  'patsubst': strict((pattern = '', replacement = '', text = '') => mapWords(text, word => substitute(pattern.trim(), replacement, word))),
  'subst': strict((from = '', to = '', text = '') => from === '' ? text : text.split(from).join(to)),
  'strip': strict((text = '') => wordsOf(text).join(' ')),
  'sort': strict((text = '') => [...new Set(wordsOf(text))].sort().join(' ')),
  'notdir': strict((text = '') => mapWords(text, word => word.slice(word.lastIndexOf('/') + 1))),
  'dir': strict((text = '') => mapWords(text, word => word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')),
  'basename': strict((text = '') => mapWords(text, word => word.replace(/\.[^./]*$/, ''))),
  'firstword': strict((text = '') => wordsOf(text)[0] ?? ''),
  'lastword': strict((text = '') => wordsOf(text).at(-1) ?? ''),
  'word': strict((index = '', text = '') => wordsOf(text)[Number(index) - 1] ?? ''),
  'words': strict((text = '') => String(wordsOf(text).length)),
  'findstring': strict((wanted = '', text = '') => text.includes(wanted) ? wanted : ''),
  'shell': () => '', 'wildcard': () => '', 'eval': () => '', 'error': () => '', 'warning': () => '', 'info': () => '',
};

function wordsOf(text: string): string[] { return text.split(/\s+/).filter(word => word !== ''); }

function mapWords(text: string, map: (word: string) => string): string { return wordsOf(text).map(map).join(' '); }

function substitute(pattern: string, replacement: string, word: string): string {
  if (!matchesPattern(pattern, word)) return word;
  const percent = pattern.indexOf('%');
  if (percent < 0) return replacement;
  return replacement.replace('%', () => word.slice(percent, word.length - (pattern.length - percent - 1)));
}
