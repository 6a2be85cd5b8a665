// SPDX-License-Identifier: GPL-2.0-or-later
// A clock that never goes back. In Node `performance` is a library that is loaded when it is first named, which takes a program that checks one file 3 % of
// its time.

/** Milliseconds since some moment. */
export const clock: () => number = typeof process === 'undefined' || typeof process.hrtime !== 'function' ? () => performance.now() : () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
};
