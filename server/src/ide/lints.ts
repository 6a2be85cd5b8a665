// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool does not say. Each lint is a function from an analysis to diagnostics; none of them looks at macro bodies by name where the
// listing or the object can answer.

import type { Analysis } from '../analysis/analyse.ts';
import type { Diagnostic } from '../base/diagnostic.ts';

const lints: readonly ((analysis: Analysis) => Diagnostic[])[] = [];

export function lintsOf(analysis: Analysis): Diagnostic[] { return lints.flatMap(lint => lint(analysis)); }
