// SPDX-License-Identifier: GPL-2.0-or-later
// How much processor time we take, beside gcc -c and objtool for the same files in the same run, turn by turn. Only ratios are judged.
//
//   npm run bench [-- --short] [--only cold,keystrokes,tree,workers,header,growth,large,memory,endurance,sizes]
//
// Needs the kernel tree of test/kernel/prepare.sh. Leaves .cache/bench/bench.json. --short is for CI: fewer repetitions, and it fails when a ratio
// is beyond its limit (`limits`: a third above what a loaded machine measured; no goals, those are smaller).

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { elapsed, median, processorTime, quantile, usedBy } from '../test/bench/measure.mjs';
import { growthCases } from '../test/bench/growthCases.mjs';
import { objectsOf } from '../test/bench/realTools.mjs';
import { esbuildHeaders } from './headers.mjs';
import { icedWasmPlugin } from './icedWasmPlugin.mjs';
import { connect } from './lspClient.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, '.cache/bench'), inside = path.join(folder, 'inside.cjs'), seed = 20240607;
const tree = fs.realpathSync(process.env.KERNEL_TREE ?? path.join(root, '.cache/kernel/linux-source-6.12'));
const short = process.argv.includes('--short');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : undefined;

/** Ratios that --short fails beyond. */
const limits = {
  'cold check / gcc+objtool': 21, 'cold server / gcc+objtool': 26, 'initialize / node -e 0': 2.3, '--version / node -e 0': 1.7,
  'entry_64.S outside macros p50 / gcc+objtool': 1.4, 'entry_64.S outside macros p95 / gcc+objtool': 4, 'entry_64.S hover p95 / gcc+objtool': 0.15,
  'median file outside macros p50 / gcc+objtool': 0.25, 'whole tree / gcc+objtool': 3.2, 'users of calling.h / all objects': 0.25, 'instructions: time per unit, large / small': 1.6,
  'hover beside 10 MB, p95 / median hover': 50,
};

fs.mkdirSync(folder, { recursive: true });
run(process.execPath, [path.join(root, 'scripts/build.mjs'), '--production', '--quiet']);
await build({
  absWorkingDir: root, entryPoints: ['test/bench/inside.ts'], outfile: inside, bundle: true, format: 'cjs', platform: 'node', target: 'node20',
  plugins: [esbuildHeaders(), icedWasmPlugin()], logLevel: 'warning',
});
const objects = objectsOf(tree, folder);
const entry = objectNamed('entry/entry_64.S');
const results = [];
const parts = { cold, keystrokes, tree: wholeTree, workers, header, growth, large, memory, endurance, sizes };
for (const [name, part] of Object.entries(parts)) if (!only || only.includes(name)) await part();
fs.writeFileSync(path.join(folder, 'bench.json'), `${JSON.stringify({ node: process.version, short, results }, undefined, 1)}\n`);
const beyond = results.filter(({ name, ratio }) => short && ratio > (limits[name] ?? Infinity));
for (const { name, ratio } of beyond) console.error(`${name}: ${ratio.toFixed(2)} is beyond ${limits[name]}`);
process.exitCode = beyond.length > 0 ? 1 : 0;

/** Process start to the end of a check, or to the first diagnostics of a server; nothing is kept on the disk between runs. */
async function cold() {
  const taken = { real: [], check: [], node: [], version: [], initialize: [], server: [] };
  for (let i = 0; i < (short ? 5 : 15); i++) {
    taken.real.push(realTime(entry));
    taken.check.push(processorTime(`${process.execPath} dist/cli.js check ${entry.source}`, root));
    taken.node.push(processorTime(`${process.execPath} -e 0`, root));
    taken.version.push(processorTime(`${process.execPath} dist/cli.js --version`, root));
    const { initialized, published } = await coldServer(entry.source);
    taken.initialize.push(initialized);
    taken.server.push(published);
  }
  const [real, check, node, version, initialize, server] = Object.values(taken).map(median);
  heading('cold, entry_64.S (CPU ms)', `gcc -c + objtool ${real.toFixed(1)}, node -e 0 ${node.toFixed(1)}`);
  row('cold check / gcc+objtool', check, real);
  row('cold server / gcc+objtool', server, real);
  row('initialize / node -e 0', initialize, node);
  row('--version / node -e 0', version, node);
}

async function coldServer(file) {
  const client = connect([process.execPath, path.join(root, 'dist/server.js'), '--stdio']), uri = pathToFileURL(file).href;
  await client.initialize(pathToFileURL(tree).href);
  const initialized = usedBy(client.pid);
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'asm', version: 1, text: fs.readFileSync(file, 'utf8') } });
  await client.diagnostics(uri);
  const published = usedBy(client.pid);
  await client.close();
  return { initialized, published };
}

/** Edits drawn by a seed: text in, all findings and hints out, in the server's process. */
function keystrokes() {
  const bySize = [...objects].sort((a, b) => fs.statSync(a.source).size - fs.statSync(b.source).size);
  const files = [['entry_64.S', entry, short ? 120 : 660], ['median file', bySize[bySize.length >> 1], short ? 60 : 600]];
  if (!short) files.push(['cast6-avx', objectNamed('cast6-avx-x86_64-asm_64.S'), 60]);
  for (const [name, object, count] of files) {
    const real = median(Array.from({ length: short ? 5 : 11 }, () => realTime(object)));
    const { samples, hovers } = ask('keystrokes', object.source, count, seed);
    const edits = samples.filter(({ kind }) => kind !== 'comment'), changed = edits.filter(sample => sample.changed).length / edits.length;
    heading(`keystroke, ${name} (CPU ms)`, `gcc -c + objtool ${real.toFixed(1)}; ${edits.length} edits, ${Math.round(100 * changed)} % change bytes, states or findings`);
    for (const [where, chosen] of [['outside macros', edits.filter(s => !s.inMacro)], ['inside macros', edits.filter(s => s.inMacro)], ['comments', samples.filter(s => s.kind === 'comment')]]) {
      if (chosen.length < 5) continue;
      row(`${name} ${where} p50 / gcc+objtool`, quantile(chosen.map(s => s.milliseconds), 0.5), real);
      row(`${name} ${where} p95 / gcc+objtool`, quantile(chosen.map(s => s.milliseconds), 0.95), real);
    }
    row(`${name} hover p95 / gcc+objtool`, quantile(hovers, 0.95), real);
  }
}

function wholeTree() {
  const list = objects.map(({ source }) => source);
  const taken = { real: [], check: [], warm: [] };
  for (let i = 0; i < (short ? 1 : 3); i++) {
    taken.real.push(objects.reduce((sum, object) => sum + realTime(object), 0));
    taken.check.push(processorTime(`${process.execPath} dist/cli.js check ${list.join(' ')}`, root));
    taken.warm.push(ask('tree', list.join('\n')).milliseconds);
  }
  const real = median(taken.real);
  heading(`all ${objects.length} objects of arch/x86 (CPU ms)`, `gcc -c + objtool ${real.toFixed(0)}`);
  row('whole tree / gcc+objtool', median(taken.check), real);
  row('whole tree without process start / gcc+objtool', median(taken.warm), real);
}

/** By the clock, as nothing else here: with two processes, or threads, on a machine that has two processors to give. */
function workers() {
  const list = objects.map(({ source }) => source), four = [list, list, list, list].flat();
  const scripts = objects.map(({ gcc, objtool, object }) => { fs.writeFileSync(`${object}.sh`, `${gcc}\n${objtool}\n`); return `${object}.sh`; });
  const taken = { real: [], two: [], once: [], twice: [] }, checked = (jobs, files) => elapsed(`${process.execPath} ${path.join(root, 'dist/cli.js')} check -j ${jobs} ${files.join(' ')}`, tree);
  for (let i = 0; i < (short ? 1 : 3); i++) {
    taken.real.push(elapsed(`printf '%s\\n' ${scripts.join(' ')} | xargs -P2 -n1 sh`, tree));
    taken.two.push(checked(2, list));
    if (short) continue;
    taken.once.push(checked(1, four));
    taken.twice.push(checked(2, four));
  }
  heading('two workers (milliseconds by the clock)', `xargs -P2 gcc -c + objtool ${median(taken.real).toFixed(0)}`);
  row('two workers / xargs -P2 gcc+objtool', median(taken.two), median(taken.real));
  if (!short) row('one worker / two workers, four times the corpus', median(taken.once), median(taken.twice));
}

/** calling.h is edited. */
function header() {
  const { whole, milliseconds, users } = ask('header', objects.map(({ source }) => source).join('\n'), path.join(tree, 'arch/x86/entry/calling.h'), 'PUSH_REGS');
  heading(`a change in calling.h (CPU ms), ${users} of ${objects.length} objects read it`, '');
  row('users of calling.h / all objects', milliseconds, whole);
}

/** What is kept per unit beside a file of nothing, for files that are large in one respect; as an object of a kernel tree. */
function growth() {
  heading('growth: microseconds of CPU, bytes of memory per unit', '');
  const empty = askGrowth({ 'main.S': '\tnop\n' });
  for (const [name, { sizes: all, files }] of Object.entries(growthCases)) {
    if (short && name !== 'instructions') continue;
    const sizes = short ? [10_000, 50_000] : all;
    const per = sizes.map(size => {
      const { milliseconds, resident } = askGrowth(files(size));
      const each = { time: Math.max(milliseconds - empty.milliseconds, 1) * 1000 / size, memory: Math.max(resident - empty.resident, 1e6) / size };
      console.log(`  ${`${size} ${name}`.padEnd(42)} ${each.time.toFixed(2).padStart(9)} us ${each.memory.toFixed(0).padStart(8)} bytes`);
      return each;
    });
    row(`${name}: time per unit, large / small`, per.at(-1).time, per[0].time);
    row(`${name}: memory per unit, large / small`, per.at(-1).memory, per[0].memory);
  }
}

function askGrowth(files) {
  const place = path.join(folder, 'growth');
  fs.mkdirSync(place, { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(place, name), text);
  const objtool = './tools/objtool/objtool --hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --sls --static-call --uaccess --prefix=16 main.o';
  fs.writeFileSync(path.join(place, '.main.o.cmd'), `savedcmd_main.o := gcc -nostdinc -D__ASSEMBLY__ -m64 -c -o main.o main.S ; ${objtool}\nsource_main.o := main.S\n`);
  const answer = ask('growth', path.join(place, 'main.S'));
  fs.rmSync(place, { recursive: true });
  return answer;
}

/** Hover in a file that is open, in milliseconds that somebody waits, while a file of 10 MB beside it is analysed. */
async function large() {
  const client = connect([process.execPath, path.join(root, 'dist/server.js'), '--stdio']), uri = pathToFileURL(entry.source).href, text = fs.readFileSync(entry.source, 'utf8');
  await client.initialize(pathToFileURL(tree).href);
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'asm', version: 1, text } });
  await client.diagnostics(uri);
  let line = 0;
  const count = text.split('\n').length;
  const hover = async () => {
    const start = performance.now();
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: line = (line + 37) % count, character: 6 } });
    return performance.now() - start;
  };
  for (let i = 0; i < 200; i++) await hover();
  const alone = [];
  for (let i = 0; i < 200; i++) alone.push(await hover());
  const other = pathToFileURL(path.join(folder, 'large.S')).href, beside = [];
  client.notify('textDocument/didOpen', { textDocument: { uri: other, languageId: 'asm', version: 1, text: growthCases.instructions.files(600_000)['main.S'] } });
  let isDone = false;
  const opened = performance.now(), done = client.diagnostics(other).then(() => { isDone = true; });
  while (!isDone) { beside.push(await hover()); await new Promise(resolve => setTimeout(resolve, 5)); }
  await done;
  heading('a file of 10 MB beside (milliseconds that somebody waits)', `analysed in ${((performance.now() - opened) / 1000).toFixed(1)} s, ${beside.length} hovers meanwhile`);
  for (const [name, share] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]]) row(`hover beside 10 MB, ${name} / median hover`, quantile(beside, share), median(alone));
  const most = 50 * median(alone), late = beside.filter(each => each > most);
  console.log(`  ${late.length} of ${beside.length} beyond 50x of the median; without anything beside, p99 ${(quantile(alone, 0.99) / median(alone)).toFixed(0)}x. Longest first: ${late.sort((a, b) => b - a).slice(0, 6).map(each => each.toFixed(0)).join(', ')} ms`);
  await client.close();
}

function memory() {
  const { busy, resident, heap, files } = ask('memory', objects.map(({ source }) => source).join('\n'));
  heading(`memory, ${files} files open`, '');
  console.log(`  resident ${Math.round(resident / 1e6)} MB, heap ${Math.round(heap / 1e6)} MB; before it was given back, ${Math.round(busy / 1e6)} MB`);
  results.push({ name: 'resident MB, all files open', ratio: resident / 1e6 });
}

/** The heap while a file is edited for weeks. */
function endurance() {
  if (short) return;
  const count = 100_000, { heaps, live } = ask('endurance', objectNamed('kernel/ftrace_64.S').source, count), megabytes = heaps.map(heap => heap / 1e6);
  heading(`heap over ${count} edits of ftrace_64.S (MB)`, `${live} objects of iced-x86 left`);
  console.log(`  after each tenth: ${megabytes.map(heap => heap.toFixed(1)).join(', ')}`);
  row('heap at the end / after a tenth', megabytes.at(-1), megabytes[0]);
}

function sizes() {
  heading('sizes', '');
  for (const file of ['extension.js', 'server.js', 'cli.js', 'parts.js', 'wire.js', 'iced_x86_bg.wasm', 'browser/extension.js', 'browser/server.js']) {
    size(file, path.join(root, 'dist', file));
  }
  const vsix = path.join(folder, 'unwind-lens.vsix');
  run(process.execPath, [path.join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '-o', vsix]);
  size('unwind-lens.vsix', vsix);
}

function size(name, file) {
  const { size } = fs.statSync(file);
  console.log(`  ${name.padEnd(24)} ${(size / 1000).toFixed(1).padStart(9)} kB`);
  results.push({ name: `kB of ${name}`, ratio: size / 1000 });
}

/** objtool edits the object in place: it is compiled anew each time. */
function realTime({ gcc, objtool }) { return processorTime(gcc, tree) + processorTime(objtool, tree); }

function objectNamed(end) { return objects.find(({ source }) => source.endsWith(end)); }

/** With the flags that client/extension.ts starts the server with. */
function ask(...words) {
  return JSON.parse(run(process.execPath, ['--max-old-space-size=8000', '--max-semi-space-size=32', inside, ...words.map(String)]));
}

function run(program, words) {
  const done = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) throw new Error(`${program} ${words[0]} ended with ${done.status}`);
  return done.stdout;
}

function heading(title, note) { console.log(`\n${title}${note && `: ${note}`}`); }

function row(name, ours, theirs) {
  const ratio = ours / theirs;
  results.push({ name, ours, theirs, ratio });
  console.log(`  ${name.padEnd(52)} ${ours.toFixed(2).padStart(9)} ${ratio.toFixed(3).padStart(8)}x`);
}
