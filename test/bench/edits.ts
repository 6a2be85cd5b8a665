// SPDX-License-Identifier: GPL-2.0-or-later
// Edits as people make them, drawn by a seed uniformly over the non-blank lines of a file: the same seed gives the same edits. Used by
// the benchmark, and by the test that compares what is reused with a run from scratch.

export type EditKind = 'key' | 'delete-line' | 'duplicate-line' | 'insert-line' | 'swap-lines' | 'rename' | 'comment';

export interface Edit {
  /** `comment` where nothing but comments and blanks changed, however it was drawn: of a file's lines many are comments. */
  readonly kind: EditKind;
  /** The whole text after the edit. */
  readonly text: string;
  /** Somewhere on the line that was edited. */
  readonly offset: number;
  /** Between `.macro` and `.endm`, or in a `#define`. */
  readonly inMacro: boolean;
}

const kinds: readonly EditKind[] = ['key', 'key', 'delete-line', 'duplicate-line', 'insert-line', 'insert-line', 'swap-lines', 'rename', 'comment'];
const inserted = ['\tnop', '\tpushq %rbx', '\tpopq %rbx', '\tsubq $8, %rsp', '\taddq $8, %rsp', '\tmovq %rsp, %rax', '1:\tjmp 1b', '\tret', '\tcall foo', '\t.byte 0x90', '\txorl %eax, %eax'];
const keys = 'abcdeflmnopqrstx0123456789,()$%-. #"\n\t:;';

export function* randomEdits(text: string, count: number, seed: number): Generator<Edit> {
  const random = generator(seed), lines = text.split('\n'), inMacro = macroLines(lines), code = withoutComments(text);
  const spelled = lines.flatMap((line, index) => line.trim() === '' ? [] : [index]);
  const any = <T>(list: ArrayLike<T>): T => list[Math.floor(random() * list.length)]!;
  for (let i = 0; i < count && spelled.length > 0; i++) {
    const line = any(spelled), kind = any(kinds), changed = [...lines];
    const own = lines[line]!;
    switch (kind) {
      case 'key': {
        const at = Math.floor(random() * (own.length + 1));
        changed[line] = random() < 0.3 ? own.slice(0, Math.max(0, at - 1)) + own.slice(at) : own.slice(0, at) + any(keys) + own.slice(at);
        break;
      }
      case 'delete-line': changed.splice(line, 1); break;
      case 'duplicate-line': changed.splice(line, 0, own); break;
      case 'insert-line': changed.splice(line + (own.endsWith('\\') ? 0 : 1), 0, any(inserted)); break;
      case 'swap-lines': changed[line] = lines[line + 1] ?? own; changed[line + 1] = own; break;
      case 'rename': changed[line] = own.replace(/r(ax|bx|cx|dx|si|di|bp|sp)\b|\b(\d+)\b/, found => /^\d/.test(found) ? String(Number(found) + 1) : 'r11'); break;
      case 'comment': changed[line] = own.endsWith('\\') ? own : `${own} /* ${i} */`; break;
    }
    let offset = 0;
    for (let k = 0; k < line; k++) offset += changed[k]!.length + 1;
    const after = changed.join('\n');
    yield { kind: withoutComments(after) === code ? 'comment' : kind, text: after, offset: offset + (/\S/.exec(changed[line] ?? '')?.index ?? 0), inMacro: inMacro[line]! };
  }
}

/** Comments of the preprocessor and lines that are comments for the assembler as one blank, runs of blanks as one; strings as they are. */
function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g, found => found.startsWith('"') ? found : ' ')
    .replace(/^[ \t]*#(?![ \t]*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|error|warning|pragma|line)\b)[^\n]*|[ \t]+/gm, ' ')
    .replace(/\s*\n\s*/g, '\n');
}

function macroLines(lines: readonly string[]): boolean[] {
  let depth = 0, continued = false;
  return lines.map(line => {
    const opens = /^\s*\.macro\b/.test(line), defines = continued || /^\s*#\s*define\b.*\\$/.test(line);
    if (opens) depth++;
    const inside = depth > 0 || defines;
    if (/^\s*\.endm\b/.test(line)) depth = Math.max(0, depth - 1);
    continued = defines && line.endsWith('\\');
    return inside;
  });
}

/** A linear congruential generator: any will do, as long as it is ours and stays the same. */
export function generator(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
