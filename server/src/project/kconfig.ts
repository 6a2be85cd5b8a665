// SPDX-License-Identifier: GPL-2.0-or-later
// A kernel configuration as .config spells it, and the way to autoconf.h for a tree that is configured but not yet prepared.
// Names are kept without CONFIG_; values stay as spelled ('y', 'm', '24000', '0x1000000', '"text"'), because 0x says hex in both
// files and the quotes say string.

export type KernelConfig = ReadonlyMap<string, string>;

export function parseConfig(text: string): KernelConfig {
  const config = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('CONFIG_')) continue;
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const value = line.slice(equals + 1).trim();
    if (value !== '' && value !== 'n') config.set(line.slice(7, equals), value);
  }
  return config;
}

/** What kbuild's include/generated/autoconf.h says for a configuration. */
export function autoconfText(config: KernelConfig): string {
  let text = '';
  for (const [name, value] of config) {
    text += value === 'y' ? `#define CONFIG_${name} 1\n`
      : value === 'm' ? `#define CONFIG_${name}_MODULE 1\n`
      : `#define CONFIG_${name} ${value}\n`;
  }
  return text;
}

export function isSet(config: KernelConfig, name: string): boolean {
  const value = config.get(name);
  return value === 'y' || value === 'm';
}

export function configNumber(config: KernelConfig, name: string): number | undefined {
  const value = Number(config.get(name) ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** `$(CONFIG_NAME)` in a Makefile: strings come without their quotes (auto.conf, 5.16+). */
export function makeValue(config: KernelConfig, name: string): string {
  const value = config.get(name) ?? '';
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
