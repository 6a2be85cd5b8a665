// SPDX-License-Identifier: GPL-2.0-or-later
// Where a string ends, whatever is in it (reader.ts reads what is).

/** The index just behind the literal whose opening quote is at `at`, or the end of the text if it is never closed. */
export function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return i + 1;
  }
  return text.length;
}
