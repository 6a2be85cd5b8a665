// SPDX-License-Identifier: GPL-2.0-or-later
// The settings of package.json's `contributes.configuration`, checked: whatever a client sends, this is what we work with.

import type { Overrides, Profile } from '../project/configuration.ts';
import type { Grade } from '../base/diagnostic.ts';
import { usualStyle, type HintStyle } from '../ide/inlayHints.ts';
import { grades } from '../ide/findingKinds.ts';
import { formatsDocuments, ownSettings } from './capabilities.ts';
import { resolvePath } from '../project/path.ts';
import { variants } from '../project/variants.ts';
import type { ObjtoolVersion } from '../objtool/rules.ts';

export interface Settings {
  readonly inlayHints: { readonly enabled: boolean; readonly style: HintStyle };
  readonly codeLens: { readonly enabled: boolean };
  readonly format: { readonly enabled: boolean };
  /** `folder`: where the index is kept; undefined for the usual place. */
  readonly index: { readonly enabled: boolean; readonly folder: string | undefined };
  readonly overrides: Overrides;
}

export const defaultSettings: Settings = { inlayHints: { enabled: true, style: usualStyle }, codeLens: { enabled: false }, format: { enabled: false }, index: { enabled: true, folder: undefined }, overrides: {} };

/** `folder`: what relative paths are relative to, if the client has one. */
export function readSettings(raw: unknown, folder?: string): Settings {
  const absolute = (path: string): string => folder === undefined ? path : resolvePath(folder, path);
  const own = ownSettings(raw);
  const strings = (value: unknown) => Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
  const include = strings(own['includePath']).map(absolute), define = strings(own['defines']);
  const assembler = assemblerVersion(own['assemblerVersion']), configuration = text(own['configuration']);
  const hints = record(own['inlayHints']), format = hints['format'] === 'cfa' || hints['format'] === 'delta' ? hints['format'] : 'full', column = Number(hints['column'] ?? usualStyle.column);
  const severity = Object.fromEntries(Object.entries(record(own['severity'])).filter((entry): entry is [string, Grade] => isOneOf(entry[1], grades)));
  return {
    inlayHints: { enabled: hints['enabled'] !== false, style: { format, macros: hints['macros'] !== false, expansions: hints['expansions'] !== false, column: column >= 0 && column <= 200 ? column : usualStyle.column } },
    codeLens: { enabled: record(own['codeLens'])['enabled'] === true },
    format: { enabled: formatsDocuments(raw) },
    index: { enabled: record(own['index'])['enabled'] !== false, folder: text(record(own['index'])['cacheFolder']) },
    overrides: {
      ...(include.length > 0 && { include }),
      ...(define.length > 0 && { define }),
      ...(typeof own['build'] === 'string' && own['build'] !== '' && { build: absolute(own['build']) }),
      ...(configuration !== undefined && { configuration: variants.some(({ name }) => name === configuration) ? configuration : absolute(configuration) }),
      ...(isOneOf(own['profile'], ['object', 'vmlinux', 'module']) && { profile: own['profile'] as Profile }),
      ...(isOneOf(own['objtoolVersion'], ['6.1', '6.12', '7.2']) && { objtoolVersion: own['objtoolVersion'] as ObjtoolVersion }),
      ...(assembler !== undefined && { assemblerVersion: assembler }),
      ...(Object.keys(severity).length > 0 && { severity }),
    },
  };
}

function record(value: unknown): Record<string, unknown> { return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}; }

/** `2.40` is 24000, as CONFIG_AS_VERSION has it. */
function assemblerVersion(value: unknown): number | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(String(value ?? ''));
  return match ? Number(match[1]) * 10000 + Number(match[2]) * 100 : Number(value) >= 10000 ? Number(value) : undefined;
}

function text(value: unknown): string | undefined { return typeof value === 'string' && value !== '' ? value : undefined; }

function isOneOf(value: unknown, choices: readonly string[]): boolean { return typeof value === 'string' && choices.includes(value); }
