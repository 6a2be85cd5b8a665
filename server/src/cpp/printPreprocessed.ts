// SPDX-License-Identifier: GPL-2.0-or-later
// The text form of a Preprocessed: that of `gcc -E -P`, or with line markers that of `gcc -E`.

import type { Preprocessed } from './preprocessed.ts';

export function printPreprocessed(preprocessed: Preprocessed, options: { readonly markers: boolean }): string {
  const pieces: string[] = [];
  const { lines, markers } = preprocessed;
  let next = 0;
  for (let i = 0; i <= lines.length; i++) {
    while (options.markers && next < markers.length && markers[next]!.before === i) pieces.push(markers[next++]!.text);
    if (i < lines.length) pieces.push(lines[i]!.text, '\n');
  }
  return pieces.join('');
}
