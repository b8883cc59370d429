import { createHash } from 'node:crypto';
import { Client } from 'pg';
import type { Body, Majority } from '../../src/rules/resolution';
import { decided, MARKS, type Recount } from '../../src/rules/recount';
import type { TestApp } from './app';

export interface Closed { readonly vote: number; readonly motion: number; readonly number: string }
interface Wanted {
  readonly number?: string;
  readonly question?: string;
  readonly body?: Exclude<Body, 'households'>;
  readonly majority?: Majority;
  readonly council?: number | null;
  readonly closed?: string;
  readonly seated?: number;
  readonly recused?: number;
  readonly present?: number;
  readonly for?: number;
  readonly against?: number;
  readonly abstained?: number;
  readonly moreThan?: boolean;
  readonly countedOf?: 'present' | 'entitled' | 'all';
  readonly objectionDays?: number;
  readonly secret?: boolean;
  readonly meeting?: number | null;
  /** An earlier motion that is voted on again. */
  readonly again?: Pick<Closed, 'motion'>;
}

const SOURCE = '《柳荫街社区居民议事会议事规则》2026年2月20日通过';
let courts = 0;
/** A residents' council of a foundation, without seats. */
export async function courtyard({ db }: Pick<TestApp, 'db'>, foundation: number, by: number): Promise<number> {
  const [{ id }] = await db.query<[{ id: number }]>(`INSERT INTO residents_council (foundation, kind, code, name, english_name, area, from_day, recorded_by, recorded_at) VALUES ($1, 'community', $3, '柳荫街社区居民议事会', 'Liuyin Residents’ Council', '柳荫街', '2026-03-01', $2, now()) RETURNING id`,
    [foundation, by, `court-${++courts}`]);
  return id;
}

/** The result of a vote that is closed, as the closing writes it: for stories about what comes after. */
export async function closedVote({ ownerUrl }: Pick<TestApp, 'ownerUrl'>, foundation: number, by: number, {
  number = '2026-3', question = '是否用 30,000 元为三号院加装坡道？', body = 'residents-council', majority = 'ordinary', council = null, closed = '2026-11-02T12:00:00Z', seated = 25, recused = 0, present = 20, for: forIt = 13, against = 5, abstained = 2,
  moreThan = true, countedOf = 'entitled', objectionDays = 7, secret = true, meeting = null, again,
}: Wanted = {}): Promise<Closed> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const one = async (sql: string, values: unknown[]): Promise<number> => (await owner.query<{ id: number }>(sql, values)).rows[0]!.id;
  try {
    // as it stands after everything before it: the laws of tabling, voting and closing are tried where they are made
    await owner.query('BEGIN');
    await owner.query('ALTER TABLE motion DISABLE TRIGGER USER');
    if (!again) {
      // those before it were not let through, so that the numbers have no gap
      await owner.query(
        `WITH m AS (INSERT INTO motion (foundation, number, body, council, question, tabled_as, tabled_by, day, recorded_by, recorded_at)
           SELECT $1, split_part($2, '-', 1) || '-' || n, $3, $4, '同上？', 'party-branch', '柳荫街社区党总支', '2026-10-01', $5, '2026-10-01' FROM generate_series(1, split_part($2, '-', 2)::int - 1) n
           WHERE NOT EXISTS (SELECT FROM motion o WHERE o.foundation = $1 AND o.number = split_part($2, '-', 1) || '-' || n) RETURNING id)
         INSERT INTO motion_review (motion, foundation, formal, why, reviewed_by, day, recorded_by, recorded_at) SELECT id, $1, false, '重复', '柳荫街社区党总支', '2026-10-02', $5, '2026-10-02' FROM m`, [foundation, number, body, council, by]);
    }
    const motion = again?.motion ?? await one(`INSERT INTO motion (foundation, number, body, council, majority, question, english_question, tabled_as, tabled_by, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, 'Shall a ramp be built?', 'party-branch', '柳荫街社区党总支', '2026-10-10', $7, '2026-10-10') RETURNING id`,
      [foundation, number, body, council, majority, question, by]);
    await owner.query('ALTER TABLE motion ENABLE TRIGGER USER');
    await owner.query('COMMIT');
    const opens = new Date(Date.parse(closed) - 3_600_000);
    const rule = { quorum: [4, 5], votes: [1, 2], countedOf, moreThan, source: SOURCE } as const;
    const vote = await one(
      `INSERT INTO vote (motion, foundation, meeting, secret, opens_at, closes_at, key_hash, seated, recused, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, proxies, rule_source, objection_days, recorded_by, recorded_at)
       VALUES ($1, $2, $13, $3, $4, $5, CASE WHEN $3 THEN sha256('key') END, $7, $8, 4, 5, 1, 2, $9, $10, false, $11, $12, $6, $4) RETURNING id`, [motion, foundation, secret, opens, closed, by, seated, recused, countedOf, moreThan, SOURCE, objectionDays, meeting]);
    // counted from papers alone: nobody's code is in the list
    const ballots = MARKS.for.repeat(forIt) + MARKS.against.repeat(against) + MARKS.abstain.repeat(abstained);
    const numbers = { seated, recused, present };
    const result = decided(ballots, rule, numbers);
    const { rows: [its] } = await owner.query<{ code: string; number: string }>('SELECT f.code, m.number FROM foundation f JOIN motion m ON m.id = $2 WHERE f.id = $1', [foundation, motion]);
    const recount = JSON.stringify({ recount: 1, foundation: its!.code, motion: its!.number, question, vote, secret, ...numbers, rule, ...result, ballots } satisfies Recount);
    const [ofRecount, ofCodes] = [recount, ''].map((text) => createHash('sha256').update(text).digest('hex'));
    const { rows: [stated] } = await owner.query<{ nth: number }>('SELECT log_state($1, $2) AS nth', [foundation, `vote ${vote}\nmotion ${its!.number}\nrecount sha256 ${ofRecount}\ncodes sha256 ${ofCodes}\n`]);
    await owner.query(
      `INSERT INTO vote_result (vote, motion, foundation, closed_at, closed_by, seated, recused, entitled, present, votes_for, votes_against, abstained, invalid, needed_present, needed_for, carried, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, rule_source, objection_days, statement)
       VALUES ($1, $2, $3, $4, $18, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, 4, 5, 1, 2, $15, $16, $19, $17, $20)`,
      [vote, motion, foundation, closed, seated, recused, result.entitled, present, forIt, against, abstained, result.neededPresent, result.neededFor, result.carried, countedOf, moreThan, objectionDays, by, SOURCE, stated!.nth]);
    await owner.query("INSERT INTO vote_publication VALUES ($1, '', $2)", [vote, recount]);
    return { vote, motion, number: its!.number };
  } finally {
    await owner.end();
  }
}
