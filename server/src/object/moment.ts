// SPDX-License-Identifier: GPL-2.0-or-later
// When an expression is asked for its value.

/**
 * 'reading': addresses are not known yet; 'layout': they are what this pass of layout has; 'final': they are final; 'fixup': as
 * final, but nothing has a distance from a function that is chosen at run time (IFUNC).
 */
export type Moment = 'reading' | 'layout' | 'final' | 'fixup';
