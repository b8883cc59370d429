import 'reflect-metadata';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ExpectedMoney } from '../../src/bank/expected-money';
import { Matches } from '../../src/bank/matches.service';
import { Claims } from '../../src/enterprises/claims.service';
import { ProfitShares } from '../../src/enterprises/shares.service';
import { FeesQueries } from '../../src/funds/moves/fees.queries';
import { FundMoves } from '../../src/funds/moves/fund-moves.service';
import { SpinOffs } from '../../src/funds/moves/spin-offs.service';
import { Households } from '../../src/funds/purses/households.service';
import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import { Preparations } from '../../src/foundations/preparations.service';
import { BatchPosting } from '../../src/giving/batches/batch-posting.service';
import { EndowmentQueries } from '../../src/funds/endowment/endowment.queries';
import { Guardrails } from '../../src/funds/guardrails';
import { Receipts } from '../../src/giving/receipts.service';
import { ShareGifts } from '../../src/giving/share-gifts.service';
import type { Draft } from '../../src/ledger/draft';
import { HeldSpends } from '../../src/ledger/held-spends.service';
import { Ledger } from '../../src/ledger/ledger.service';
import { Log } from '../../src/ledger/log';
import { Proposals } from '../../src/ledger/proposals.service';
import { Sealer } from '../../src/ledger/sealer';
import { SpendGuards } from '../../src/ledger/spend-guards';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { Foundations } from '../../src/people/foundations';
import { Papers } from '../../src/people/papers/papers.service';
import { Relations } from '../../src/people/relations.service';
import type { Person } from '../../src/platform/access';
import { Clock } from '../../src/platform/clock';
import type { Config } from '../../src/platform/config';
import { dataSourceOptions, refusedFrom } from '../../src/platform/database';
import { refusalIn } from '../../src/platform/words';
import { Worker } from '../../src/platform/worker';
import { Refused } from '../../src/rules/refused';
import { type Forged, post, refusalOf } from './forged';

// A process of its own that posts and seals as it is told, with the application's own services. `clerks.ts` hires it.

/** As many connections as there are: who waited for one would give up on a busy machine. */
const DESKS = 16;

export type Settings = Pick<Config, 'databaseUrl' | 'checkpointKeyFile' | 'baseUrl'>;
export type Order = { readonly gate: number | null } & (
  | { readonly verb: 'enter'; readonly drafts: readonly Draft[] }
  | { readonly verb: 'forge'; readonly draft: Forged & { foundation: number } }
  | { readonly verb: 'seal' }
  | { readonly verb: 'ask'; readonly sql: string; readonly values: readonly unknown[] }
  | { readonly verb: 'book batches' }
  | { readonly verb: 'book sheets'; readonly foundation: number; readonly by: number; readonly sheets: readonly { readonly id: bigint; readonly pieces: readonly number[] }[] }
  | { readonly verb: 'approve spin-off'; readonly foundation: number; readonly proposal: number; readonly by: Person }
  | { readonly verb: 'take share'; readonly foundation: number; readonly agreement: number; readonly period: string; readonly line: bigint; readonly by: Person }
  | { readonly verb: 'approve'; readonly foundation: number; readonly proposal: number; readonly by: Person }
);
/** What came of it: the entry's id or the name of the law that said no (`not refused` for a question); for the sealer, how many entries. */
export interface Done<T = bigint | number | string> {
  /** Nanoseconds by the machine's own clock, which all its processes share. */
  readonly from: bigint;
  readonly to: bigint;
  readonly came: T;
}
export type Answer = { readonly id: number } & ({ readonly done: Done[] } | { readonly failed: string });

async function work({ databaseUrl, ...config }: Settings): Promise<void> {
  const db = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const ledger = new Ledger();
  const sealer = new Sealer(db, new Log(db, config as Config));

  const posting = new BatchPosting(db, ledger, new Vouchers(), new Clock(), new Worker());
  const bookBatches = async (): Promise<string> => {
    while (await posting.run());
    return 'booked';
  };

  const clock = new Clock();
  const guardrails = new Guardrails(new EndowmentQueries(), clock);
  const guards = new SpendGuards();
  guards.add({ findings: (tx, draft, lang) => guardrails.of(tx, draft, lang), resolutions: () => Promise.resolve([]) });
  const papers = new Papers(db, clock);
  const helds = new HeldSpends(db, ledger, guards, clock);
  const proposals = new Proposals(db, ledger, new Vouchers(), papers, guards, helds, clock);
  const foundations = new Foundations(db);
  const spinOffs = new SpinOffs(db, ledger, new Vouchers(), helds, new FundMoves(db, ledger, papers, new FeesQueries(db), clock), proposals, new Preparations(db, foundations, ledger), foundations, clock);
  /** What a person reads who was refused. */
  const approve = async ({ verb, foundation, proposal, by }: Extract<Order, { verb: 'approve' | 'approve spin-off' }>): Promise<string> => {
    try {
      await (verb === 'approve' ? proposals.approve(foundation, proposal, by) : spinOffs.approve({ id: foundation, name: '' }, proposal, by));
      return 'approved';
    } catch (error) {
      const refused = error instanceof Refused ? error : refusedFrom(error);
      if (!refused) throw error;
      return refusalIn('zh', refused);
    }
  };

  const enter = (draft: Draft): Promise<bigint | string> =>
    db.transaction((tx) => ledger.enter(tx, draft)).catch((error: unknown) => {
      const refused = error instanceof Refused ? error : refusedFrom(error);
      if (!refused) throw error;
      return refused.code;
    });
  const timed = async <T>(asked: () => Promise<T>): Promise<Done<T>> => {
    const from = process.hrtime.bigint();
    const came = await asked();
    return { from, to: process.hrtime.bigint(), came };
  };
  const enterAll = async (drafts: readonly Draft[]): Promise<Done[]> => {
    const waiting = drafts.values();
    const done: Done[] = [];
    const desk = async (): Promise<void> => {
      for (const draft of waiting) done.push(await timed(() => enter(draft)));
    };
    await Promise.all(Array.from({ length: DESKS }, desk));
    return done;
  };
  const matches = new PurseMatches(db, ledger, new Vouchers(), new Clock());
  const expected = new ExpectedMoney();
  const purseSheets = new PurseSheets(db, ledger, new Vouchers(), new Matches(db, expected, new Clock()), matches, new Households(db, new Clock()), expected, new Clock());
  const bookSheets = async ({ foundation, by, sheets }: Extract<Order, { verb: 'book sheets' }>): Promise<Done[]> => {
    const waiting = sheets.values();
    const done: Done[] = [];
    const desk = async (): Promise<void> => {
      for (const { id, pieces } of waiting) {
        done.push(await timed(() => purseSheets.bookCash({ foundation, id }, pieces, { id: by, name: '', roles: ['bookkeeper'] }).then(() => id, (error: unknown) => {
          const refused = error instanceof Refused ? error : refusedFrom(error);
          if (!refused) throw error;
          return refused.code;
        })));
      }
    };
    await Promise.all(Array.from({ length: DESKS }, desk));
    return done;
  };
  const shares = new ProfitShares(db, ledger, new Matches(db, expected, clock), new Relations(db, clock), new Claims(ledger, new Vouchers(), clock), new ShareGifts(new Receipts(), clock), new Vouchers(), expected, clock);
  shares.onModuleInit();
  const takeShare = async ({ foundation, agreement, period, line, by }: Extract<Order, { verb: 'take share' }>): Promise<string> =>
    shares.take({ foundation, agreement }, { line, period, onlyDue: false }, by).then(() => 'taken', (error: unknown) => {
      const refused = error instanceof Refused ? error : refusedFrom(error);
      if (!refused) throw error;
      return refused.code;
    });
  const obey = async (order: Order): Promise<Done[]> => {
    // all who wait here for the one who holds the lock go on together when it is let go
    if (order.gate !== null) await client.query('SELECT pg_advisory_xact_lock_shared($1)', [order.gate]);
    if (order.verb === 'enter') return enterAll(order.drafts);
    if (order.verb === 'book batches') return [await timed(() => bookBatches())];
    if (order.verb === 'book sheets') return bookSheets(order);
    if (order.verb === 'approve' || order.verb === 'approve spin-off') return [await timed(() => approve(order))];
    if (order.verb === 'take share') return [await timed(() => takeShare(order))];
    if (order.verb === 'seal') return [await timed(() => sealer.seal())];
    if (order.verb === 'ask') return [await timed(() => refusalOf(client.query(order.sql, [...order.values])))];
    return [await timed(async () => {
      let entry: bigint | undefined;
      await client.query('BEGIN');
      const refusal = await refusalOf(post(client, [order.draft]).then(([id]) => (entry = id)));
      await client.query(entry === undefined ? 'ROLLBACK' : 'COMMIT');
      return entry ?? refusal;
    })];
  };

  const say = (answer: Answer): unknown => process.send!(answer);
  process.on('message', ({ id, order }: { id: number; order: Order }) => void obey(order).then((done) => say({ id, done }), (error: Error) => say({ id, failed: error.stack ?? String(error) })));
  process.once('disconnect', () => process.exit()); // whoever hired us is gone
  say({ id: 0, done: [] });
}

void work(JSON.parse(process.argv[3]!) as Settings);
