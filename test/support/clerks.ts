import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Draft } from '../../src/ledger/draft';
import type { Answer, Done, Order, Settings } from './clerk';
import type { Forged } from './forged';

type Verb = Order extends infer One ? (One extends Order ? Omit<One, 'gate'> : never) : never;
const GATE = 4_046_117; // any number that the application does not lock

/** Processes of the operating system that work on one database, each with connections of its own. */
export class Clerks {
  private constructor(private readonly all: readonly Clerk[], private readonly gate: Client) {}

  static async hire(count: number, { databaseUrl, checkpointKeyFile, baseUrl }: Settings): Promise<Clerks> {
    const gate = new Client({ connectionString: databaseUrl });
    await gate.connect();
    const all = Array.from({ length: count }, () => new Clerk({ databaseUrl, checkpointKeyFile, baseUrl }));
    await Promise.all(all.map((one) => one.ready));
    return new Clerks(all, gate);
  }

  get pids(): number[] {
    return this.all.map((one) => one.pid);
  }

  /** One verb for each, begun at the same moment: they wait at a lock that is let go when all have come. */
  async together<T = bigint | number | string>(...verbs: readonly Verb[]): Promise<Done<T>[][]> {
    await this.gate.query('SELECT pg_advisory_lock($1)', [GATE]);
    const asked = Promise.all(verbs.map((verb, at) => this.all[at]!.does({ ...verb, gate: GATE })));
    try {
      while ((await this.waiting()) < verbs.length) await Promise.race([sleep(1), asked]); // `asked` only ends here when one of them failed
    } finally {
      await this.gate.query('SELECT pg_advisory_unlock($1)', [GATE]);
    }
    return (await asked) as Done<T>[][];
  }

  /** What the first of them is told to do, and that it is killed in the midst of it, as when the power goes. */
  async killedIn(verb: Verb, midst: () => Promise<boolean>): Promise<void> {
    const [first] = this.all;
    const asked = first!.does({ ...verb, gate: null }).then(() => 'done', (error: Error) => error.message);
    while (!(await midst())) await Promise.race([sleep(5), asked.then((came) => Promise.reject(new Error(`it was over before: ${came}`)))]);
    first!.kill();
    await asked;
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.all.map((one) => one.leave()));
    await this.gate.end();
  }

  private async waiting(): Promise<number> {
    const { rows } = await this.gate.query<{ n: number }>("SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", [GATE]);
    return rows[0]!.n;
  }
}

/** Whether there was a moment at which all were under way. */
export const allMet = (all: readonly Done[]): boolean => all.every((a) => all.every((b) => a.from < b.to));

class Clerk {
  readonly ready: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { done: (all: Done[]) => void; fail: (error: Error) => void }>();
  private orders = 0;

  constructor(settings: Settings) {
    this.child = fork(join(__dirname, 'typescript.js'), [join(__dirname, 'clerk.ts'), JSON.stringify(settings)], { serialization: 'advanced', execArgv: [] });
    this.ready = this.answer(0);
    this.child.on('message', (answer: Answer) => {
      const { done, fail } = this.waiting.get(answer.id)!;
      this.waiting.delete(answer.id);
      if ('done' in answer) done(answer.done);
      else fail(new Error(answer.failed));
    });
    this.child.once('exit', (code, signal) => {
      for (const { fail } of this.waiting.values()) fail(new Error(`the process ended: ${code ?? signal}`));
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  does(order: Order): Promise<Done[]> {
    const id = ++this.orders;
    this.child.send({ id, order });
    return this.answer(id);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async leave(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }

  private answer(id: number): Promise<Done[]> {
    return new Promise((done, fail) => this.waiting.set(id, { done, fail }));
  }
}

export const enter = (...drafts: Draft[]): Verb => ({ verb: 'enter', drafts });
export const forge = (draft: Forged & { foundation: number }): Verb => ({ verb: 'forge', draft });
export const SEAL: Verb = { verb: 'seal' };
export const ask = (sql: string, values: readonly unknown[]): Verb => ({ verb: 'ask', sql, values });
export const approveSpinOff = (foundation: number, proposal: number, by: number): Verb => ({ verb: 'approve spin-off', foundation, proposal, by: { id: by, name: '', roles: ['secretary-general'] } });
export const BOOK_BATCHES: Verb = { verb: 'book batches' };
export const bookSheets = (foundation: number, by: number, sheets: readonly { readonly id: bigint; readonly pieces: readonly number[] }[]): Verb => ({ verb: 'book sheets', foundation, by, sheets });
export const takeShare = (of: { readonly foundation: number; readonly agreement: number }, { line, period, by }: { readonly line: bigint; readonly period: string; readonly by: number }): Verb => ({ verb: 'take share', ...of, line, period, by: { id: by, name: '', roles: ['bookkeeper'] } });
