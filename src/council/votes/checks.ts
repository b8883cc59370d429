import { createHash } from 'node:crypto';
import { MOST_OFFENCES, type Check, type Offence } from '../../ledger/checks';
import type { Log } from '../../ledger/log';
import { open } from '../../rules/signed-note';
import { statedIn } from '../../rules/statements';
import { decided, readRecount, recounted } from '../../rules/recount';

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** What votes decided, and what was stated of it in public. */
export const voteChecks = (log: Log): readonly Check[] => [
  {
    name: 'votes-count-again-to-their-result',
    sentence: { zh: '每一次表决，用公布的计票文件重新数一遍，结果与公告的一样。', en: 'Every vote, counted again from its published file, comes to the result that stands.' },
    async run(db) {
      const rows = await db.query<{ vote: number; motion: string; recount: string; codes: string; secret: boolean; carried: boolean; numbers: number[]; issued: number; in_box: number; text: string }[]>(
        `SELECT r.vote, m.number AS motion, p.recount, p.codes, v.secret, r.carried, ARRAY[r.seated, r.recused, r.entitled, r.present, r.needed_present, r.needed_for, r.votes_for, r.votes_against, r.abstained, r.invalid] AS numbers,
           coalesce((SELECT bit_count(i.taken)::int FROM vote_issue i WHERE i.vote = r.vote), 0) AS issued, coalesce((SELECT sum(b.ballots)::int FROM vote_box b WHERE b.vote = r.vote), 0) AS in_box, s.text
         FROM vote_result r JOIN vote v ON v.id = r.vote JOIN motion m ON m.id = r.motion LEFT JOIN vote_publication p ON p.vote = r.vote JOIN log_statement s ON s.foundation = r.foundation AND s.nth = r.statement ORDER BY r.vote`);
      return rows.flatMap(({ vote, motion, recount, codes, secret, carried, numbers, issued, in_box, text }): Offence[] => {
        const wrong: string[] = [];
        const said = recount === null ? null : readRecount(recount);
        if (!said || !recounted(recount).agrees) wrong.push('recount');
        else {
          const again = decided(said.ballots, said.rule, said);
          if ([said.seated, said.recused, again.entitled, said.present, again.neededPresent, again.neededFor, again.for, again.against, again.abstained, again.invalid].some((number, nth) => number !== numbers[nth]) || again.carried !== carried) wrong.push('result');
        }
        const list = (codes ?? '').split('\n').slice(0, -1);
        if (secret && (list.length !== in_box || list.length > issued || new Set(list).size !== list.length || list.some((code, nth) => nth > 0 && list[nth - 1]! > code))) wrong.push('codes');
        if (!text.includes(`\nrecount sha256 ${sha256(recount ?? '').toString('hex')}\n`) || !text.includes(`\ncodes sha256 ${sha256(codes ?? '').toString('hex')}\n`) || !text.startsWith(`vote ${vote}\nmotion ${motion}\n`)) wrong.push('statement');
        return wrong.length ? [{ entry: motion, detail: `vote ${vote}: ${wrong.join(', ')}` }] : [];
      }).slice(0, MOST_OFFENCES);
    },
  },
  {
    name: 'statements-stand-as-checkpoints-name-them',
    sentence: { zh: '公开陈述一条接一条，没有改动；每个签名检查点写明的最后一条，就是现在的那一条。', en: 'Public statements follow each other unaltered, and each signed checkpoint names the last one of its time as it stands now.' },
    async run(db) {
      const offences: Offence[] = [];
      const [statements, checkpoints] = [
        await db.query<{ foundation: number; code: string; nth: number; text: string; chain: Buffer }[]>('SELECT s.foundation, f.code, s.nth, s.text, s.chain FROM log_statement s JOIN foundation f ON f.id = s.foundation ORDER BY s.foundation, s.nth'),
        // the first that names a statement; those after it are shown to say the same by being no further back
        await db.query<{ foundation: number; code: string; size: bigint; note: string }[]>("SELECT c.foundation, f.code, c.size, c.note FROM checkpoint c JOIN foundation f ON f.id = c.foundation WHERE c.note ~ '\\nstatements [0-9]+ ' ORDER BY c.foundation, c.size"),
      ];
      const chains = new Map<string, Buffer>();
      let before: { foundation: number; nth: number; chain: Buffer } = { foundation: 0, nth: 0, chain: Buffer.alloc(0) };
      for (const { foundation, code, nth, text, chain } of statements) {
        if (before.foundation !== foundation) before = { foundation, nth: 0, chain: Buffer.alloc(0) };
        if (nth !== before.nth + 1 || !sha256(before.chain, sha256(text)).equals(chain)) offences.push({ entry: null, detail: `${code}: statement ${nth}` });
        before = { foundation, nth, chain };
        chains.set(`${foundation} ${nth}`, chain);
      }
      let last = { foundation: 0, nth: 0 };
      for (const { foundation, code, size, note } of checkpoints) {
        const said = statedIn(opened(note, log));
        const known = said && chains.get(`${foundation} ${said.nth}`);
        if (!said || !known?.equals(said.chain) || (last.foundation === foundation && said.nth < last.nth)) offences.push({ entry: null, detail: `${code}: checkpoint ${size}` });
        last = { foundation, nth: said?.nth ?? last.nth };
      }
      return offences.slice(0, MOST_OFFENCES);
    },
  },
];

/** Nothing where the signature is not ours: the checks of the tree say so by name. */
function opened(note: string, log: Log): string {
  try {
    return open(note, log.verifier(note.slice(0, note.indexOf('\n'))));
  } catch {
    return '';
  }
}
