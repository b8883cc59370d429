import proofVectors from '../../test/vectors/rfc6962-proof-vectors.json';
import rootVectors from '../../test/vectors/rfc6962-roots.json';
import {
  appendLeaves, consistencyPath, inclusionPath, leafHash, nodeHash, peaks, proofOf, rootOf, verifyConsistency, verifyInclusion,
  type Frontier, type NodeId,
} from './merkle';

const base64 = (text: string | null): Uint8Array => Buffer.from(text ?? '', 'base64');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the vectors of transparency-dev/merkle', () => {
  const leaves = rootVectors.leaf_inputs_hex.map((input) => leafHash(Buffer.from(input, 'hex')));

  it.each(rootVectors.root_by_tree_size_hex.map((root, size) => ({ size, root })))('root of $size leaves', ({ size, root }) =>
    expect(hex(rootOf(leaves.slice(0, size)))).toBe(root));

  it.each(proofVectors.inclusion)('inclusion: $_file', (vector) =>
    expect(verifyInclusion({
      index: vector.leafIdx, size: vector.treeSize, leaf: base64(vector.leafHash), proof: (vector.proof ?? []).map(base64), root: base64(vector.root),
    })).toBe(!vector.wantErr));

  it.each(proofVectors.consistency)('consistency: $_file', (vector) =>
    expect(verifyConsistency({
      size1: vector.size1, root1: base64(vector.root1), size2: vector.size2, root2: base64(vector.root2), proof: (vector.proof ?? []).map(base64),
    })).toBe(!vector.wantErr));
});

describe('every tree up to 130 leaves against the definition', () => {
  const MAX = 130;
  const leaves = Array.from({ length: MAX }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

  /** MTH of RFC 6962 § 2.1, word for word. */
  function defined(hashes: readonly Uint8Array[]): Uint8Array {
    if (hashes.length === 0) return Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex');
    if (hashes.length === 1) return hashes[0]!;
    let k = 1;
    while (k * 2 < hashes.length) k *= 2;
    return nodeHash(defined(hashes.slice(0, k)), defined(hashes.slice(k)));
  }
  const roots = Array.from({ length: MAX + 1 }, (_, size) => defined(leaves.slice(0, size)));

  // Grown in uneven steps, keeping only what appendLeaves says has become complete.
  const stored = new Map<string, Uint8Array>(leaves.map((hash, index) => [`0/${index}`, hash]));
  const hashOf = ({ level, index }: NodeId): Uint8Array => stored.get(`${level}/${index}`)!;
  let tree: Frontier = { size: 0, frontier: [] };
  for (let step = 0; tree.size < MAX; step = (step + 1) % 7) {
    const grown = appendLeaves(tree, leaves.slice(tree.size, tree.size + step));
    for (const { level, index, hash } of grown.nodes) {
      expect(stored.has(`${level}/${index}`)).toBe(false);
      stored.set(`${level}/${index}`, hash);
    }
    tree = grown;
  }

  it('each stored node is the root of its leaves, and none is missing', () => {
    for (let level = 0; 2 ** level <= MAX; level++)
      for (let index = 0; (index + 1) * 2 ** level <= MAX; index++)
        expect(hashOf({ level, index })).toEqual(defined(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
    expect(stored.size).toBe(130 + 65 + 32 + 16 + 8 + 4 + 2 + 1);
  });

  it('the root of each size is folded from its stored peaks, however the tree was grown', () => {
    for (let size = 0; size <= MAX; size++) {
      const frontier = peaks(size).map(hashOf);
      expect(appendLeaves({ size, frontier }, []).root).toEqual(roots[size]);
      expect(appendLeaves({ size, frontier }, leaves.slice(size)).root).toEqual(roots[MAX]);
      expect(rootOf(leaves.slice(0, size))).toEqual(roots[size]);
    }
  });

  it('every leaf of every size has a proof, folded from few stored nodes', () => {
    for (let size = 1; size <= MAX; size++) {
      for (let index = 0; index < size; index++) {
        const parts = inclusionPath(index, size);
        if (parts.flat().length > 2 * Math.ceil(Math.log2(size))) throw new Error(`leaf ${index} of ${size} asks for too many nodes`);
        if (!verifyInclusion({ index, size, leaf: leaves[index]!, proof: proofOf(parts, hashOf), root: roots[size]! })) throw new Error(`leaf ${index} of ${size}`);
      }
    }
  });

  it('every size has a proof to every later one', () => {
    for (let size2 = 1; size2 <= MAX; size2++) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const proof = proofOf(consistencyPath(size1, size2), hashOf);
        if (!verifyConsistency({ size1, root1: roots[size1]!, size2, root2: roots[size2]!, proof })) throw new Error(`from ${size1} to ${size2}`);
      }
    }
  });

  it('no proof holds for another leaf, place or tree (up to 33 leaves)', () => {
    for (let size = 2; size <= 33; size++) {
      for (let index = 0; index < size; index++) {
        const other = (index + 1) % size;
        const given = { index, size, leaf: leaves[index]!, proof: proofOf(inclusionPath(index, size), hashOf), root: roots[size]! };
        expect(verifyInclusion({ ...given, index: other })).toBe(false);
        expect(verifyInclusion({ ...given, leaf: leaves[other]! })).toBe(false);
        expect(verifyInclusion({ ...given, root: roots[size - 1]! })).toBe(false);
      }
      for (let size1 = 1; size1 <= size; size1++) {
        const given = { size1, root1: roots[size1]!, size2: size, root2: roots[size]!, proof: proofOf(consistencyPath(size1, size), hashOf) };
        expect(verifyConsistency({ ...given, root1: roots[size1 - 1]! })).toBe(false);
        expect(verifyConsistency({ ...given, root2: roots[size - 1]! })).toBe(false);
      }
    }
  });
});

describe('sizes near the end of exact numbers', () => {
  const size = Number.MAX_SAFE_INTEGER;

  it('paths keep within O(log n) nodes, each a real place', () => {
    expect(peaks(size)).toHaveLength(53);
    for (const index of [0, 1, 2 ** 31, 2 ** 32 + 1, 2 ** 52 - 1, 2 ** 52, size - 1]) {
      const parts = inclusionPath(index, size);
      expect(parts.flat().length).toBeLessThanOrEqual(106);
      expect(parts.flat().every((node) => Number.isSafeInteger(node.index) && node.level >= 0)).toBe(true);
    }
    expect(consistencyPath(2 ** 32 + 1, size).flat().length).toBeLessThanOrEqual(106);
  });

  it('a proof by the same arithmetic verifies: a tree whose leaves are all alike', () => {
    const perfect = [leafHash(Buffer.from('same'))];
    while (perfect.length < 53) perfect.push(nodeHash(perfect.at(-1)!, perfect.at(-1)!));
    const hashOf = ({ level }: NodeId): Uint8Array => perfect[level]!;
    const rootAt = (n: number): Uint8Array => appendLeaves({ size: n, frontier: peaks(n).map(hashOf) }, []).root;
    for (const index of [0, 2 ** 32 + 1, size - 1])
      expect(verifyInclusion({ index, size, leaf: perfect[0]!, proof: proofOf(inclusionPath(index, size), hashOf), root: rootAt(size) })).toBe(true);
    for (const size1 of [1, 2 ** 32, 2 ** 32 + 1, size - 1])
      expect(verifyConsistency({ size1, root1: rootAt(size1), size2: size, root2: rootAt(size), proof: proofOf(consistencyPath(size1, size), hashOf) })).toBe(true);
    expect(() => appendLeaves({ size, frontier: peaks(size).map(hashOf) }, [perfect[0]!])).toThrow(RangeError);
  });
});

describe('what is no tree is a mistake of the caller', () => {
  const leaf = leafHash(Buffer.from('x'));
  it.each<[string, () => unknown]>([
    ['a negative size', () => peaks(-1)],
    ['half a leaf', () => peaks(1.5)],
    ['a size past 2^53', () => peaks(2 ** 53)],
    ['a leaf outside', () => inclusionPath(3, 3)],
    ['a leaf before the first', () => inclusionPath(-1, 3)],
    ['a leaf of the empty tree', () => inclusionPath(0, 0)],
    ['growing backwards', () => consistencyPath(4, 3)],
    ['growing from nothing', () => consistencyPath(0, 3)],
    ['peaks missing', () => appendLeaves({ size: 3, frontier: [leaf] }, [])],
    ['peaks too many', () => appendLeaves({ size: 1, frontier: [leaf, leaf] }, [])],
    ['a leaf that is no hash', () => appendLeaves({ size: 0, frontier: [] }, [Buffer.from('x')])],
  ])('%s', (_, act) => expect(act).toThrow(RangeError));

  it('and a verifier only says no', () => {
    expect(verifyInclusion({ index: 2 ** 53, size: 2 ** 53 + 2, leaf, proof: [], root: leaf })).toBe(false);
    expect(verifyInclusion({ index: 0, size: 1, leaf: Buffer.alloc(0), proof: [], root: Buffer.alloc(0) })).toBe(false);
    expect(verifyConsistency({ size1: 0.5, root1: leaf, size2: 0.5, root2: leaf, proof: [] })).toBe(false);
  });
});
