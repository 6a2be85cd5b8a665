// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of what was found out about a text, for as long as the process lives: after an edit nearly every text is an old one. Whatever is
// kept here depends on the text alone. A table that is full is emptied, since filling it again costs milliseconds; `forgetTexts` empties all,
// for the test that compares results with those of a process that remembers nothing.

const tables: Map<string, unknown>[] = [];

export interface KeptByText<Value> { get(text: string): Value | undefined; set(text: string, value: Value): void }

export function keptByText<Value>(most: number): KeptByText<Value> {
  const table = new Map<string, Value>();
  tables.push(table);
  return {
    get: text => table.get(text),
    set: (text, value) => {
      if (table.size >= most) table.clear();
      table.set(text, value);
    },
  };
}

export function forgetTexts(): void { for (const table of tables) table.clear(); }
