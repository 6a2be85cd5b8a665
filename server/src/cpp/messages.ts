// SPDX-License-Identifier: GPL-2.0-or-later
// Everything the preprocessor can say, in gcc's own words so that people find them on the web. `%s` takes an argument.

import type { Severity } from '../base/diagnostic.ts';

interface Message { readonly severity: Severity; readonly text: string }

const error = (text: string): Message => ({ severity: 'error', text });
const warning = (text: string): Message => ({ severity: 'warning', text });

export const messages = {
  'cpp-missing-include': error('%s: No such file or directory'),
  'cpp-include-operand': error('#%s expects "FILENAME" or <FILENAME>'),
  'cpp-include-empty': error('empty filename in #%s'),
  'cpp-include-depth': error('#include nested depth %s exceeds maximum of 200 (use -fmax-include-depth=DEPTH to increase the maximum)'),
  'cpp-include-next-primary': warning('#include_next in primary source file'),
  'cpp-import-deprecated': warning('#import is a deprecated GCC extension'),
  'cpp-error-directive': error('#error%s'),
  'cpp-warning-directive': warning('#warning%s'),
  'cpp-extra-tokens': warning('extra tokens at end of #%s directive'),
  'cpp-else-without-if': error('#%s without #if'),
  'cpp-after-else': error('#%s after #else'),
  'cpp-unterminated-if': error('unterminated #%s'),
  'cpp-unterminated-comment': error('unterminated comment'),
  'cpp-no-macro-name': error('no macro name given in #%s directive'),
  'cpp-macro-name': error('macro names must be identifiers'),
  'cpp-reserved-name': error('"%s" cannot be used as a macro name'),
  'cpp-white-after-name': warning('missing whitespace after the macro name'),
  'cpp-redefined': warning('"%s" redefined'),
  'cpp-undef-builtin': warning('undefining "%s"'),
  'cpp-duplicate-parameter': error('duplicate macro parameter "%s"'),
  'cpp-expected-parameter': error('expected parameter name, found "%s"'),
  'cpp-expected-parameter-end': error('expected parameter name before end of line'),
  'cpp-expected-comma': error('expected \',\' or \')\', found "%s"'),
  'cpp-expected-close': error('expected \')\' before end of line'),
  'cpp-expected-close-dots': error('expected \')\' after "..."'),
  'cpp-paste-end': error('\'##\' cannot appear at either end of a macro expansion'),
  'cpp-va-args': warning('__VA_ARGS__ can only appear in the expansion of a C99 variadic macro'),
  'cpp-va-opt': warning('__VA_OPT__ can only appear in the expansion of a C++20 variadic macro'),
  'cpp-va-opt-unterminated': error('unterminated __VA_OPT__'),
  'cpp-few-arguments': error('macro "%s" requires %s arguments, but only %s given'),
  'cpp-many-arguments': error('macro "%s" passed %s arguments, but takes just %s'),
  'cpp-unterminated-call': error('unterminated argument list invoking macro "%s"'),
  'cpp-include-limit': error('#include stopped: more files than this editor follows'),
  'cpp-expansion-limit': error('macro expansion stopped: "%s" expands to more than this editor follows'),
  'cpp-stringify-backslash': warning('invalid string literal, ignoring final \'\\\''),
  'cpp-if-empty': error('#%s with no expression'),
  'cpp-if-no-operand': error('operator \'%s\' has no right operand'),
  'cpp-if-division': error('division by zero in #if'),
  'cpp-if-float': error('floating constant in preprocessor expression'),
  'cpp-if-binary': error('missing binary operator before token "%s"'),
  'cpp-if-token': error('token "%s" is not valid in preprocessor expressions'),
  'cpp-if-octal': error('invalid digit "%s" in octal constant'),
  'cpp-if-suffix': error('invalid suffix "%s" on integer constant'),
  'cpp-if-colon': error('\'?\' without following \':\''),
  'cpp-if-question': error(' \':\' without preceding \'?\''),
  'cpp-if-close': error('missing \')\' in expression'),
  'cpp-if-open': error('missing \'(\' in expression'),
  'cpp-if-large': warning('integer constant is too large for its type'),
  'cpp-if-overflow': warning('integer overflow in preprocessor expression'),
  'cpp-if-multichar': warning('multi-character character constant'),
  'cpp-if-empty-char': error('empty character constant'),
  'cpp-if-depth': error('expression nested too deeply'),
  'cpp-if-missing-expression': error('missing expression between \'(\' and \')\''),
  'cpp-defined-operand': error('operator "defined" requires an identifier'),
  'cpp-defined-close': error('missing \')\' after "defined"'),
  'cpp-has-include-operand': error('operator "%s" requires a header-name'),
  'cpp-has-include-misused': error('"%s" used outside of preprocessing directive'),
  'cpp-line-number': error('"%s" after #line is not a positive integer'),
  'cpp-line-empty': error('unexpected end of file after #line'),
  'cpp-line-file': error('"%s" is not a valid filename'),
  'cpp-assert-deprecated': warning('#%s is a deprecated GCC extension'),
  'cpp-assertion-deprecated': warning('assertions are a deprecated extension'),
  'cpp-assert-empty': error('assertion without predicate'),
  'cpp-assert-name': error('predicate must be an identifier'),
  'cpp-assert-open': error('missing \'(\' after predicate'),
  'cpp-assert-answer': error('missing \')\' to complete answer'),
  'cpp-pragma-operand': error('_Pragma takes a parenthesized string literal'),
  'cpp-trigraph': warning('trigraph %s ignored, use -trigraphs to enable'),
  'cpp-nul': warning('null character(s) ignored'),
  'cpp-splice-blank': warning('backslash and newline separated by space'),
} as const satisfies Record<string, Message>;

export type MessageCode = keyof typeof messages;

export function messageText(code: MessageCode, args: readonly (string | number)[]): string {
  let next = 0;
  return messages[code].text.replace(/%s/g, () => String(args[next++] ?? ''));
}
