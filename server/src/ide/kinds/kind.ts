// SPDX-License-Identifier: GPL-2.0-or-later
// One kind of finding: its identity, how grave it is, the tool's exact words, what they mean and what to do. The tables beside this file
// hold them, findings.ts and the pages under docs/findings/ read them.

import type { Severity } from '../../base/diagnostic.ts';

export interface FindingKind {
  /** Stable; never reused for another meaning. */
  readonly code: string;
  readonly severity: Severity;
  /** The tool's words, %s and %d where it fills in; for lints, our own. */
  readonly words: string;
  /** The rule that is broken and why there is one. */
  readonly rule: string;
  readonly advice: string;
  /** About the stack itself: true for any code, not only for kernel builds. */
  readonly stack?: true;
  /** In one object by itself it can come from a symbol being undefined there; the run over all of vmlinux would know it. */
  readonly undefinedHere?: true;
  /** Not shown unless asked for by setting or option. */
  readonly off?: true;
}
