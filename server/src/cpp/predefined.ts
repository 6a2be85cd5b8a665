// SPDX-License-Identifier: GPL-2.0-or-later
// Which macros the compiler defines by itself, from the flags of its command line. Kernel headers ask about a dozen of them; all
// others are here so that `#ifdef` answers what the real compiler answers.

import { halfPrecisionFloat, in32BitMode, in64BitMode, inEveryMode } from './predefinedMacros.ts';

export interface Compiler {
  readonly name: 'gcc' | 'clang';
  /** Major, minor, patch level. */
  readonly version: readonly [number, number, number];
}

export const gcc12: Compiler = { name: 'gcc', version: [12, 2, 0] };

/** Later flags win; flags that change no macro are ignored. */
export function predefinedMacros(words: readonly string[], compiler: Compiler = gcc12): ReadonlyMap<string, string> {
  const key = [compiler.name, ...compiler.version, ...words.filter((word) => /^-(?:[mfO]|undef$|pthread$)/.test(word))].join(' ');
  let macros = known.get(key);
  if (macros === undefined) {
    if (known.size > 200) known.clear();
    known.set(key, macros = compute(words, compiler));
  }
  return macros;
}

/** The same Map for the same flags, so that macros defined from it are shared between units. */
const known = new Map<string, ReadonlyMap<string, string>>();

/** What the flags settle on. */
interface Settings {
  mode: 16 | 32 | 64;
  extensions: Set<string>;
  march: string;
  codeModel: string;
  optimize: string;
  /** 0 none, 1 -fpic, 2 -fPIC; the executable forms define __PIE__ too. */
  pic: 0 | 1 | 2;
  pie: boolean;
  softFloat: boolean;
}

/** An instruction set extension: what it brings with it, and its macro unless that is the name in capitals. */
const extensions: Readonly<Record<string, { readonly needs?: readonly string[]; readonly macro?: string }>> = {
  mmx: {}, sse: {}, sse2: { needs: ['sse'] }, sse3: { needs: ['sse2'] }, ssse3: { needs: ['sse3'] }, 'sse4.1': { needs: ['ssse3'], macro: '__SSE4_1__' },
  'sse4.2': { needs: ['sse4.1', 'popcnt', 'crc32'], macro: '__SSE4_2__' }, popcnt: {}, crc32: {}, xsave: {}, avx: { needs: ['sse4.2', 'xsave'] }, avx2: { needs: ['avx'] },
  f16c: { needs: ['avx'] }, fma: { needs: ['avx'] }, bmi: {}, bmi2: {}, lzcnt: {}, movbe: {}, aes: { needs: ['sse2'] }, pclmul: { needs: ['sse2'] }, sha: { needs: ['sse2'] },
  avx512f: { needs: ['avx2'] }, avx512bw: { needs: ['avx512f'] }, avx512cd: { needs: ['avx512f'] }, avx512dq: { needs: ['avx512f'] }, avx512vl: { needs: ['avx512f'] },
  vaes: { needs: ['avx'] }, vpclmulqdq: { needs: ['avx', 'pclmul'] }, gfni: { needs: ['sse2'] }, fxsr: {}, sahf: { macro: '__LAHF_SAHF__' },
  cx16: { macro: '__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16' }, shstk: {}, rdrnd: {}, rdseed: {}, adx: {}, fsgsbase: {},
};

const v2 = ['sse4.2', 'popcnt', 'cx16', 'sahf'], v3 = [...v2, 'avx2', 'bmi', 'bmi2', 'f16c', 'fma', 'lzcnt', 'movbe', 'xsave'];

/** Processors: their names in macros and the extensions they have. */
const processors: Readonly<Record<string, { readonly names: readonly string[]; readonly has: readonly string[] }>> = {
  'x86-64': { names: ['k8'], has: ['mmx', 'sse2', 'fxsr'] },
  'x86-64-v2': { names: ['k8'], has: ['mmx', 'fxsr', ...v2] },
  'x86-64-v3': { names: ['k8'], has: ['mmx', 'fxsr', ...v3] },
  'x86-64-v4': { names: ['k8'], has: ['mmx', 'fxsr', ...v3, 'avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'] },
  k8: { names: ['k8'], has: ['mmx', 'sse2', 'fxsr'] },
  core2: { names: ['core2'], has: ['mmx', 'ssse3', 'fxsr', 'cx16', 'sahf'] },
  atom: { names: ['atom'], has: ['mmx', 'ssse3', 'fxsr', 'cx16', 'sahf', 'movbe'] },
  nehalem: { names: ['nehalem'], has: ['mmx', 'fxsr', ...v2] },
  i386: { names: [], has: [] },
  i486: { names: ['i486'], has: [] },
  i586: { names: ['i586', 'pentium'], has: [] },
  i686: { names: ['i686', 'pentiumpro'], has: ['sahf'] },
};

const fastMultiplyAdd = ['__FP_FAST_FMA', '__FP_FAST_FMAF', '__FP_FAST_FMAF32', '__FP_FAST_FMAF32x', '__FP_FAST_FMAF64'];

function compute(words: readonly string[], compiler: Compiler): Map<string, string> {
  const macros = new Map<string, string>();
  if (words.includes('-undef')) return new Map([['__ASSEMBLER__', '1'], ['__STDC__', '1'], ['__STDC_HOSTED__', words.includes('-ffreestanding') ? '0' : '1']]);
  const settings = settingsOf(words);
  addBlock(macros, inEveryMode);
  addBlock(macros, settings.mode === 64 ? in64BitMode : in32BitMode);
  macros.set('__ASSEMBLER__', '1');
  macros.set('__STDC_HOSTED__', words.includes('-ffreestanding') ? '0' : '1');
  addProcessor(macros, settings);
  addCompiler(macros, compiler);
  if (settings.pic !== 0) for (const name of settings.pie ? ['__PIC__', '__pic__', '__PIE__', '__pie__'] : ['__PIC__', '__pic__']) macros.set(name, String(settings.pic));
  if (/^[123sgfz]/.test(settings.optimize)) macros.set('__OPTIMIZE__', '1'); else macros.set('__NO_INLINE__', '1');
  if (settings.optimize === 's' || settings.optimize === 'z') macros.set('__OPTIMIZE_SIZE__', '1');
  macros.set(settings.mode === 64 ? `__code_model_${settings.codeModel}__` : '__code_model_32__', '1');
  if (!words.includes('-fno-asynchronous-unwind-tables') && !words.includes('-fno-dwarf2-cfi-asm')) macros.set('__GCC_HAVE_DWARF2_CFI_ASM', '1');
  for (const word of words) addFlag(macros, word);
  return macros;
}

/** Flags with an effect on one macro. */
function addFlag(macros: Map<string, string>, word: string): void {
  switch (word) {
    case '-fstack-protector': macros.set('__SSP__', '1'); break;
    case '-fstack-protector-all': macros.set('__SSP_ALL__', '2'); break;
    case '-fstack-protector-strong': macros.set('__SSP_STRONG__', '3'); break;
    case '-fstack-protector-explicit': macros.set('__SSP_EXPLICIT__', '4'); break;
    case '-fno-stack-protector': for (const name of ['__SSP__', '__SSP_ALL__', '__SSP_STRONG__', '__SSP_EXPLICIT__']) macros.delete(name); break;
    case '-fcf-protection': case '-fcf-protection=full': macros.set('__CET__', '3'); break;
    case '-fcf-protection=branch': macros.set('__CET__', '1'); break;
    case '-fcf-protection=return': macros.set('__CET__', '2'); break;
    case '-fcf-protection=none': macros.delete('__CET__'); break;
    case '-funsigned-char': macros.set('__CHAR_UNSIGNED__', '1'); break;
    case '-fsanitize=address': macros.set('__SANITIZE_ADDRESS__', '1'); break;
    case '-fsanitize=thread': macros.set('__SANITIZE_THREAD__', '1'); break;
    case '-pthread': macros.set('_REENTRANT', '1'); break;
    case '-fshort-wchar':
      for (const [name, value] of [['__SIZEOF_WCHAR_T__', '2'], ['__WCHAR_MAX__', '0xffff'], ['__WCHAR_MIN__', '0'], ['__WCHAR_TYPE__', 'short unsigned int'], ['__WCHAR_WIDTH__', '16'],
        ['__GNUC_WIDE_EXECUTION_CHARSET_NAME', '"UTF-16LE"']] as const) macros.set(name, value);
      break;
  }
}

function settingsOf(words: readonly string[]): Settings {
  const settings: Settings = { mode: 64, extensions: new Set(), march: '', codeModel: 'small', optimize: '0', pic: 2, pie: true, softFloat: false };
  for (const word of words) {
    if (word === '-m64' || word === '-m32' || word === '-m16') settings.mode = Number(word.slice(2)) as 16 | 32 | 64;
    else if (word.startsWith('-march=')) settings.march = word.slice(7);
  }
  const processor = processors[settings.march] ?? processors[settings.mode === 64 || settings.mode === 16 ? 'x86-64' : 'i686']!;
  for (const name of processor.has) enable(settings.extensions, name);
  if (settings.mode === 16 && settings.march === '') settings.extensions.add('sahf');
  for (const word of words) applySetting(settings, word);
  if (settings.extensions.has('sse') && !words.includes('-mno-mmx') && !words.includes('-mgeneral-regs-only')) settings.extensions.add('mmx');
  return settings;
}

function applySetting(settings: Settings, word: string): void {
  const model = /^-mcmodel=(\w+)$/.exec(word), pic = /^-f(no-)?(pic|PIC|pie|PIE)$/.exec(word);
  if (model !== null) settings.codeModel = model[1]!;
  else if (pic !== null) {
    settings.pic = pic[1] !== undefined ? 0 : pic[2] === 'pic' || pic[2] === 'pie' ? 1 : 2;
    settings.pie = pic[2]!.toLowerCase() === 'pie';
  } else if (word.startsWith('-O')) settings.optimize = word === '-O' ? '1' : word.slice(2);
  else if (word === '-msoft-float' || word === '-mno-80387') settings.softFloat = true;
  else if (word === '-mhard-float' || word === '-m80387') settings.softFloat = false;
  else if (word === '-mgeneral-regs-only') {
    settings.softFloat = true;
    disable(settings.extensions, 'sse');
    disable(settings.extensions, 'mmx');
  } else if (word.startsWith('-mno-')) disable(settings.extensions, word.slice(5));
  else if (word.startsWith('-m')) enable(settings.extensions, word === '-msse4' ? 'sse4.2' : word.slice(2));
}

function enable(on: Set<string>, name: string): void {
  const extension = extensions[name];
  if (extension === undefined) return;
  on.add(name);
  for (const other of extension.needs ?? []) enable(on, other);
}

/** What needs a missing extension is missing too. */
function disable(on: Set<string>, name: string): void {
  if (name === 'sse4') { disable(on, 'sse4.1'); return; }
  on.delete(name);
  for (const other of [...on]) if (extensions[other]!.needs?.includes(name) === true) disable(on, other);
}

function addProcessor(macros: Map<string, string>, settings: Settings): void {
  const on = settings.extensions;
  for (const name of on) macros.set(extensions[name]!.macro ?? `__${name.toUpperCase()}__`, '1');
  const names = (processors[settings.march] ?? processors[settings.mode === 64 || settings.mode === 16 ? 'x86-64' : 'i686']!).names;
  for (const name of names) {
    macros.set(`__${name}`, '1');
    macros.set(`__${name}__`, '1');
    if (settings.march !== '' && name !== 'k8') macros.set(`__tune_${name}__`, '1');
  }
  if (on.has('sse2')) addBlock(macros, halfPrecisionFloat);
  const sseMath = on.has('sse2') && settings.mode === 64;
  if (sseMath) { macros.set('__SSE_MATH__', '1'); macros.set('__SSE2_MATH__', '1'); if (on.has('mmx')) macros.set('__MMX_WITH_SSE__', '1'); }
  else if (on.has('sse') && settings.mode === 64) macros.set('__SSE_MATH__', '1');
  for (const name of ['__FLT_EVAL_METHOD__', '__FLT_EVAL_METHOD_TS_18661_3__']) macros.set(name, sseMath || settings.softFloat ? '0' : '2');
  if (on.has('avx')) macros.set('__BIGGEST_ALIGNMENT__', on.has('avx512f') ? '64' : '32');
  if (on.has('fma')) for (const name of fastMultiplyAdd) macros.set(name, '1');
  if (settings.softFloat) {
    macros.set('_SOFT_FLOAT', '1');
    if (!sseMath) for (const name of ['__GCC_IEC_559', '__GCC_IEC_559_COMPLEX']) macros.set(name, '0');
  }
}

/** clang says it is gcc 4.2.1, whatever its own version. */
function addCompiler(macros: Map<string, string>, compiler: Compiler): void {
  const [major, minor, patch] = compiler.version;
  const gnu = compiler.name === 'clang' ? [4, 2, 1] : compiler.version;
  ['__GNUC__', '__GNUC_MINOR__', '__GNUC_PATCHLEVEL__'].forEach((name, i) => macros.set(name, String(gnu[i]!)));
  macros.set('__VERSION__', compiler.name === 'clang' ? `"Clang ${major}.${minor}.${patch}"` : `"${major}.${minor}.${patch}"`);
  if (compiler.name !== 'clang') return;
  macros.set('__clang__', '1');
  macros.set('__llvm__', '1');
  macros.set('__clang_major__', String(major));
  macros.set('__clang_minor__', String(minor));
  macros.set('__clang_patchlevel__', String(patch));
}

function addBlock(macros: Map<string, string>, block: string): void {
  for (const line of block.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank > 0) macros.set(line.slice(0, blank), line.slice(blank + 1));
  }
}
