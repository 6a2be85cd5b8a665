// SPDX-License-Identifier: GPL-2.0-or-later
// Paths as the kernel's build writes them: "/" between names. Node's path module is not there in a web worker, and on Windows it
// would answer "\", which no compile command contains.

export function isAbsolute(path: string): boolean { return path.startsWith('/') || /^[A-Za-z]:\//.test(path); }

/** `path` as seen from `directory`, without "." and ".." where they can be resolved by name. */
export function resolvePath(directory: string, path: string): string {
  return normalizePath(isAbsolute(path) ? path : `${directory}/${path}`);
}

export function normalizePath(path: string): string {
  const kept: string[] = [];
  const root = path.startsWith('/');
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (name !== '..' || !root) kept.push(name);
  }
  return (root ? '/' : '') + kept.join('/') || (root ? '/' : '.');
}

/** The root is its own parent. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : slash === 0 ? '/' : path;
}

export function childOf(directory: string, name: string): string { return directory === '/' ? `/${name}` : `${directory}/${name}`; }

export function nameOf(path: string): string { return path.slice(path.lastIndexOf('/') + 1); }

/** `path` below `directory` by its rest, or undefined if it lies elsewhere. */
export function below(directory: string, path: string): string | undefined {
  if (directory === '/') return path.slice(1);
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined;
}

/** The directories around a path, innermost first. */
export function* around(path: string): Generator<string> {
  for (let child = path, parent = parentOf(path); child !== parent; child = parent, parent = parentOf(parent)) yield parent;
}
