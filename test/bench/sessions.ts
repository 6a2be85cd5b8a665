// SPDX-License-Identifier: GPL-2.0-or-later
// A person at work, drawn by a seed: each step changes the text that the last one left.

import { generator } from './edits.ts';

export interface SessionStep {
  readonly name: string;
  readonly text: string;
  /** Text of the header that is open beside the file, if it is. */
  readonly header: string | undefined;
  /** Options that are not as the tree was configured, `CONFIG_` left out. */
  readonly toggled: ReadonlySet<string>;
  /** The file was closed and opened again before. */
  readonly reopens: boolean;
}

const inserted = [
  '\tnop', '\tpushq %rbx', '\tpopq %rbx', '\tmovq %rsp, %rax', '\tcall foo', '1:', '\tjmp 1b', '\tjnz 1f', '2:\tjmp 2f', '\tUNWIND_HINT_FUNC', '\tUNWIND_HINT_EMPTY',
  '\t.pushsection .lens, "ax"', '\t.popsection', '\t.text', '\t.data', '\t.set lens_x, 1', 'lens_x = lens_x + 1', '\t.if lens_x', '\t.else', '\t.endif', '\t.rept 3', '\t.endr', '\t.long lens_x - .',
  '\t.macro lens_m a, b=1', '\t.endm', '\tlens_m 1, 2', '\tlens_m', '.Llens\\@:', '\t.purgem lens_m', '#define LENS 1', '#undef LENS', '#ifdef LENS', '#else', '#endif', '#if 0', '\tmovl $LENS, %eax',
  '#include <linux/linkage.h>', '\tALTERNATIVE "nop", "pushq %rax", X86_FEATURE_ALWAYS', 'SYM_FUNC_START(lens_f)', 'SYM_FUNC_END(lens_f)', '\tRET', '\t.balign 16', '\t.skip 1b - 1b', '/* half a comment', '*/', '\t.altmacro', '\t.noaltmacro', '\tmo', '\t.ascii "',
];

/** Options that kernel assembly and its headers ask for. */
const configurable = [
  'X86_KERNEL_IBT', 'MITIGATION_RETHUNK', 'MITIGATION_RETPOLINE', 'MITIGATION_SLS', 'MITIGATION_UNRET_ENTRY', 'MITIGATION_PAGE_TABLE_ISOLATION', 'RETPOLINE', 'RETHUNK', 'SLS', 'SMP', 'XEN_PV', 'DEBUG_ENTRY', 'FRAME_POINTER',
  'UNWINDER_ORC', 'PARAVIRT_XXL', 'IA32_EMULATION', 'CFI_CLANG', 'X86_ESPFIX64', 'DYNAMIC_FTRACE_WITH_ARGS', 'FUNCTION_GRAPH_TRACER', 'CALL_PADDING', 'X86_FRED', 'STACKPROTECTOR', 'PREEMPTION',
];

/** A file that says `.config` or `autoconf.h`, with some options the other way. */
export function reconfigured(text: string, toggled: ReadonlySet<string>): string {
  const isHeader = text.includes('#define CONFIG_');
  let changed = text;
  for (const name of toggled) {
    const off = isHeader ? '' : `# CONFIG_${name} is not set\n`, on = isHeader ? `#define CONFIG_${name} 1\n` : `CONFIG_${name}=y\n`;
    changed = changed.includes(on) ? changed.replace(on, off) : off !== '' && changed.includes(off) ? changed.replace(off, on) : changed + on;
  }
  return changed;
}

export function* sessionSteps(text: string, header: string, count: number, seed: number): Generator<SessionStep> {
  const random = generator(seed), any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let lines = text.split('\n'), openHeader: string | undefined, toggled: ReadonlySet<string> = new Set();
  const past: string[][] = [];
  let undoing = 0;
  for (let i = 0; i < count; i++) {
    let name = 'undo', reopens = false;
    if (undoing > 0 && past.length > 0) { undoing--; lines = past.pop()!; }
    else {
      past.push(lines);
      lines = [...lines];
      const at = Math.floor(random() * lines.length), dice = random();
      if (dice < 0.3) { name = 'insert a line'; lines.splice(at, 0, any(inserted)); }
      else if (dice < 0.45) { name = 'press a key'; const own = lines[at]!, column = Math.floor(random() * (own.length + 1)); lines[at] = own.slice(0, column) + any([...'abr1,()$%-. #"\t:;']) + own.slice(column); }
      else if (dice < 0.55) { name = 'take a line out'; lines.splice(at, 1); }
      else if (dice < 0.65) { name = 'move lines'; const moved = lines.splice(at, 1 + Math.floor(random() * 8)); lines.splice(Math.floor(random() * (lines.length + 1)), 0, ...moved); }
      else if (dice < 0.7) { name = 'paste a hundred lines'; lines.splice(at, 0, ...text.split('\n').slice(0, 100)); }
      else if (dice < 0.75) { name = 'change several lines'; for (let k = 0; k < 5; k++) lines.splice(Math.floor(random() * lines.length), 0, any(inserted)); }
      else if (dice < 0.8) { name = 'edit a header'; openHeader = openHeader === undefined ? header.replace('#define', '#define LENS_HEADER 1\n#define') : openHeader.length > header.length + 60 ? undefined : `${openHeader}\n#define LENS_${i} ${i}\n`; }
      else if (dice < 0.83) { name = 'close and open'; reopens = true; }
      else if (dice < 0.86) {
        name = 'configure';
        const next = new Set(toggled), option = any(configurable);
        if (next.size > 3) next.clear(); else if (!next.delete(option)) next.add(option);
        toggled = next;
      }
      else if (dice < 0.92) { name = 'undo'; past.pop(); undoing = 1 + Math.floor(random() * 6); if (past.length > 0) lines = past.pop()!; }
      else { name = 'start over'; lines = text.split('\n'); }
    }
    if (past.length > 30) past.shift();
    yield { name, text: lines.join('\n'), header: openHeader, toggled, reopens };
  }
}
