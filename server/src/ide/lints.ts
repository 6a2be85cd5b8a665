// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool does not say. Each lint is a function from an analysis to diagnostics; they read the listing and the object, and the file's
// text only where a line is about text.

import type { Analysis } from '../analysis/analyse.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Origin } from '../base/origin.ts';
import { codeLints } from './lints/codeLints.ts';
import { flowLints } from './lints/flowLints.ts';
import { hintLints } from './lints/hintLints.ts';
import { patchSiteLints } from './lints/patchSiteLints.ts';
import { regionLints } from './lints/regionLints.ts';

/** `told`: where objtool has found something already; a symbol that lacks its end is told once. */
export function lintsOf(analysis: Analysis, told: readonly Origin[] = []): Diagnostic[] { return [...regionLints(analysis, told), ...hintLints(analysis), ...flowLints(analysis), ...codeLints(analysis), ...patchSiteLints(analysis)]; }
