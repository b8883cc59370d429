import { opens } from '../rules/canonical';
import { appendLeaves, type Node } from '../rules/merkle';
import { open, parseCheckpoint } from '../rules/signed-note';
import { type Asks, type Check, MOST_OFFENCES, type Offence } from './checks';
import type { Log } from './log';

/** How many entries are recomputed at a time: memory stays the same for a thousand entries and for a million. */
const BATCH = 1000;

/** What only recomputation shows: that words, leaves, tree and signatures still belong together. */
export const logChecks = (log: Log): readonly Check[] => [
  {
    name: 'words-open-their-commitments',
    sentence: { zh: '每一笔账旁边的称呼和说明，就是封账时的原话。', en: 'The names and notes beside each entry are those that were sealed.' },
    run: wordsOpen,
  },
  {
    name: 'leaves-equal-their-entries',
    sentence: { zh: '从每一笔账的原文重新算一遍指纹，与封账时的一样。', en: 'The leaf of every entry, computed anew from its text, is the one that was sealed.' },
    run: (db) => leavesEqual(db, log),
  },
  {
    name: 'the-tree-equals-its-checkpoints',
    sentence: { zh: '从全部指纹重新算一遍总指纹，与每一次公布的一样，签名也对。', en: 'The root computed anew from all leaves equals every checkpoint that was published, and its signature is ours.' },
    run: (db) => treeEquals(db, log),
  },
];

async function wordsOpen(db: Asks): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (let last = 0n; offences.length < MOST_OFFENCES; ) {
    const rows = await db.query<WordsRow[]>(
      `SELECT e.id, coalesce(s.voucher, '#' || e.id) AS entry, w.party, w.party_salt, w.note, w.note_salt, e.party_commitment, e.note_commitment
       FROM journal_entry e LEFT JOIN entry_words w ON w.entry = e.id LEFT JOIN sealed_entry s ON s.entry = e.id WHERE e.id > $1 ORDER BY e.id LIMIT ${BATCH}`, [last]);
    for (const row of rows) {
      const wrong = (['party', 'note'] as const).filter((word) => !agree(row[word], row[`${word}_salt`], row[`${word}_commitment`]));
      if (wrong.length > 0) offences.push({ entry: row.entry, detail: wrong.join(', ') });
    }
    if (rows.length < BATCH) break;
    last = rows.at(-1)!.id;
  }
  return offences.slice(0, MOST_OFFENCES);
}

/** Words may be removed, where the law asks for it; what stands there must be what was committed to. */
const agree = (text: string | null, salt: Buffer | null, commitment: Buffer | null): boolean =>
  text === null || (salt !== null && commitment !== null && opens(commitment, text, salt));

async function leavesEqual(db: Asks, log: Log): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const { foundation, code, hashed } of await heads(db)) {
    for (let from = 1; from <= hashed && offences.length < MOST_OFFENCES; from += BATCH) {
      const to = Math.min(hashed, from + BATCH - 1);
      const leaves = new Map((await db.query<{ number: bigint; leaf: Buffer }[]>('SELECT number, leaf FROM log_leaf WHERE foundation = $1 AND number BETWEEN $2 AND $3', [foundation, from, to])).map((row) => [Number(row.number), row.leaf]));
      const entries = new Map((await log.entries(foundation, from, to, db)).map((entry) => [entry.canonical.number, entry]));
      for (let number = from; number <= to; number++) {
        const entry = entries.get(number);
        const leaf = leaves.get(number);
        if (!entry || !leaf || Buffer.compare(entry.leaf, leaf) !== 0) offences.push({ entry: entry?.canonical.voucher ?? null, detail: `${code} ${number}${entry ? '' : ': no entry'}${leaf ? '' : ': no leaf'}` });
      }
    }
  }
  return offences.slice(0, MOST_OFFENCES);
}

async function treeEquals(db: Asks, log: Log): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const { foundation, code, hashed } of await heads(db)) {
    const say = (detail: string): unknown => offences.length < MOST_OFFENCES && offences.push({ entry: null, detail: `${code}: ${detail}` });
    let tree: ReturnType<typeof appendLeaves> = appendLeaves({ size: 0, frontier: [] }, []);
    let newest = 0;
    while (tree.size < hashed) {
      const from = tree.size;
      const to = Math.min(hashed, from + BATCH);
      const leaves = (await db.query<{ leaf: Buffer }[]>('SELECT leaf FROM log_leaf WHERE foundation = $1 AND number > $2 AND number <= $3 ORDER BY number', [foundation, from, to])).map((row) => row.leaf);
      if (leaves.length !== to - from) {
        say(`leaves missing between ${from + 1} and ${to}`);
        break;
      }
      // Every checkpoint is a stop on the way from the first leaf to the last, so each is shown to be the beginning of the next.
      const points = await db.query<PointRow[]>('SELECT size, root, note FROM checkpoint WHERE foundation = $1 AND size > $2 AND size <= $3 ORDER BY size', [foundation, from, to]);
      const nodes: Node[] = [];
      for (const stop of [...points.map((point) => Number(point.size)), to]) {
        tree = appendLeaves(tree, leaves.slice(tree.size - from, stop - from));
        nodes.push(...tree.nodes);
        const point = points.find((one) => Number(one.size) === stop);
        if (!point || stop === newest) continue;
        newest = stop;
        if (Buffer.compare(tree.root, point.root) !== 0) say(`root of checkpoint ${stop}`);
        const wrong = noteIsWrong(point, log, code);
        if (wrong) say(`note of checkpoint ${stop}: ${wrong}`);
      }
      for (const node of await differing(db, foundation, nodes)) say(`node ${node.level}/${node.index}`);
    }
    if (newest !== hashed) say(`${hashed} entries are hashed, the newest checkpoint covers ${newest}`);
  }
  return offences;
}

/** Those of the computed nodes that are not stored as they should be. */
async function differing(db: Asks, foundation: number, nodes: readonly Node[]): Promise<Node[]> {
  if (nodes.length === 0) return [];
  const rows = await db.query<{ level: number; index: bigint; hash: Buffer }[]>(
    'SELECT n.level, n.index, n.hash FROM unnest($2::smallint[], $3::bigint[]) asked (level, index) JOIN log_node n ON n.foundation = $1 AND n.level = asked.level AND n.index = asked.index',
    [foundation, nodes.map((node) => node.level), nodes.map((node) => node.index)]);
  const stored = new Map(rows.map((row) => [`${row.level}/${row.index}`, row.hash]));
  return nodes.filter((node) => {
    const hash = stored.get(`${node.level}/${node.index}`);
    return !hash || Buffer.compare(hash, node.hash) !== 0;
  });
}

/** The address of the house may have changed since; its key and the foundation may not. */
function noteIsWrong({ size, root, note }: PointRow, log: Log, code: string): string | null {
  try {
    const says = parseCheckpoint(open(note, log.verifier(note.slice(0, note.indexOf('\n')))));
    return says.origin.endsWith(`/log/${code}`) && says.size === Number(size) && Buffer.compare(says.root, root) === 0 ? null : 'it says something else';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function heads(db: Asks): Promise<{ foundation: number; code: string; hashed: number }[]> {
  const rows = await db.query<{ foundation: number; code: string; hashed: bigint }[]>('SELECT h.foundation, f.code, h.hashed FROM log_head h JOIN foundation f ON f.id = h.foundation ORDER BY h.foundation');
  return rows.map((row) => ({ ...row, hashed: Number(row.hashed) }));
}

interface WordsRow { id: bigint; entry: string; party: string | null; party_salt: Buffer | null; note: string | null; note_salt: Buffer | null; party_commitment: Buffer | null; note_commitment: Buffer | null }
interface PointRow { size: bigint; root: Buffer; note: string }
