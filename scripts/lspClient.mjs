// SPDX-License-Identifier: GPL-2.0-or-later
// The least language client: a server as a child process, spoken to over its standard streams. Needs nothing but Node.

import { spawn } from 'node:child_process';

const HEADER_END = Buffer.from('\r\n\r\n');

export function connect([program, ...args]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const state = { child, buffer: Buffer.alloc(0), nextId: 1, waiting: new Map(), published: new Map(), awaited: new Map(), pulls: false, status: undefined };
  child.stdout.on('data', (data) => receive(state, data));
  child.stdin.on('error', () => { /* The server has ended; its exit says so. */ });
  child.on('error', (error) => failAll(state, error));
  child.on('exit', (code) => failAll(state, new Error(`the server ended with ${code}`)));

  const request = (method, params) => new Promise((resolve, reject) => {
    const id = state.nextId++;
    state.waiting.set(id, { resolve, reject, method });
    send(state, { id, method, params });
  });
  const notify = (method, params) => send(state, { method, params });

  return {
    request,
    notify,
    pid: child.pid,
    status: () => state.status,
    async initialize(rootUri) {
      const { capabilities } = await request('initialize', {
        processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'folder' }],
        capabilities: {
          textDocument: {
            diagnostic: { relatedDocumentSupport: false }, publishDiagnostics: { relatedInformation: true }, inlayHint: {},
            codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } }, isPreferredSupport: true },
          },
          workspace: { configuration: true, diagnostics: { refreshSupport: true } },
        },
      });
      state.pulls = Boolean(capabilities.diagnosticProvider);
      notify('initialized', {});
    },
    /** Findings of a file: asked for if the server answers that, else awaited. */
    async diagnostics(uri) {
      if (state.pulls) return (await request('textDocument/diagnostic', { textDocument: { uri } })).items;
      return state.published.get(uri) ?? new Promise((resolve, reject) => { state.awaited.set(uri, { resolve, reject }); });
    },
    async close() {
      if (child.exitCode === null) {
        await request('shutdown').catch(() => { /* It ended by itself. */ });
        notify('exit');
      }
      child.stdin.end();
    },
  };
}

function send({ child }, message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  if (child.stdin.writable) child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
}

function receive(state, data) {
  state.buffer = Buffer.concat([state.buffer, data]);
  for (;;) {
    const end = state.buffer.indexOf(HEADER_END);
    if (end < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(state.buffer.toString('latin1', 0, end))?.[1]);
    const start = end + HEADER_END.length;
    if (state.buffer.length < start + length) return;
    const message = JSON.parse(state.buffer.toString('utf8', start, start + length));
    state.buffer = state.buffer.subarray(start + length);
    dispatch(state, message);
  }
}

function dispatch(state, message) {
  if (message.method === undefined) {
    const asked = state.waiting.get(message.id);
    state.waiting.delete(message.id);
    if (message.error) asked?.reject(new Error(`${asked.method}: ${message.error.message}`));
    else asked?.resolve(message.result);
  } else if (message.id !== undefined) {
    // Settings are all at their defaults; whatever else a server asks (registrations, progress) is granted.
    const result = message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null;
    send(state, { id: message.id, result });
  } else if (message.method === 'textDocument/publishDiagnostics') {
    const { uri, diagnostics } = message.params;
    state.published.set(uri, diagnostics);
    state.awaited.get(uri)?.resolve(diagnostics);
    state.awaited.delete(uri);
  } else if (message.method === 'unwindLens/status') {
    state.status = message.params;
  }
}

function failAll(state, error) {
  for (const { reject } of [...state.waiting.values(), ...state.awaited.values()]) reject(error);
  state.waiting.clear();
  state.awaited.clear();
}
