// SPDX-License-Identifier: GPL-2.0-or-later
// What every stage says about its input. A stage never throws at a user's code: it returns a value and these.

import type { Origin } from './origin.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A user's own grade of a code; 'off' hides it. */
export type Grade = Severity | 'off';

export interface Related { readonly message: string; readonly origin: Origin }

export interface Diagnostic {
  /** Stable identity, kebab-case; never reused for another meaning. */
  readonly code: string;
  readonly severity: Severity;
  /** The tool's own words first, so that people can search for them. */
  readonly message: string;
  readonly origin: Origin;
  readonly related?: readonly Related[];
  /** Which room said it. */
  readonly source: 'cpp' | 'as' | 'objtool' | 'lens';
}
