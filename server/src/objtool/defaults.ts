// SPDX-License-Identifier: GPL-2.0-or-later
// Rules of the three measured versions, for files without a tree around them. With a tree, analysis/ reads the same facts from it.

import { noreturns61, noreturns612, uaccessSafe61, uaccessSafe612, uaccessSafeEverywhere } from './names.ts';
import type { HintType, ObjtoolOptions, ObjtoolVersion, Rules } from './rules.ts';

type Measured = Omit<Rules, 'version' | 'options'>;

const HINT_TYPES_61 = numbered<HintType>(['call', 'regs', 'regs-partial', 'func', 'entry', 'save', 'restore']);
const HINT_TYPES_64 = numbered<HintType>(['undefined', 'end-of-stack', 'call', 'regs', 'regs-partial', 'func', 'save', 'restore']);
const ORC_REGISTERS_414 = numbered(['undefined', 'prev-sp', 'dx', 'di', 'bp', 'sp', 'r10', 'r13', 'bp-indirect', 'sp-indirect']);
const ORC_REGISTERS_72 = numbered(['undefined', 'ax', 'dx', 'sp', 'bp', 'di', 'r10', 'r13', 'prev-sp', 'sp-indirect', 'bp-indirect']);

const HINT_64 = { size: 12, spOffset: 4, spReg: 6, type: 7, signal: 8 };
const TABLES = { jumpLabelSize: 16, exceptionTableSize: 12, embedded: new Set(['retbleed_return_thunk', 'srso_safe_ret']) };
const ALTERNATIVE_63 = { size: 14, feature: 8, originalLength: 12, replacementLength: 13 };
const UACCESS_612 = new Set([...uaccessSafeEverywhere, ...uaccessSafe612]);

const MEASURED: Readonly<Record<ObjtoolVersion, Measured>> = {
  '6.1': {
    hint: { size: 12, spOffset: 4, spReg: 6, type: 7, end: 8 }, hintTypes: HINT_TYPES_61, orcRegisters: ORC_REGISTERS_414,
    alternative: { size: 12, feature: 8, originalLength: 10, replacementLength: 11 }, ...TABLES,
    noreturns: new Set(noreturns61), uaccessSafe: new Set([...uaccessSafeEverywhere, ...uaccessSafe61]),
  },
  '6.12': {
    hint: HINT_64, hintTypes: HINT_TYPES_64, orcRegisters: ORC_REGISTERS_414, alternative: ALTERNATIVE_63, ...TABLES,
    noreturns: new Set(noreturns612), uaccessSafe: UACCESS_612,
  },
  '7.2': {
    hint: HINT_64, hintTypes: HINT_TYPES_64, orcRegisters: ORC_REGISTERS_72, alternative: ALTERNATIVE_63, ...TABLES,
    noreturns: new Set(noreturns612), uaccessSafe: UACCESS_612, embedded: new Set(['retbleed_return_thunk', 'srso_alias_safe_ret', 'srso_safe_ret']),
  },
};

export function defaultRules(version: ObjtoolVersion, options: ObjtoolOptions): Rules { return { version, options, ...MEASURED[version] }; }

function numbered<T extends string>(names: readonly T[]): ReadonlyMap<number, T> { return new Map(names.map((name, number) => [number, name])); }
