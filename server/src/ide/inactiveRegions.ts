// SPDX-License-Identifier: GPL-2.0-or-later
// Text that the preprocessor leaves out, with the reason in the words of the directive that decided.

import type { Analysis } from '../analysis/analyse.ts';

export interface Inactive { readonly start: number; readonly end: number; readonly reason: string }

export function inactiveRegions(analysis: Analysis): Inactive[] {
  const { source, preprocessed } = analysis;
  const regions = preprocessed.inactive.filter(region => region.file === source).map(({ start, end, directive }) => ({ start, end, reason: reasonOf(analysis, directive.file.text.slice(directive.start, directive.end)) }));
  regions.sort((a, b) => a.start - b.start || b.end - a.end);
  // A file that is included twice has its regions twice; left out means left out each time.
  return regions.filter((region, i) => i === 0 || region.start >= regions[i - 1]!.end);
}

/** `#ifdef CONFIG_X`: what the names in it are. */
function reasonOf({ preprocessed: { macros } }: Analysis, directive: string): string {
  const text = directive.replace(/\\\r?\n/g, ' ').replace(/\/\*[^]*?\*\//g, ' ').replace(/\/\/.*$/, '').replace(/\s+/g, ' ').trim();
  const names = [...new Set(text.replace(/^#\s*\w+/, '').match(/[A-Za-z_]\w*/g) ?? [])].filter(name => !/^(defined|IS_ENABLED|IS_BUILTIN|IS_MODULE)$/.test(name));
  const facts = names.slice(0, 4).map(name => {
    const macro = macros.get(name);
    return macro ? `${name} is ${macro.parameters || macro.body === '' ? 'defined' : macro.body}` : `${name} is not defined`;
  });
  return facts.length > 0 ? `${text}: ${facts.join(', ')}` : text;
}
