// SPDX-License-Identifier: GPL-2.0-or-later
// The index of all that is not open: made in the background for the kernel trees of the open documents (else for the client's folders),
// again after files changed. How it is made is not known here; where it cannot be (in a web worker), only open documents are searched.

import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { clock } from '../base/clock.ts';
import type { UnitIndex } from '../ide/unitIndex.ts';
import type { IndexRequest, IndexStep } from '../indexTree.ts';
import { below, nameOf } from '../project/path.ts';
import type { Documents } from './documents.ts';

export interface IndexRun {
  /** Ends it at once; nothing is told any more. */
  cancel(): void;
  /** Somebody is being answered: it may rest for so long. */
  yieldTo(milliseconds: number): void;
}

export interface IndexListener { step(step: IndexStep): void; /** `problem`: why it ended before its time. */ end(problem?: string): void }

/** `folder`: where to keep what was found out; undefined for the usual place. */
export type RunIndex = (request: IndexRequest, folder: string | undefined, listener: IndexListener) => IndexRun;

export interface Index {
  /** Units that are known, by the path of their own file. Open documents know better. */
  readonly units: ReadonlyMap<string, UnitIndex>;
  /** Documents were opened, or files may have changed. */
  refresh(): void;
  active(): void;
  stop(): void;
}

export interface IndexPlan {
  readonly run: RunIndex | undefined;
  readonly enabled: () => boolean;
  readonly folder: () => string | undefined;
  /** Absolute paths of the client's folders. */
  readonly folders: () => readonly string[];
  /** Milliseconds without anything new before a run begins. */
  readonly calm: number;
}

export const noIndex: Index = { units: new Map(), refresh() { /* There is none. */ }, active() { /* There is none. */ }, stop() { /* There is none. */ } };

export function createIndex(connection: Connection, documents: Documents, plan: IndexPlan): Index {
  const { run } = plan;
  if (!run) return noIndex;
  const units = new Map<string, UnitIndex>();
  let timer: ReturnType<typeof setTimeout> | undefined, current: { readonly root: string; readonly run: IndexRun; readonly progress: Progress } | undefined;
  let waiting: string[] = [], refused = false;

  function refresh(): void {
    clearTimeout(timer);
    if (plan.enabled() && !refused) timer = setTimeout(begin, plan.calm);
  }

  function begin(): void {
    waiting = rootsOf(documents, plan.folders());
    // What runs was begun before the change.
    if (current) { current.run.cancel(); current.progress.end(); current = undefined; }
    next();
  }

  function next(): void {
    const root = waiting.shift();
    if (root === undefined) return;
    const seen = new Set<string>(), progress = progressOf(connection, documents, `Indexing ${nameOf(root)}`, () => { refused = true; waiting = []; current?.run.cancel(); current = undefined; });
    let total = 0;
    const job = run!({ root, overrides: documents.workspace.overrides }, plan.folder(), {
      step(step) {
        if (step.kind === 'begin') { total = step.total; return; }
        if (step.kind === 'unit') { units.set(step.index.unit, step.index); seen.add(step.index.unit); if (step.fresh) progress.report(step.done, total, nameOf(step.index.unit)); }
      },
      end(problem) {
        progress.end();
        current = undefined;
        if (problem !== undefined) connection.console.warn(`index of ${root}: ${problem}`);
        else for (const unit of units.keys()) if (below(root, unit) !== undefined && !seen.has(unit)) units.delete(unit);
        next();
      },
    });
    current = { root, run: job, progress };
  }

  return {
    units, refresh,
    active() { current?.run.yieldTo(30); },
    stop() { clearTimeout(timer); waiting = []; current?.run.cancel(); current = undefined; },
  };
}

/** The trees of open documents; for documents outside of every tree the folder of the client that they lie in. */
function rootsOf({ workspace, open }: Documents, folders: readonly string[]): string[] {
  const roots = new Set<string>();
  for (const { path } of open.values()) {
    const opened = workspace.opened.get(path)?.opened;
    const tree = opened?.kind === 'analysed' ? opened.configuration.tree : undefined;
    const folder = folders.filter(each => below(each, path) !== undefined).sort((a, b) => b.length - a.length)[0];
    const root = tree ?? folder;
    if (root !== undefined && root !== '/') roots.add(root);
  }
  return [...roots];
}

interface Progress { report(done: number, total: number, what: string): void; end(): void }

/** Shown from the first report on, if the client shows such things. */
function progressOf(connection: Connection, { client }: Documents, title: string, cancelled: () => void): Progress {
  if (client?.window?.workDoneProgress !== true) return { report() { /* Nobody looks. */ }, end() { /* Nobody looks. */ } };
  let reporter: WorkDoneProgressServerReporter | undefined, asked = false, ended = false, last = 0;
  return {
    report(done, total, what) {
      const now = clock();
      if (!asked) {
        asked = true;
        connection.window.createWorkDoneProgress().then(made => {
          if (ended) return;
          reporter = made;
          made.begin(title, 0, what, true);
          made.token.onCancellationRequested(() => { if (!ended) { ended = true; cancelled(); made.done(); } });
        }, () => { /* The client would not show it. */ });
      } else if (reporter && now - last > 100) { last = now; reporter.report(Math.floor(100 * done / Math.max(total, 1)), `${done}/${total} ${what}`); }
    },
    end() { if (!ended) { ended = true; reporter?.done(); } },
  };
}
