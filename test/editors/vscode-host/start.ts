// SPDX-License-Identifier: GPL-2.0-or-later
// A real VS Code workbench for a test: code-server (VS Code 1.99.3 with its own extension host), shown by Debian's chromium, which
// playwright-core drives headless. test/editors/setup.sh installs it. Nothing of it outlives the test: processes are one group, and all
// files are in one temporary folder.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import { until } from '../until.ts';
import { Window } from './window.ts';

export interface HostOptions {
  /** The folder to open. */
  readonly folder: string;
  /** Extensions to install. */
  readonly vsix?: readonly string[];
  /** User settings, over the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How long any one step may take. */
  readonly timeout?: number;
}

export interface Host {
  readonly window: Window;
  /** What the server, the browser and the extension host wrote: for a failed test. */
  logs(): Record<string, string>;
  close(): Promise<void>;
}

const CODE_SERVER = path.join(
  process.env['VSCODE_HOST_DIR'] ?? path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'vscode-host'),
  'node_modules/code-server/out/node/entry.js');
const CHROMIUM = process.env['VSCODE_HOST_CHROMIUM'] ?? '/usr/bin/chromium';

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', // no test depends on the internet
];

// No welcome pages, nothing from the network, no motion.
const QUIET = {
  'chat.commandCenter.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.emptySelectionClipboard': false,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off', // as on the desktop; in a browser VS Code saves by itself
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

export async function startVsCode({ folder, vsix = [], settings = {}, timeout = 15_000 }: HostOptions): Promise<Host> {
  if (!fs.existsSync(CODE_SERVER)) throw new Error(`${CODE_SERVER} is missing: run test/editors/setup.sh`);
  for (const file of vsix) if (!fs.existsSync(file)) throw new Error(`${file} is missing: run npm run package`);

  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const userData = path.join(home, 'user-data');
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  fs.writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  const env = environment(home);
  const directories = ['--user-data-dir', userData, '--extensions-dir', path.join(home, 'extensions')];

  let server: ChildProcess | undefined, browser: Browser | undefined, serverLog = '';
  const browserLog: string[] = [];
  const removeAll = (): void => {
    kill(server);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', removeAll);
  const close = async (): Promise<void> => {
    await browser?.close();
    await stop(server);
    process.off('exit', removeAll);
    removeAll();
  };

  try {
    const install = vsix.flatMap((file) => ['--install-extension', path.resolve(file)]);
    if (install.length > 0) execFileSync(process.execPath, [CODE_SERVER, ...directories, ...install], { env, stdio: 'pipe' });

    // Should this process be killed outright, the kernel tells the server.
    server = spawn('setpriv', [
      '--pdeathsig', 'TERM', process.execPath, CODE_SERVER, ...directories, '--auth', 'none', '--bind-addr', '127.0.0.1:0',
      '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
    ], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (data: Buffer) => { serverLog += data.toString(); });
    const url = await until(() => {
      if (server && server.exitCode !== null) throw new Error(`code-server ended: ${serverLog}`);
      return /listening on (http:\/\/\S+)/.exec(serverLog)?.[1];
    }, { timeout, what: 'code-server to listen' });

    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS, timeout, env });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US', colorScheme: 'light' });
    page.setDefaultTimeout(timeout);
    page.on('console', (message) => browserLog.push(message.text()));
    page.on('pageerror', (error) => browserLog.push(String(error)));
    await page.goto(`${url}?folder=${encodeURIComponent(fs.realpathSync(folder))}`);
    const window = new Window(page, fs.realpathSync(folder), timeout);
    await window.ready();
    return { window, close, logs: () => ({ server: serverLog, browser: browserLog.join('\n'), ...readLogs(path.join(userData, 'logs')) }) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A shell inside VS Code has VSCODE_* variables that would send us to that VS Code; configuration, caches and sockets go to `home`. */
function environment(home: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(VSCODE_|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(name)) env[name] = value;
  }
  for (const kind of ['CONFIG_HOME', 'DATA_HOME', 'STATE_HOME', 'CACHE_HOME', 'RUNTIME_DIR']) {
    const directory = path.join(home, kind.toLowerCase());
    fs.mkdirSync(directory, { mode: 0o700 });
    env[`XDG_${kind}`] = directory;
  }
  return env;
}

/** Asks first: VS Code then stops its extension host, which stops the language servers. */
async function stop(server: ChildProcess | undefined): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await Promise.race([gone, sleep(5000, undefined, { ref: false })]);
}

function kill(server: ChildProcess | undefined): void {
  if (server?.pid === undefined) return;
  try { process.kill(-server.pid, 'SIGKILL'); } catch { /* The group is gone already. */ }
}

function readLogs(directory: string): Record<string, string> {
  if (!fs.existsSync(directory)) return {};
  return Object.fromEntries(fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(directory, file), fs.readFileSync(file, 'utf8')];
  }));
}
