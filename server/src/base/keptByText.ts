// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of what was found out about a text, for as long as the process lives: after an edit nearly every text is an old one. Whatever is
// kept here depends on the text alone. Of each table there are two generations. When the newer one is full, the older one is forgotten and the newer
// takes its place; what is asked for there is new again. So what a file says every time stays, however many words are typed. `forgetTexts` empties
// all tables, for the test that compares results with those of a process that remembers nothing.

export interface KeptByText<Value> { get(text: string): Value | undefined; set(text: string, value: Value): void }

/** What an entry costs beside its text, as so many characters. */
const ownCharacters = 16;

const forgetters: (() => void)[] = [];

/** `most`: characters of the texts of a generation; what is known of a line takes about fifteen bytes for each. */
export function keptByText<Value>(most: number): KeptByText<Value> {
  let newer = new Map<string, Value>(), older = new Map<string, Value>(), characters = 0;
  forgetters.push(() => { newer = new Map(); older = new Map(); characters = 0; });
  const set = (text: string, value: Value): void => {
    characters += text.length + ownCharacters;
    if (characters > most) { older = newer; newer = new Map(); characters = text.length + ownCharacters; }
    newer.set(text, value);
  };
  return {
    get: text => {
      const known = newer.get(text);
      if (known !== undefined || older.size === 0) return known;
      const former = older.get(text);
      if (former !== undefined) set(text, former);
      return former;
    },
    set,
  };
}

export function forgetTexts(): void { for (const forget of forgetters) forget(); }
