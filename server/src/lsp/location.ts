// SPDX-License-Identifier: GPL-2.0-or-later
// Places in any file of a unit as the protocol's locations. What has no file on the disk (built-in headers, stand-ins) cannot be opened.

import type { Location } from 'vscode-languageserver';
import type { Location as Place } from '../ide/target.ts';
import { resolvePath } from '../project/path.ts';
import type { SourceText } from '../base/text.ts';
import type { Analysed } from '../workspace.ts';
import { rangeOf, uriOf } from './convert.ts';
import type { Documents, OpenDocument } from './documents.ts';

export function locationOf(documents: Documents, entry: OpenDocument, opened: Analysed, place: Place): Location | undefined {
  const uri = uriOfFile(documents, entry, opened, place.file);
  return uri === undefined ? undefined : { uri, range: rangeOf(place.file, place.start, place.end) };
}

/** An open document keeps the spelling of its URI that the editor gave it. */
export function uriOfFile(documents: Documents, entry: OpenDocument, { analysis, configuration }: Analysed, file: SourceText): string | undefined {
  if (file === analysis.source) return entry.uri;
  if (file.path === '' || file.path.startsWith('<')) return undefined;
  const path = resolvePath(configuration.workingDirectory, file.path);
  if (configuration.standIns.has(path) || path.startsWith('/unwind-lens/')) return undefined;
  for (const open of documents.open.values()) if (open.path === path) return open.uri;
  return uriOf(path);
}
