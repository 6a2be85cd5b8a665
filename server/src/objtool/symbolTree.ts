// SPDX-License-Identifier: GPL-2.0-or-later
// The symbols of a section as objtool of 5.7 to 5.9 looks them up: in a red-black tree ordered by offset and size, searched as if no two of them
// overlapped. Labels inside a function stand in the tree too, and a search that comes by one of them goes on to its right: whether the function is
// found hangs on how the tree was balanced. So it is balanced here in the same way.

import { KeptWith } from '../base/keptWith.ts';
import type { ObjectFile, ObjectSymbol } from '../object/objectFile.ts';

interface Node { readonly symbol: ObjectSymbol; parent: Node | undefined; left: Node | undefined; right: Node | undefined; red: boolean }
interface SymbolTree { root: Node | undefined }

/** `symbols` of one section, in the order of the symbol table. */
function symbolTree(symbols: readonly ObjectSymbol[]): SymbolTree {
  const tree: SymbolTree = { root: undefined };
  for (const symbol of symbols) insert(tree, symbol);
  return tree;
}

const trees = new KeptWith<ObjectFile, Map<number, SymbolTree>>();

/** The first symbol, by the tree's order, that the search comes to, that covers the offset and is wanted. `section`: its index in the object. */
export function symbolInTree(object: ObjectFile, section: number, offset: number, wanted: (symbol: ObjectSymbol) => boolean): ObjectSymbol | undefined {
  let ofObject = trees.get(object);
  if (!ofObject) trees.set(object, ofObject = new Map());
  let tree = ofObject.get(section);
  if (!tree) ofObject.set(section, tree = symbolTree(object.symbols.filter(symbol => symbol.section === section)));
  let found: Node | undefined;
  for (let node = tree.root; node;) {
    const side = sideOf(offset, node.symbol);
    if (side === 0) found = node;
    node = side <= 0 ? node.left : node.right;
  }
  for (; found && sideOf(offset, found.symbol) === 0; found = next(found)) if (wanted(found.symbol)) return found.symbol;
  return undefined;
}

function sideOf(offset: number, { value, size }: ObjectSymbol): number { return offset < value ? -1 : offset >= value + size ? 1 : 0; }

function next(node: Node): Node | undefined {
  if (node.right) {
    let first = node.right;
    while (first.left) first = first.left;
    return first;
  }
  let child = node;
  while (child.parent && child.parent.right === child) child = child.parent;
  return child.parent;
}

function insert(tree: SymbolTree, symbol: ObjectSymbol): void {
  let parent: Node | undefined, at = tree.root, left = false;
  while (at) {
    parent = at;
    left = symbol.value < at.symbol.value || symbol.value === at.symbol.value && symbol.size < at.symbol.size;
    at = left ? at.left : at.right;
  }
  const node: Node = { symbol, parent, left: undefined, right: undefined, red: true };
  if (!parent) tree.root = node; else if (left) parent.left = node; else parent.right = node;
  balance(tree, node);
}

/** The textbook's insertion: recolour while the uncle is red, else rotate. */
function balance(tree: SymbolTree, added: Node): void {
  let node = added;
  for (let parent = node.parent; parent?.red; parent = node.parent) {
    const grandparent = parent.parent!, onLeft = parent === grandparent.left, uncle = onLeft ? grandparent.right : grandparent.left;
    if (uncle?.red) {
      parent.red = uncle.red = false;
      grandparent.red = true;
      node = grandparent;
      continue;
    }
    if (node === (onLeft ? parent.right : parent.left)) { rotate(tree, parent, onLeft); [node, parent] = [parent, node]; }
    parent.red = false;
    grandparent.red = true;
    rotate(tree, grandparent, !onLeft);
  }
  tree.root!.red = false;
}

function rotate(tree: SymbolTree, node: Node, toLeft: boolean): void {
  const up = toLeft ? node.right! : node.left!, between = toLeft ? up.left : up.right;
  if (toLeft) { node.right = between; up.left = node; } else { node.left = between; up.right = node; }
  if (between) between.parent = node;
  up.parent = node.parent;
  if (!node.parent) tree.root = up; else if (node.parent.left === node) node.parent.left = up; else node.parent.right = up;
  node.parent = up;
}
