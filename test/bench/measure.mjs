// SPDX-License-Identifier: GPL-2.0-or-later
// Processor time of other programs in milliseconds: their own and their children's, user and system. A shared machine makes nonsense of
// time by the clock, less so of this. Linux only.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Runs a shell command to its end; what it printed is thrown away. A bash with a socket for input takes itself for a remote one and reads .bashrc. */
export function processorTime(command, cwd) {
  const run = spawnSync('bash', ['--norc', '--noprofile', '-c', `(${command}) >/dev/null 2>&1; times`], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const children = run.stdout.trim().split('\n')[1].split(' ').map((time) => {
    const [, minutes, seconds] = /(\d+)m([\d.]+)s/.exec(time);
    return Number(minutes) * 60_000 + Number(seconds) * 1000;
  });
  return children[0] + children[1];
}

/** Milliseconds by the clock; only for what is about several processors at once. */
export function elapsed(command, cwd) {
  const start = performance.now();
  spawnSync('bash', ['--norc', '--noprofile', '-c', `(${command}) >/dev/null 2>&1`], { cwd, stdio: 'ignore' });
  return performance.now() - start;
}

/** What a process has used so far, all threads that live. */
export function usedBy(pid) {
  let nanoseconds = 0;
  for (const thread of fs.readdirSync(`/proc/${pid}/task`)) nanoseconds += Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return nanoseconds / 1e6;
}

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

export function median(values) { return quantile(values, 0.5); }
