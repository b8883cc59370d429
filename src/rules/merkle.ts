import { createHash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 § 2.1 and RFC 9162 § 2.1 over the sealed entries. It grows at its right edge only, so the
 * hash of a *perfect* subtree (one with 2^level leaves) never changes once it is complete. Those are the nodes that are
 * stored; every root and every proof of every size is folded from O(log n) of them.
 */

/** A perfect subtree: it covers the leaves from index · 2^level on, 2^level of them. A leaf itself has level 0. */
export interface NodeId {
  level: number;
  index: number;
}
export interface Node extends NodeId {
  hash: Uint8Array;
}

/** An append-only tree between two appends: its size and the hashes of its peaks, left to right (`peaks(size)`). */
export interface Frontier {
  size: number;
  frontier: readonly Uint8Array[];
}

/** One hash of a proof: the perfect subtrees it covers, left to right. Only at the right edge is it more than one. */
export type Part = readonly NodeId[];

const HASH_LENGTH = 32;

const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Leaves and nodes are hashed with different first bytes, so that no node can be passed off as an entry. */
export const leafHash = (data: Uint8Array): Uint8Array => sha256(LEAF, data);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(NODE, left, right);

/** The root over leaf hashes; that of no leaves is the hash of nothing. */
export const rootOf = (leafHashes: readonly Uint8Array[]): Uint8Array => appendLeaves({ size: 0, frontier: [] }, leafHashes).root;

/** The perfect subtrees a tree of this size consists of, largest first: one for each 1 in the size's binary digits. */
export const peaks = (size: number): NodeId[] => perfectNodes(0, whole(size));

/**
 * Appends leaf hashes. `nodes` are the perfect nodes above the leaves (level 1 and up) that became complete, in the order
 * of their completion: what the caller stores beside the leaves.
 */
export function appendLeaves({ size, frontier }: Frontier, leafHashes: readonly Uint8Array[]): Frontier & { root: Uint8Array; nodes: Node[] } {
  const grown = whole(size + leafHashes.length);
  const edge = peaks(size).map((id, at): Node => ({ ...id, hash: hashIn(frontier, at) }));
  if (frontier.length !== edge.length) throw new RangeError(`merkle: a tree of ${size} leaves has ${edge.length} peaks, not ${frontier.length}`);
  const nodes: Node[] = [];
  leafHashes.forEach((_, offset) => {
    let last: Node = { level: 0, index: size + offset, hash: hashIn(leafHashes, offset) };
    while (edge.at(-1)?.level === last.level) {
      last = { level: last.level + 1, index: (last.index - 1) / 2, hash: nodeHash(edge.pop()!.hash, last.hash) };
      nodes.push(last);
    }
    edge.push(last);
  });
  const hashes = edge.map((node) => node.hash);
  return { size: grown, frontier: hashes, root: fold(hashes), nodes };
}

/** The parts of the proof that the leaf at `index` is in the tree of `size` leaves (RFC 9162 § 2.1.3.1). */
export function inclusionPath(index: number, size: number): Part[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= whole(size)) throw new RangeError(`merkle: no leaf ${index} among ${size}`);
  const parts: Part[] = [];
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      parts.unshift(perfectNodes(middle, end));
      end = middle;
    } else {
      parts.unshift(perfectNodes(start, middle));
      start = middle;
    }
  }
  return parts;
}

/** The parts of the proof that the tree of `size1` leaves is the beginning of the tree of `size2` (RFC 9162 § 2.1.4.1). */
export function consistencyPath(size1: number, size2: number): Part[] {
  if (whole(size1) < 1 || size1 > whole(size2)) throw new RangeError(`merkle: no proof from ${size1} to ${size2} leaves`);
  const parts: Part[] = [];
  let start = 0;
  let end = size2;
  while (end !== size1) {
    const middle = start + largestPowerBelow(end - start);
    if (size1 <= middle) {
      parts.unshift(perfectNodes(middle, end));
      end = middle;
    } else {
      parts.unshift(perfectNodes(start, middle));
      start = middle;
    }
  }
  // The verifier knows the old root; only when the old tree's last subtree is not the whole of it must its hash be told.
  if (start > 0) parts.unshift(perfectNodes(start, end));
  return parts;
}

/** The proof itself: each part folded into one hash, from the perfect nodes' stored hashes. */
export const proofOf = (parts: readonly Part[], hashOf: (node: NodeId) => Uint8Array): Uint8Array[] => parts.map((part) => fold(part.map(hashOf)));

/** Whether the proof shows the leaf at `index` in the tree of that size and root (RFC 9162 § 2.1.3.2). */
export function verifyInclusion({ index, size, leaf, proof, root }: {
  index: number;
  size: number;
  leaf: Uint8Array;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      for (; !odd(at) && at !== 0; at = half(at)) last = half(last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(hash, root);
}

/** Whether the proof shows the first tree to be the beginning of the second (RFC 9162 § 2.1.4.2). From an empty tree nothing is shown. */
export function verifyConsistency({ size1, root1, size2, root2, proof }: {
  size1: number;
  root1: Uint8Array;
  size2: number;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && same(root1, root2);
  if (![root1, root2, ...proof].every(isHash)) return false;

  let at = size1 - 1;
  let last = size2 - 1;
  for (; odd(at); at = half(at)) last = half(last);
  // If the old tree is itself a perfect subtree of the new one, its root stands for the first hash of the proof.
  const [first, ...rest] = at === 0 ? [root1, ...proof] : proof;
  if (!first) return false;
  let old = first;
  let hash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      old = nodeHash(sibling, old);
      hash = nodeHash(sibling, hash);
      for (; !odd(at) && at !== 0; at = half(at)) last = half(last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(old, root1) && same(hash, root2);
}

/** The perfect subtrees covering the leaves from `start` up to `end`, largest first; `start` is a place where the largest may begin. */
function perfectNodes(start: number, end: number): NodeId[] {
  const nodes: NodeId[] = [];
  for (let level = 52, from = start; level >= 0; level--) {
    const width = 2 ** level;
    if (end - from < width) continue;
    nodes.push({ level, index: from / width });
    from += width;
  }
  return nodes;
}

/** Joins subtrees of falling size as the tree does, from the right. */
function fold(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? sha256() : hashes.reduceRight((right, left) => nodeHash(left, right));
}

function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

// Sizes go beyond 32 bits, where JavaScript's shifts would silently cut them off.
const half = (n: number): number => Math.floor(n / 2);
const odd = (n: number): boolean => n % 2 === 1;

function whole(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`merkle: ${size} is not the size of a tree`);
  return size;
}

function hashIn(hashes: readonly Uint8Array[], at: number): Uint8Array {
  const hash = hashes[at];
  if (!hash || !isHash(hash)) throw new RangeError(`merkle: a hash of ${HASH_LENGTH} bytes is missing at ${at}`);
  return hash;
}

/** Two hashes of other lengths could be cut apart elsewhere and still join to the same bytes. */
const isHash = (hash: Uint8Array): boolean => hash.length === HASH_LENGTH;
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
