// SPDX-License-Identifier: GPL-2.0-or-later
// Types of reading.mjs. Elements are the page's, of which this side has no types.

export interface PageLine { line: number; text: string; hints: string[]; lenses: string[] }
export interface PageProblem { severity: string | undefined; message: string; source: string; code: string; line: number; column: number }
export interface PageProblemRow { index: number; file?: string; problem?: PageProblem }
export interface PagePiece { text: string; color: string }

export function roll(list: unknown, screens: number): Promise<void>;
export function readProblemRows(list: unknown): PageProblemRow[];
export function readVisibleLines(editor: unknown): PageLine[];
export function readTokens(editor: unknown, line: number): PagePiece[];
export function readCursorLine(): Promise<number>;
export function leaveFrame(): void;
export function listenForCopy(timeout: number): void;
export function copied(): Promise<string>;
export function placeOfText(text: string): { x: number; y: number };
