// SPDX-License-Identifier: GPL-2.0-or-later
// Does kbuild run objtool on this object, and with which options? The object's own command tells, if it holds the call; with IBT or
// LTO kbuild delays objtool to vmlinux.o, and then the options are derived from .config by the tree's own scripts/Makefile.lib, read
// as data. The profile says what the user wants to see: the object by itself, or as part of the link.

import type { ObjtoolOptions } from '../objtool/rules.ts';
import type { Configuration, Profile } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import { kbuildNames, type KbuildObject } from './kbuildObject.ts';
import { isSet, makeValue, type KernelConfig } from './kconfig.ts';
import type { KernelTree } from './kernelTree.ts';
import { makeValueOf, makeWords, readMakefiles } from './makefile.ts';
import { noOptions, readObjtoolOptions } from '../objtool/options.ts';
import { shellCommands } from './shellWords.ts';

export interface ObjtoolQuestion {
  readonly tree?: KernelTree;
  readonly config?: KernelConfig;
  readonly object?: KbuildObject;
  /** objtool's words in the object's own command. */
  readonly called?: readonly string[];
  /** The compiler said -DMODULE. */
  readonly module: boolean;
  readonly profile: Profile;
  /** --objtool='...' */
  readonly override?: string;
}

export function kbuildObjtool(fs: FileSystem, question: ObjtoolQuestion): Configuration['objtool'] {
  const reason = question.called ? undefined : whyNot(question);
  if (question.override !== undefined) {
    const { options } = readObjtoolOptions(shellCommands(question.override).flat());
    // Who names the options wants the tool's word, whatever kbuild does with this object.
    return { runs: true, options, origin: 'the setting' };
  }
  if (question.called) return { runs: true, options: asProfile(readObjtoolOptions(question.called).options, question, fs), origin: 'the object\'s .cmd file' };
  const options = derivedOptions(fs, question);
  if (reason !== undefined) return { runs: false, reason, options };
  return { runs: true, options, origin: question.tree ? `${question.tree.config ? '.config' : 'a default configuration'}${question.object?.part === 'disabled' ? ', which does not build this object' : ''}` : 'defaults' };
}

/** Code of an x86 tree that never becomes part of vmlinux or a module; where not `always`, the directory's lists may know better. */
const outsideTheKernel: readonly { readonly place: RegExp; readonly always?: true; readonly reason: string }[] = [
  { place: /^arch\/x86\/boot\/(?!startup\/)/, reason: 'boot code is not part of vmlinux' },
  { place: /^arch\/x86\/realmode\/rm\//, reason: 'real-mode code is not part of vmlinux' },
  { place: /^arch\/x86\/purgatory\//, reason: 'the purgatory is not part of vmlinux' },
  { place: /^arch\/x86\/entry\/vdso\//, reason: 'the vdso is user code' },
  { place: /^arch\/x86\/um\//, always: true, reason: 'user-mode Linux is not checked by objtool' },
  { place: /^(tools|samples|usr|scripts)\//, always: true, reason: 'user code is not checked by objtool' },
];

function whyNot(question: ObjtoolQuestion): string | undefined {
  const { tree, object, config } = question;
  if (!tree) return 'the file is outside a kernel tree';
  if (object && !object.standard) return `OBJECT_FILES_NON_STANDARD in ${object.directory}/Makefile exempts it`;
  const listed = object !== undefined && object.part !== 'unlisted' && object.part !== 'elsewhere';
  const place = object && outsideTheKernel.find(({ place, always }) => (always || !listed) && place.test(`${object.directory}/${object.stem}`));
  if (place) return place.reason;
  if (object?.part === 'elsewhere') return `${object.directory}/Makefile makes it part of something else than vmlinux or a module`;
  if (config && isSet(config, 'X86_32')) return 'objtool does not support 32-bit kernels';
  if (config && !isSet(config, 'OBJTOOL') && !isSet(config, 'STACK_VALIDATION')) return 'CONFIG_OBJTOOL is not set';
  return undefined;
}

function derivedOptions(fs: FileSystem, question: ObjtoolQuestion): ObjtoolOptions {
  const words = question.config ? derivedWords(fs, question.tree, question.config) : [];
  return asProfile(words.length > 0 ? readObjtoolOptions(words).options : { ...noOptions, orc: true, uaccess: true, jumpLabelHack: true }, question, fs, true);
}

/** objtool-args-y (5.18+) or objtool_args (before) as the tree's own scripts define them; a table where it has none. */
function derivedWords(fs: FileSystem, tree: KernelTree | undefined, config: KernelConfig): string[] {
  for (const script of tree ? ['Makefile.lib', 'Makefile.build', 'Makefile.objtool'] : []) {
    const text = fs.readFile(`${tree!.root}/scripts/${script}`);
    if (text === undefined || !/^objtool[-_]args/m.test(text)) continue;
    const words = argumentsIn(text, tree!, config);
    if (words.length > 0) return words.filter(word => word !== '--link' && word !== '--module');
  }
  return kconfigOptions.filter(([names]) => names.some(name => isSet(config, name)))
    .map(([, word]) => word.replace('$', makeValue(config, 'FUNCTION_PADDING_BYTES')));
}

/** The latest of each configuration: all objects of a tree ask for the same. */
const latest = new WeakMap<KernelConfig, { readonly text: string; readonly root: string; readonly release: string | undefined; readonly words: readonly string[] }>();

function argumentsIn(script: string, tree: KernelTree, config: KernelConfig): readonly string[] {
  const release = tree.release?.text;
  let known = latest.get(config);
  if (known?.text !== script || known.root !== tree.root || known.release !== release) {
    const variables = readMakefiles([script], kbuildNames(tree, config, { obj: '.', src: '.' }));
    latest.set(config, known = { text: script, root: tree.root, release, words: makeWords(variables, variables.assigned.has('objtool_args') ? 'objtool_args' : 'objtool-args-y') });
  }
  return known.words;
}

/** Kconfig -> option, as of 6.12 (names of 6.1 beside). */
const kconfigOptions: readonly (readonly [readonly string[], string])[] = [
  [['HAVE_JUMP_LABEL_HACK'], '--hacks=jump_label'], [['HAVE_NOINSTR_HACK'], '--hacks=noinstr'],
  [['MITIGATION_CALL_DEPTH_TRACKING', 'CALL_DEPTH_TRACKING'], '--hacks=skylake'], [['X86_KERNEL_IBT'], '--ibt'], [['FINEIBT'], '--cfi'],
  [['FTRACE_MCOUNT_USE_OBJTOOL'], '--mcount'], [['UNWINDER_ORC'], '--orc'], [['MITIGATION_RETPOLINE', 'RETPOLINE'], '--retpoline'],
  [['MITIGATION_RETHUNK', 'RETHUNK'], '--rethunk'], [['MITIGATION_SLS', 'SLS'], '--sls'], [['STACK_VALIDATION'], '--stackval'],
  [['HAVE_STATIC_CALL_INLINE'], '--static-call'], [['HAVE_UACCESS_VALIDATION'], '--uaccess'], [['GCOV_KERNEL', 'KCOV'], '--no-unreachable'],
  [['PREFIX_SYMBOLS'], '--prefix=$'],
];

/** `--link --ibt --noinstr --unret` belong to the link: a single object shows them only when its own command has them. */
function asProfile(options: ObjtoolOptions, question: ObjtoolQuestion, fs: FileSystem, derived = false): ObjtoolOptions {
  const module = options.module || question.module || question.object?.part === 'module' || question.profile === 'module';
  if (question.profile === 'object') return derived ? { ...options, module, ibt: false, link: false, noinstr: false, unret: false } : options;
  const config: KernelConfig = question.config ?? new Map();
  const ibt = options.ibt || isSet(config, 'X86_KERNEL_IBT');
  const delayed = ibt || isSet(config, 'LTO_CLANG');
  if (question.profile === 'module') return { ...options, module: true, ibt, link: delayed };
  const noinstr = isSet(config, 'NOINSTR_VALIDATION') || isSet(config, 'VMLINUX_VALIDATION');
  return { ...options, module: false, ibt, link: true, noinstr, unret: noinstr && wantsUnret(fs, question.tree, config) };
}

function wantsUnret(fs: FileSystem, tree: KernelTree | undefined, config: KernelConfig): boolean {
  const text = tree && fs.readFile(`${tree.root}/scripts/Makefile.vmlinux_o`);
  if (!text) return ['MITIGATION_UNRET_ENTRY', 'MITIGATION_SRSO', 'CPU_UNRET_ENTRY', 'CPU_SRSO'].some(name => isSet(config, name));
  const variables = readMakefiles([text], kbuildNames(tree, config, { obj: '.', src: '.' }));
  return /--unret\b/.test(makeValueOf(variables, 'vmlinux-objtool-args-y'));
}
