// SPDX-License-Identifier: GPL-2.0-or-later
// Colours by meaning, over the TextMate grammar: only words whose meaning the unit knows better than their spelling does. Text that is
// left out is one token per line, of kind comment, as clangd does it, so that every editor dims it.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, lineSpan } from '../base/text.ts';
import { inactiveRegions } from './inactiveRegions.ts';
import { occurrencesNamed } from './names.ts';
import { tokenModifiers, tokenTypes, type TokenModifier, type TokenType } from './tokenLegend.ts';
import { tokensOf, type Token, type TokenKind } from './tokens.ts';

export interface SemanticToken { readonly start: number; readonly end: number; readonly type: TokenType; readonly modifiers: readonly TokenModifier[] }

const plain: Partial<Record<TokenKind, readonly [TokenType, ...TokenModifier[]]>> = {
  'cpp-directive': ['keyword'], directive: ['keyword'], mnemonic: ['function', 'defaultLibrary'], register: ['variable', 'defaultLibrary'],
  macro: ['macro'], 'macro-definition': ['macro', 'definition'], 'macro-parameter': ['parameter'], config: ['enumMember', 'readonly'],
  'gas-macro': ['macro'], 'gas-macro-definition': ['macro', 'definition'], 'gas-parameter-definition': ['parameter', 'declaration'], 'gas-parameter': ['parameter'],
  counter: ['parameter', 'readonly'], label: ['label', 'definition'], 'numeric-label': ['label', 'definition'], 'numeric-reference': ['label'], section: ['namespace'],
};

export function semanticTokens(analysis: Analysis, from = 0, to = Infinity): SemanticToken[] {
  const { source } = analysis, { text } = source;
  const inactive = inactiveRegions(analysis);
  const found: SemanticToken[] = [];
  let region = 0;
  for (const token of tokensOf(analysis)) {
    if (token.start >= to) break;
    while (region < inactive.length && inactive[region]!.end <= token.start) region++;
    const hidden = inactive[region];
    if (token.end <= from || (hidden && token.start >= hidden.start)) continue;
    const kind = plain[token.kind] ?? (token.kind === 'symbol' ? symbolKind(analysis, text.slice(token.start, token.end)) : undefined);
    if (kind && text.indexOf('\n', token.start) >= token.end) found.push(tokenOf(token, kind));
  }
  for (const { start, end } of inactive) {
    for (let line = lineAt(source, start); line < source.lineStarts.length && source.lineStarts[line]! < end; line++) {
      const span = lineSpan(source, line);
      let first = span.start;
      while (first < span.end && (text[first] === '\t' || text[first] === ' ')) first++;
      if (first < span.end && first < to && span.end > from) found.push({ start: first, end: span.end, type: 'comment', modifiers: ['inactive'] });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function tokenOf({ start, end }: Token, [type, ...modifiers]: readonly [TokenType, ...TokenModifier[]]): SemanticToken { return { start, end, type, modifiers }; }

const constant: readonly [TokenType, ...TokenModifier[]] = ['enumMember', 'readonly'];
const symbol: readonly [TokenType] = ['variable'];
const label: readonly [TokenType] = ['label'];
const routine: readonly [TokenType] = ['function'];

function symbolKind(analysis: Analysis, name: string): readonly [TokenType, ...TokenModifier[]] {
  const known = symbolTypes(analysis).get(name);
  if (known === 'FUNC') return routine;
  if (known === 'OBJECT') return symbol;
  const defined = occurrencesNamed(analysis, name).find(o => o.role === 'definition');
  if (!defined) return symbol;
  return analysis.listing.statements[defined.statement]?.kind === 'label' ? label : constant;
}

const types = new KeptWith<Analysis, ReadonlyMap<string, string>>();

function symbolTypes(analysis: Analysis): ReadonlyMap<string, string> {
  let map = types.get(analysis);
  if (!map) types.set(analysis, map = new Map(analysis.object.symbols.map(s => [s.name, s.type])));
  return map;
}

/** The protocol's five numbers per token, from tokens with their line and column already in the client's units. */
export function encodeTokens(tokens: Iterable<{ readonly line: number; readonly character: number; readonly length: number; readonly type: TokenType; readonly modifiers: readonly TokenModifier[] }>): number[] {
  const data: number[] = [];
  let line = 0, character = 0;
  for (const token of tokens) {
    data.push(token.line - line, token.line === line ? token.character - character : token.character, token.length, tokenTypes.indexOf(token.type), token.modifiers.reduce((bits, m) => bits | (1 << tokenModifiers.indexOf(m)), 0));
    line = token.line;
    character = token.character;
  }
  return data;
}
