// SPDX-License-Identifier: GPL-2.0-or-later
// A frame that an ORC row cannot tell of: it has sixteen bits for an offset.

import type { CfiState } from '../objtool/checked.ts';

export function isFar({ cfa }: CfiState): boolean { return Math.abs(cfa.offset) > 32767; }
