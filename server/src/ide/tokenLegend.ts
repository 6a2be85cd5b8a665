// SPDX-License-Identifier: GPL-2.0-or-later
// The kinds of semantic tokens, apart from what finds them: a server names them before it has read anything. Names of the protocol, so that themes know them.

export const tokenTypes = ['comment', 'keyword', 'function', 'variable', 'macro', 'parameter', 'label', 'enumMember', 'namespace', 'number'] as const;
export const tokenModifiers = ['declaration', 'definition', 'readonly', 'defaultLibrary', 'inactive'] as const;
export type TokenType = typeof tokenTypes[number];
export type TokenModifier = typeof tokenModifiers[number];
