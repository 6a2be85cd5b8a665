// SPDX-License-Identifier: GPL-2.0-or-later
// A compile command as a POSIX shell would split it: quotes, backslashes and the operators that end one command and begin the
// next. Nothing is expanded: kbuild's commands have no variables left when they are saved.

/** The commands of a line, each as its words. An unbalanced quote reaches to the end. */
export function shellCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  const endWord = () => { if (word !== undefined) commands[commands.length - 1]!.push(word); word = undefined; };
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === "'") {
      const close = line.indexOf("'", i + 1);
      const end = close < 0 ? line.length : close;
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (c === '"') {
      word ??= '';
      for (i++; i < line.length && line[i] !== '"'; i++) {
        // Inside double quotes a backslash only escapes these four; before anything else it stays.
        if (line[i] === '\\' && '"\\$`'.includes(line[i + 1] ?? 'x')) i++;
        word += line[i];
      }
    } else if (c === '\\') {
      i++;
      if (i < line.length && line[i] !== '\n') word = (word ?? '') + line[i]!;
    } else if (c === ' ' || c === '\t' || c === '\n' || c === '\r') {
      endWord();
    } else if (c === ';' || c === '&' || c === '|') {
      endWord();
      if (line[i + 1] === c) i++;
      if (commands[commands.length - 1]!.length > 0) commands.push([]);
    } else {
      word = (word ?? '') + c;
    }
  }
  endWord();
  return commands.filter(words => words.length > 0);
}
