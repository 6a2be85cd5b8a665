// SPDX-License-Identifier: GPL-2.0-or-later
// Random macros: parameter lists and arguments of all kinds of characters, bodies that hold repetitions, conditionals, definitions and calls
// of other macros, `.altmacro`. What comes out is put down as strings and numbers, so that each blank counts.

import type { Random } from '../x86/randomStatements.ts';
import type { ProgramOptions } from './randomProgram.ts';

const parameters = ['a', 'b', 'c', 'a1', 'x.y', '_z', '$p', 'req', 'A'];
const tokens = [
  'a', 'b', '1', '22', '(', ')', '[', ']', '{', '}', '*', '%', '-', '$', '.', '_', '+', '/', '&', '|', '^', '~', '!', '<', '>', '=', ':', '@', '?', ',', ',', ',', '"x y"', '"a,b"', '"a""b"', '""',
  '"\\""', '"\\\\"', "'c", "' ", "','", '\\', '\\@', '\\a', ' ', ' ', ' ', '  ', '\t', '\\()', 'a=', 'b=', 'foo', '%rax', '%1+2', '<a b>', '<a,b>', '<!>>', '<<x>,y>', '(1,2)', '[3 4]', '2+(3*4)', '#', '/*k*/', '//', '"k;l"',
];
const plainArguments = ['1', '2', 'foo', '%eax', '"x y"', '3+4', '(5)', '', '"a,b"', '7 8', 'v1', '.', '-1', '$9', '4(%ebx)', '"', "'a"].filter(text => text !== '"');

/** `takes`: so many arguments are not too many. */
interface Known { readonly name: string; readonly takes: number }

interface Scene { readonly random: Random; alternate: boolean; labels: number; depth: number }

function argument({ random, alternate }: Scene): string {
  if (random.chance(0.6)) return random.pick(plainArguments);
  // An unclosed one of these takes the rest of the line with it, and with `as` more than that.
  const made = Array.from({ length: 1 + random.below(4) }, () => random.pick(tokens)).filter(text => !(alternate && /^[<>'!]/.test(text) && text.length < 3));
  // Of a backslash in front of a quote the scrubber of `as` takes another view than its search for a line's end.
  return made.filter((text, i) => text !== '\\' || !made[i + 1]?.startsWith('"')).join('');
}

function formals(scene: Scene): { readonly text: string; readonly names: readonly string[] } {
  const { random } = scene, names: string[] = [];
  for (let left = random.below(4); left > 0; left--) { const name = random.pick(parameters); if (!names.includes(name) || random.chance(0.03)) names.push(name); }
  const text = names.map((name, i) => {
    const last = i === names.length - 1;
    switch (random.below(10)) {
      case 0: return `${name}:req`;
      case 1: return last || random.chance(0.1) ? `${name}:vararg` : name;
      case 2: return `${name}=${random.chance(0.2) ? argument(scene) : random.pick(plainArguments.filter(value => !/[ ,]/.test(value) || value.startsWith('"')))}`;
      case 3: return `${name}="${random.pick(['x y', 'p,q', '1', '(', '\\"', 'k;l', 'a b, c'])}"`;
      case 4: return `${name} = ${random.pick(['1', 'foo', '(5)', '3+4'])}`;
      case 5: return random.chance(0.1) ? `${name}:${random.pick(['foo', '', 'req=5', ' req', 'vararg=1'])}` : name;
      default: return name;
    }
  }).join(random.pick([', ', ',', ' ', ' , ']));
  return { text: `${random.chance(0.1) && text !== '' ? ', ' : ''}${text}`, names };
}

function use({ random, alternate }: Scene, names: readonly string[]): string {
  const name = names.length > 0 && random.chance(0.9) ? random.pick(names) : random.pick(parameters);
  if (alternate && random.chance(0.3)) return random.pick([name, `&${name}`, `${name}&`, `&${name}&`]);
  return random.pick([`\\${name}`, `\\${name}`, `\\${name}`, `\\${name}\\()`, `\\${name}_x`, `&${name}`, '\\@', `\\\\${name}`, '\\(k)']);
}

function body(scene: Scene, names: readonly string[], macros: readonly Known[], lines: number): string[] {
  const { random } = scene, out: string[] = [];
  for (let i = 0; i < lines; i++) out.push(...statement(scene, names, macros));
  if (random.chance(0.03)) out.splice(random.below(out.length + 1), 1);
  return out;
}

function statement(scene: Scene, names: readonly string[], macros: readonly Known[]): string[] {
  const { random } = scene, some = (): string => use(scene, names), inner = (more: readonly string[] = []): string[] => {
    if (scene.depth > 2) return [`.byte ${random.below(9)}`];
    scene.depth++;
    const made = body(scene, [...names, ...more], macros, 1 + random.below(2));
    scene.depth--;
    return made;
  };
  switch (random.below(20)) {
    case 0: case 1: case 2: return [`.ascii "<${some()}|${some()}>"`];
    case 3: return [`.ascii "${some()}"`];
    case 4: return [`.byte ${random.pick(['\\@', some(), '1', 'v1'])}`];
    case 5: return [`.ifb ${some()}`, ...inner(), ...random.pick([[], ['.else', '.byte 2']]), '.endif'];
    case 6: return [`.ifc ${some()},${random.pick([some(), '1', 'foo', '"x y"'])}`, ...inner(), '.endif'];
    case 7: { const name = random.pick(parameters); return [`${random.pick(['.irp', '.irp', '.irep'])} ${name}${random.pick([',', ' ', ', '])}${random.pick([some(), `${some()},${some()}`, argument(scene), '1,2', '1 2,,3', '"a b",c', ''])}`, ...inner([name]), '.endr']; }
    case 8: { const name = random.pick(parameters); return [`${random.pick(['.irpc', '.irepc'])} ${name},${random.pick([some(), 'abc', '"a b"', 'a b', argument(scene), ''])}`, ...inner([name]), '.endr']; }
    case 9: return [`${random.pick(['.rept', '.rept', '.rep'])} ${random.pick(['2', '1', '0', '3', 'v1', some()])}`, ...inner(), '.endr'];
    case 10: return random.pick([['.exitm'], [`.if ${random.pick(['\\@ > 1', '1', '0', some()])}`, '.exitm', '.endif'], ['.byte 7; .exitm; .byte 8']]);
    case 11: case 12: return macros.length > 0 ? [call(scene, random.pick(macros), names)] : ['.byte 3'];
    case 13: return [some()];
    case 14: { const label = `l${scene.labels++}`; return scene.alternate && random.chance(0.6) ? [`LOCAL ${label}${random.pick(['', ', k1', ' k2', ',k3'])}`, `${label}: .byte ${label}-.`] : [`${label}\\@: .byte ${label}\\@-.`]; }
    case 15: { const { text, names: own } = formals(scene), name = `n${random.below(3)}`; return [`.macro ${name} ${text}`, ...inner(own), '.endm', call(scene, { name, takes: own.length }, names), ...random.pick([[], [`.purgem ${name}`]])]; }
    case 16: return [`.set v1,${random.pick(['v1+1', '1', '2', some()])}`];
    case 17: return [random.pick(['.byte 1 # \\a', '.byte 2 /* \\a */', '/* x', '.ascii "a" "\\b"', '.if 0\n\\a\n.endif', '.ifdef \\a\n.byte 1\n.endif', '.string "\\a\\\\b"', ".byte '\\a", '.macro', '.endm', '.endr']).replace('/* x', '# x')];
    case 18: return [`.if ${random.pick(['1', '0', 'v1 > 1', some(), '\\@'])}`, ...inner(), ...random.pick([[], ['.else', '.byte 5'], ['.elseif 1', '.byte 6']]), '.endif'];
    default: return [`${random.pick(['.byte', '.long', '.ascii "k";'])} ${random.pick(['1', '2;', `${random.below(9)} ;`])}`.replace(/; \d;?$/, '')];
  }
}

function call(scene: Scene, { name, takes }: Known, names: readonly string[] = []): string {
  const { random } = scene, some = (): string => names.length > 0 && random.chance(0.5) ? use(scene, names) : argument(scene);
  const list = Array.from({ length: random.below(random.chance(0.1) ? takes + 2 : takes + 1) }, () => random.chance(0.05) ? `${random.pick(parameters)}=${some()}` : some());
  const spelled = random.chance(0.05) ? name.toUpperCase() : name;
  return `${random.chance(0.05) ? `t${scene.labels++}: ` : ''}${spelled} ${list.join(random.pick([',', ', ', ' ', ' ,']))}${random.chance(0.05) ? random.pick(['; .byte 9', ' # end', ' /* c */', ',']) : ''}`;
}

export function randomMacros(random: Random, { lines }: ProgramOptions): string {
  const scene: Scene = { random, alternate: random.chance(0.3), labels: 0, depth: 0 }, macros: Known[] = [];
  const out = ['.set v1,1', ...(scene.alternate ? ['.altmacro'] : [])];
  while (out.length < lines) {
    switch (random.below(8)) {
      case 0: case 1: {
        const name = random.chance(0.8) ? `m${macros.length}` : random.pick(['m0', '.foo', 'nop', 'M1', 'x$y', 'a.b', 'rep']), { text, names } = formals(scene);
        out.push(`${random.pick(['.macro', '.macro', '.MACRO'])} ${name}${random.pick([' ', ' ', ','])}${text}`, ...body(scene, names, macros, 1 + random.below(4)), ...(random.chance(0.98) ? [random.pick(['.endm', '.endm', ' .endm', '.ENDM', '.endm # k'])] : []));
        if (/^(m\d|\.foo|x\$y|a\.b)$/.test(name)) macros.push({ name, takes: names.length });
        break;
      }
      case 2: case 3: case 4: case 5: if (macros.length > 0) out.push(call(scene, random.pick(macros))); break;
      case 6: out.push(...statement(scene, [], macros)); break;
      default: out.push(...random.pick([['.byte 9'], ['.ascii "|"'], ...(macros.length > 0 ? [[`.purgem ${random.pick(macros).name}`]] : []), ['.altmacro'], ['.noaltmacro'], ['.byte 1', '.byte 2']]));
        if (out.at(-1) === '.altmacro' || out.at(-1) === '.noaltmacro') scene.alternate = out.at(-1) === '.altmacro';
    }
  }
  return `${out.join('\n')}\n`;
}
