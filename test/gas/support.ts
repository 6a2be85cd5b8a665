// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of this room share: a source text expanded over the recording sink, and diagnostics as one line each.

import { mapped, shownIn } from '../../server/src/base/origin.ts';
import type { Origin } from '../../server/src/base/origin.ts';
import { lineAt, sourceText } from '../../server/src/base/text.ts';
import type { SourceText } from '../../server/src/base/text.ts';
import type { Line } from '../../server/src/cpp/preprocessed.ts';
import { expand } from '../../server/src/gas/expand.ts';
import { printListing } from '../../server/src/gas/printListing.ts';
import type { Listing } from '../../server/src/gas/statement.ts';
import { RecordingSink } from './recordingSink.ts';

export interface Expanded { readonly file: SourceText; readonly listing: Listing; readonly sink: RecordingSink; readonly printed: string; readonly messages: string[] }

export function expanded(text: string, path = 'test.S'): Expanded {
  const file = sourceText(path, text);
  const sink = new RecordingSink();
  const listing = expand(linesOf(file), sink, { assemblerVersion: 24000 });
  const messages = listing.diagnostics.map(d => `${lineAt(d.origin.place.file, d.origin.start) + 1}: ${d.severity}: ${d.message}`
    + (d.related ?? []).map(r => ` [${r.message} ${lineAt(r.origin.place.file, r.origin.start) + 1}]`).join(''));
  return { file, listing, sink, printed: printListing(listing), messages };
}

export function linesOf(file: SourceText): Line[] {
  const place = { file };
  let offset = 0;
  return file.text.split('\n').map(line => {
    const made = mapped(line, place, offset);
    offset += line.length + 1;
    return made;
  });
}

/** 'LINE:text' of the spelled stretch. */
export function spelled(origin: Origin): string {
  const { file } = origin.place;
  return `${lineAt(file, origin.start) + 1}:${file.text.slice(origin.start, origin.end)}`;
}

export function shownLine(file: SourceText, origin: Origin): number | undefined {
  const shown = shownIn(file, origin);
  return shown && lineAt(file, shown.start) + 1;
}
