// SPDX-License-Identifier: GPL-2.0-or-later
// Asked for the kernel suite, a machine without a kernel tree or its objtool has failed it: nothing below is skipped in silence.

import { existsSync } from 'node:fs';
import { kernelBuild, kernelTree, objtoolOf } from './tree.ts';

export default function required(): void {
  for (const needed of [`${kernelTree}/Makefile`, objtoolOf(kernelBuild)]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run test/kernel/prepare.sh`);
  }
}
