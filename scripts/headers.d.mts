// SPDX-License-Identifier: GPL-2.0-or-later
// What vitest.config.ts takes of headers.mjs.

export function viteHeaders(): { name: string; resolveId(id: string): string | undefined; load(id: string): string | undefined };
