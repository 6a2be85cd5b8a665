// SPDX-License-Identifier: GPL-2.0-or-later
// What is said of wrong input, where, and that the rest is still read.

import { describe, expect, it } from 'vitest';
import { expanded } from './support.ts';

describe('errors', () => {
  it.each<[string, string[], string[]]>([
    ['.macro m a\n.byte \\a\n.endm\nm 1,2\nnop\n', ['4: error: too many positional arguments [the macro is defined here 1]'], ['nop']],
    ['.macro m a:req\nnop\n.endm\n.macro n\nm\n.endm\nn\n', ['5: error: Missing value for required parameter `a\' of macro `m\' [the macro is defined here 1] [macro invoked from here 7]'], ['>> nop']],
    ['.macro m\nnop\nret\n', ['1: error: unexpected end of file in macro `m\' definition'], ['nop', 'ret']],
    ['.macro m\n.macro n\nnop\n.endm\nn\n', ['1: error: unexpected end of file in macro `m\' definition'], ['> nop']],
    ['.rept 2\nnop\n', ['1: error: REPT without ENDR'], ['nop']],
    ['.irp x, 1\nnop\n', ['1: error: unexpected end of file in irp or irpc'], ['nop']],
    ['.macro m\n.rept 2\n.endm\nm\nnop\n', ['2: error: REPT without ENDR [macro invoked from here 4]'], ['nop']],
    ['nop\n.if 1\nret\n', ['2: error: end of file inside conditional'], ['nop', 'ret']],
    ['.macro m\n.if 1\nnop\n.endm\nm\nret\n', ['2: error: end of macro inside conditional [macro invoked from here 5]'], ['> nop', 'ret']],
    ['.else\n.endif\nnop\n', ['1: error: ".else" without matching ".if"', '2: error: ".endif" without ".if"'], ['nop']],
    ['.if 1\n.else\n.else\n.endif\n', ['3: error: duplicate ".else" [here is the previous ".else" 2] [here is the previous ".if" 1]'], []],
    ['.if foo\nnop\n.else\nret\n.endif\n', ['1: error: non-constant expression in ".if" statement'], ['ret']],
    ['.if\nnop\n.endif\n', ['1: error: non-constant expression in ".if" statement'], []],
    ['.if 1 2\nnop\n.endif\n', ['1: error: junk at end of line, first unrecognized character is `2\''], ['nop']],
    ['.ifdef 1\nnop\n.endif\n', ['1: error: invalid identifier for ".ifdef"', '3: error: ".endif" without ".if"'], ['nop']],
    ['.rept -1\nnop\n.endr\n', ['1: error: negative count for REPT - ignored'], []],
    ['.rept x\nnop\n.endr\n', ['1: error: bad or irreducible absolute expression'], []],
    ['.include "x"\n.mri 1\nnop\n', ['1: error: can\'t open x for reading', '2: error: not supported: .mri'], ['nop']],
    ['.err\n.error "hi"\n.warning "ho"\n.print "x"\n', ['1: error: .err encountered', '2: error: hi', '3: warning: ho', '4: information: x'], []],
    ['.end\nnop\n', [], []],
    ['.ascii "abc\nnop\n.ascii d"\nnop\n', ['1: warning: unterminated string; newline inserted'], ['.ascii "abc', 'nop', '.ascii d"', 'nop']],
    ['.ascii "abc\\\nd"\nnop\n', [], ['.ascii "abc\\\\nd"', 'nop']],
    ['.ascii "abc\nnop\n', ['1: error: unterminated string'], ['.ascii "abc"', 'nop']],
    ['.ascii "abc\\\nnop\n', ['1: error: unterminated string'], ['.ascii "abc\\\\"', 'nop']],
    ['nop /* x\nret\n*/ iret\n/* y\n', ['4: warning: end of file in comment'], ['nop', 'iret']],
    ['.macro m a\n\\a\n.endm\nm "nop /* x"\nret\n', ['4: warning: end of file in comment [macro invoked from here 4]'], ['> nop', 'ret']],
    ['.irpc c,aéb\nnop\n.endr\nret\n', ['1: error: not supported: .irpc with a character beyond ASCII'], ['ret']],
    ['.macro m,\n.endm\n', ['1: error: Bad parameter list for macro `m\''], []],
    ['.altmacro\n.irp x, 1\nLOCAL a\n.endr\n', [], ['> LOCAL a']],
    ['.altmacro\n.macro m a\nLOCAL a, b\n.byte 1\n.endm\nm 1\nm 2\n', [6, 7].map(line => `${line}: error: \`a' was already used as parameter (or another local) name`), ['> .byte 1', '> .byte 1']],
    ['.macro m\n.byte 1\\(\n.endm\nm\nm\n', ['4: error: missing `)\'', '5: error: missing `)\''], ['> .byte 1', '> .byte 1']],
    ['.macro m a,\n.endm\n', ['1: error: Bad parameter list for macro `m\''], []],
    ['.endm\n.endr\n.exitm\n', ['1: warning: .endm encountered without preceding .macro', '2: warning: .endr encountered without preceding .rept, .irp, or .irpc', '3: warning: ignoring macro exit outside a macro definition.'], []],
  ])('%j', (text, messages, statements) => {
    const result = expanded(text);
    expect(result.messages).toEqual(messages);
    expect(result.printed.split('\n').filter(line => line !== '')).toEqual(statements);
  });
});

describe('limits', () => {
  it('stops a macro that calls itself', () => {
    const { messages, printed } = expanded('.macro m\nm\n.endm\nm; nop\nret\n');
    expect(messages).toEqual(['4: error: macros nested too deeply']);
    expect(printed).toBe('nop\nret\n');
  });
  it('stops a macro bomb', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `.macro m${i}\nm${i + 1}\nm${i + 1}\n.endm\n`).join('');
    const { messages, printed } = expanded(`${levels}.macro m40\n.endm\nm0\nnop\n`);
    expect(messages).toEqual(['163: error: expansion too large']);
    expect(printed).toBe('nop\n');
  });
  it('stops text that doubles', () => {
    const { messages } = expanded('.macro m a\nm "\\a\\a"\n.endm\nm 12345678\nnop\n');
    expect(messages).toEqual(['4: error: expansion too large']);
  });
  it('refuses a huge repetition', () => {
    expect(expanded('.rept 1<<40\nnop\n.endr\nret\n').messages).toEqual(['1: error: expansion too large: 1099511627776 rounds of 1 lines']);
    expect(expanded('.rept 1<<40\n.endr\nret\n').messages).toEqual([]);
    expect(expanded('.rept 1000000\n.rept 1000000\nnop\n.endr\n.endr\nret\n').messages.at(-1)).toContain('expansion too large');
  });
  it('survives garbage', () => {
    for (const text of ['"', "'", '\\', '.macro', '.macro m \\', '.irp', ';;;:', '::', '""', '""=1', '.if (((', '.ifc ,', '{', '{vex}', '=', '. = 4', '1', '1:', '<', '.rept 1', '%', '.irpc x,"', '/*', '.macro m a:\n.endm\nm \'', '.altmacro\n.macro m a\n\\a\n.endm\nm <', '.altmacro\n.macro m a\n\\a\n.endm\nm %', '.altmacro\n.macro m a\nLOCAL\n.endm\nm "']) {
      expect(() => expanded(text).listing.statements.map(s => [s.origin, s.source.runs])).not.toThrow();
      expect(() => expanded(`.macro q a\n\\a\n.endm\nq ${text}\n`).listing.statements.map(s => [s.origin, s.source.runs])).not.toThrow();
    }
  });
});
