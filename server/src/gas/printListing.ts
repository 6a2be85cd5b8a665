// SPDX-License-Identifier: GPL-2.0-or-later
// A listing as text: one statement per line, as scrubbed, behind one '>' per expansion around it and a blank, like the statements of
// `as -alm`. Unlike there, only what was handed on is shown: no definitions, no calls, no conditionals and nothing that they skip;
// labels have lines of their own. What is printed can be assembled again when the '>' are cut off.

import type { Listing, Statement } from './statement.ts';

export function printListing(listing: Listing): string {
  let text = '';
  for (const statement of listing.statements) text += printStatement(statement) + '\n';
  return text;
}

function printStatement(statement: Statement): string {
  const marks = statement.depth > 0 ? '>'.repeat(statement.depth) + ' ' : '';
  return marks + statement.source.text;
}
