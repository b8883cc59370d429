import { Client } from 'pg';
import type { Body, Majority } from '../../src/rules/resolution';
import { needed } from '../../src/rules/quorum';
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
  /** An earlier motion that is voted on again. */
  readonly again?: Closed;
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
  moreThan = true, countedOf = 'entitled', objectionDays = 7, secret = true, again,
}: Wanted = {}): Promise<Closed> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const one = async (sql: string, values: unknown[]): Promise<number> => (await owner.query<{ id: number }>(sql, values)).rows[0]!.id;
  try {
    // as it stands after everything before it: the laws of tabling, voting and closing are tried where they are made
    await owner.query('BEGIN');
    await owner.query('ALTER TABLE motion DISABLE TRIGGER USER');
    const motion = again?.motion ?? await one(`INSERT INTO motion (foundation, number, body, council, majority, question, english_question, tabled_as, tabled_by, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, 'Shall a ramp be built?', 'party-branch', '柳荫街社区党总支', '2026-10-10', $7, '2026-10-10') RETURNING id`,
      [foundation, number, body, council, majority, question, by]);
    await owner.query('ALTER TABLE motion ENABLE TRIGGER USER');
    await owner.query('COMMIT');
    const opens = new Date(Date.parse(closed) - 3_600_000);
    const rule = { quorum: [4, 5], votes: [1, 2], countedOf, moreThan } as const;
    const line = needed(rule, { seated, recused, present });
    const vote = await one(
      `INSERT INTO vote (motion, foundation, secret, opens_at, closes_at, key_hash, seated, recused, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, proxies, rule_source, objection_days, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, CASE WHEN $3 THEN sha256('key') END, $7, $8, 4, 5, 1, 2, $9, $10, false, $11, $12, $6, $4) RETURNING id`, [motion, foundation, secret, opens, closed, by, seated, recused, countedOf, moreThan, SOURCE, objectionDays]);
    const statement = (await owner.query<{ it: number }>("SELECT log_state($1, E'vote\\n') AS it", [foundation])).rows[0]!.it;
    await owner.query(
      `INSERT INTO vote_result (vote, motion, foundation, closed_at, closed_by, seated, recused, entitled, present, votes_for, votes_against, abstained, invalid, needed_present, needed_for, carried, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, rule_source, objection_days, statement)
       VALUES ($1, $2, $3, $4, $18, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, 4, 5, 1, 2, $15, $16, $19, $17, $20)`,
      [vote, motion, foundation, closed, seated, recused, line.entitled, present, forIt, against, abstained, line.present, line.for, present >= line.present && forIt >= line.for, countedOf, moreThan, objectionDays, by, SOURCE, statement]);
    return { vote, motion, number };
  } finally {
    await owner.end();
  }
}
