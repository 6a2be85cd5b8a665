// SPDX-License-Identifier: GPL-2.0-or-later
// A finding of our own.

import type { Diagnostic, Related } from '../../base/diagnostic.ts';
import type { Origin } from '../../base/origin.ts';
import { kindOf } from '../findingKinds.ts';

export function lint(code: string, message: string, origin: Origin, related: readonly Related[] = []): Diagnostic {
  return { code, severity: kindOf(code)?.severity ?? 'warning', message, origin, source: 'lens', ...(related.length > 0 ? { related } : {}) };
}
