import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Ballots } from '../../src/council/votes/ballots.service';
import { VoteClosings } from '../../src/council/votes/vote-closings.service';
import { VoteKeyFiles } from '../../src/council/votes/vote-keys';
import { Votes } from '../../src/council/votes/votes.service';
import { Clock } from '../../src/platform/clock';
import type { Config } from '../../src/platform/config';
import { dataSourceOptions } from '../../src/platform/database';
import { boxOf, type Choice, CHOICES, keysOf, newToken, openBoxes, readToken, sealBox, trackingCode } from '../../src/rules/ballot';
import { placeOf } from '../../src/council/votes/ballots.service';
import { councilWithMotion, signedIn } from '../support/votes';
import { type Figure, type Ground, median, shown } from './ground';

const BALLOTS = 5_000;
const ROUNDS = 15;
const PLAIN = 'SELECT choice, count(*) FROM plain_ballot GROUP BY choice';

class At extends Clock {
  at = new Date('2026-11-22T02:00:00Z');
  override now(): Date {
    return this.at;
  }
}

/** A secret vote of five thousand is closed: against counting as many plain rows, which nobody could keep secret. */
export async function benchClosing(ground: Ground): Promise<Figure[]> {
  const owner = new Client({ connectionString: ground.ownerUrl });
  await owner.connect();
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  try {
    const clock = new At();
    const keys = new VoteKeyFiles({ dataDir: ground.folder } as Config);
    const votes = new Votes(db, keys, clock);
    const closings = new VoteClosings(db, keys, votes, clock);
    const { rows: [foundation] } = await owner.query<{ id: number }>("INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal) VALUES ('closing', 'closing', 'closing', '', '', '', '', '', '', '', '梧桐里社') RETURNING id");
    const { rows: [person] } = await owner.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('钱进', 'Qian Jin') RETURNING id");
    const by = { id: person!.id, name: '钱进', roles: [] };
    const voters = await councilWithMotion(owner, { foundation: foundation!.id, by: by.id, seats: BALLOTS, at: '2026-11-01T02:00:00Z' });
    const vote = await votes.open({ foundation: foundation!.id, motion: voters.motion, meeting: null, closesAt: new Date('2026-11-22T12:00:00Z') }, by);
    const ways = keysOf((await keys.read(vote))!);
    // half of them as a member would, one after the other from two sides; the rest as it lies in the box afterwards
    const ballots = new Ballots(db, keys, clock);
    const one = async (nth: number): Promise<void> => {
      const token = await ballots.take(vote, await signedIn(owner, foundation!.id, voters.members[nth]!.phone, clock.now()), null);
      await ballots.cast(vote, token, CHOICES[nth % 3]!);
    };
    const TRIED = 200;
    const begun = performance.now();
    await Promise.all([0, 1].map(async (side) => {
      for (let nth = side; nth < TRIED; nth += 2) await one(nth);
    }));
    const each = (performance.now() - begun) / TRIED;
    await owner.query("UPDATE vote_issue SET taken = repeat('1', length(taken))::bit varying WHERE vote = $1", [vote]);
    const boxes = BALLOTS / 100;
    const filled = Array.from({ length: boxes }, () => new Map<string, Choice>());
    for (let nth = 0; nth < BALLOTS; nth++) {
      const code = trackingCode(readToken(ways, newToken(ways))!);
      filled[boxOf(code, boxes)]!.set(code.toString('latin1'), CHOICES[nth % 3]!);
    }
    for (const [nth, box] of filled.entries()) await owner.query('UPDATE vote_box SET sealed = $3, ballots = $4 WHERE vote = $1 AND nth = $2', [vote, nth, sealBox(ways, box, placeOf(vote, nth)), box.size]);
    await owner.query('CREATE TABLE plain_ballot (id int PRIMARY KEY, voter int NOT NULL, choice text NOT NULL); GRANT SELECT ON plain_ballot TO sizhu_app');
    await owner.query("INSERT INTO plain_ballot SELECT n, n, (ARRAY['for', 'against', 'abstain'])[n % 3 + 1] FROM generate_series(1, $1::int) n", [BALLOTS]);
    await owner.query('ANALYZE');
    clock.at = new Date('2026-11-22T12:00:00Z');

    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const from = performance.now();
      await work();
      return performance.now() - from;
    };
    const plain = (): Promise<number> => timed(() => db.query(PLAIN));
    const count = (): Promise<number> => timed(async () => {
      const key = keysOf((await keys.read(vote))!);
      const boxes = await db.query<{ nth: number; sealed: Buffer }[]>('SELECT nth, sealed FROM vote_box WHERE vote = $1 ORDER BY nth', [vote]);
      const { choices } = openBoxes(key, boxes.map(({ nth, sealed }) => ({ sealed, of: placeOf(vote, nth) })));
      const counted = CHOICES.map((choice) => choices.filter((one) => one === choice).length);
      if (counted[0]! + counted[1]! + counted[2]! !== BALLOTS) throw new Error(`${counted.join()} ballots`);
    });
    // to the committed result; the owner then puts everything back past the laws, so that it can be closed again
    const whole = (): Promise<number> => timed(() => db.transaction((tx) => closings.count(tx, vote, by.id)));
    await owner.query('CREATE TABLE kept_box AS SELECT * FROM vote_box');
    const TABLES = ['vote_publication', 'vote_result', 'log_statement', 'vote_strike'];
    const putBack = async (): Promise<void> => {
      for (const table of TABLES) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER the_books_are_never_rewritten`);
      for (const table of TABLES) await owner.query(`DELETE FROM ${table}`);
      for (const table of TABLES) await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER the_books_are_never_rewritten`);
      await owner.query('UPDATE vote_box b SET sealed = k.sealed FROM kept_box k WHERE k.vote = b.vote AND k.nth = b.nth');
      await owner.query('VACUUM vote_box');
    };
    const rounds = { plain: [] as number[], count: [] as number[], whole: [] as number[] };
    for (let round = -5; round < ROUNDS; round++) {
      const took = { plain: await plain(), count: await count(), whole: await whole() };
      await putBack();
      if (round >= 0) for (const name of ['plain', 'count', 'whole'] as const) rounds[name].push(took[name]);
    }
    const [ofPlain, ofCount, ofWhole] = [median(rounds.plain), median(rounds.count), median(rounds.whole)];
    const figure = (what: string, took: number, detail: string): Figure => ({ what, ratio: took / ofPlain, goal: '≤ 3', met: took / ofPlain <= 3, detail: `${shown(took)} ms against ${shown(ofPlain)} ms, medians of ${ROUNDS}; ${detail}`, baseline: PLAIN });
    return [
      figure(`opening the box of ${BALLOTS} ballots and counting them`, ofCount, 'key read, boxes fetched and opened, codes written out, choices counted'),
      figure(`closing a secret vote of ${BALLOTS} ballots, whole`, ofWhole, 'to the committed result: that count, the roll, who was present, the lots, the second count in the database, list and files hashed and published, the box emptied, the commit'),
      { what: 'a ballot taken and cast, from two sides at once', ratio: each / 120, goal: '≤ 1', met: each <= 120, detail: `${shown(each)} ms each, of ${TRIED}`, baseline: '120 ms: five thousand in ten minutes' },
    ];
  } finally {
    await db.destroy();
    await owner.end();
  }
}
