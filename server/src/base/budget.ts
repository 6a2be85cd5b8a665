// SPDX-License-Identifier: GPL-2.0-or-later
// Long passes spend a Budget in their loops; when the revision they work for is stale the budget throws the one Cancelled.

export class Cancelled extends Error {
  constructor() { super('cancelled'); this.name = 'Cancelled'; }
}

export interface Budget {
  /** Called often and cheaply; throws Cancelled when the work is no longer wanted. */
  spend(): void;
}

export const unlimited: Budget = { spend() { /* never stale */ } };
