// SPDX-License-Identifier: GPL-2.0-or-later
// All directives of GNU as that we know, whichever room obeys them: gas's own and those of the assembler behind it.

import { ownDirectives } from '../gas/ownDirectives.ts';
import { directiveNames, isDirective } from '../object/directives.ts';

export function isKnownDirective(name: string): boolean { return ownDirectives.has(name) || isDirective(name); }

/** With the dot, sorted. */
export function knownDirectives(): readonly string[] { return (all ??= [...ownDirectives, ...directiveNames()].sort()); }

let all: readonly string[] | undefined;
