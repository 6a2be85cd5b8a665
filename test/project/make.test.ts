// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { makeValueOf, readMakefiles } from '../../server/src/project/makefile.ts';

const value = (text: string, name = 'out', targets: string[] = []) => makeValueOf(readMakefiles([text], asked => ({ CONFIG_A: 'y', CONFIG_M: 'm', obj: 'd' })[asked]), name, targets);

test.each([
  ['a := 1\nout = $(a) # why\na := 2', '2'],
  ['a := 1\nout := $(a)\na := 2', '1'],
  ['out-$(CONFIG_A) += x\nout-$(CONFIG_B) += z\nout = $(out-y)|$(out-)', 'x|z'],
  ['ifdef CONFIG_A\nout := yes\nelse\nout := no\nendif', 'yes'],
  ['ifeq ($(CONFIG_A),n)\nout := 1\nelse ifeq ($(CONFIG_M),m)\nout := 2\nelse\nout := 3\nendif', '2'],
  ['ifneq ($(or $(CONFIG_B),$(CONFIG_M)),)\nifdef CONFIG_B\nout := a\nelse\nout := b\nendif\nendif', 'b'],
  ['out := a \\\n  b \\\n  c', 'a b c'],
  ['l := a.o b.o\nout := $(l:.o=-x.o) $(addprefix $(obj)/, $(l)) $(filter-out a%,$(l))', 'a-x.o b-x.o d/a.o d/b.o b.o'],
  ['f = <$1-$2>\nout := $(call f,a,b) $(call cc-option,-mx,-my) $(foreach i,1 2,[$(i)])', '<a-b> -mx [1] [2]'],
  ['out = $(out)', ''],
  ['all: x\n\tout := recipe\nout := $(if $(CONFIG_B),t,f)', 'f'],
  ['define out\njunk\nendef\nout ?= d', 'd'],
])('%j', (text, expected) => { expect(value(text)).toBe(expected); });

test('target-specific variables reach their targets only', () => {
  const text = 'F := -a\nobjs := $(obj)/x.o\n$(objs): F += -b\n$(obj)/%.s: F = -c\n';
  expect(value(text, 'F')).toBe('-a');
  expect(value(text, 'F', ['d/x.o'])).toBe('-a -b');
  expect(value(text, 'F', ['d/y.s'])).toBe('-c');
});
