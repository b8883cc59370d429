import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { standardOn } from '../../src/ledger/chart';
import type { Draft } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { resolved } from './resolutions';

// Money between funds rests on an act of two people. Stories about the books, and not about acts, have theirs made here.

interface Clause { readonly rate?: number; readonly base?: 'money-gifts' | 'gifts' | 'balance'; readonly day?: number; readonly to?: string }

/** An agreement that was signed on paper before agreements were kept here, or a later text of it, as only the owner can write it; with a fee clause when there is a rate. */
export async function onPaper(owner: Client, fund: number, from: string, { rate = 0, base = 'gifts', day = 1, to }: Clause = {}): Promise<void> {
  await owner.query('BEGIN');
  await owner.query('ALTER TABLE agreement_version DISABLE TRIGGER an_agreement_is_replaced_by_a_supplement');
  await owner.query(
    `WITH text AS (
       INSERT INTO agreement_version (foundation, fund, no, day, holds_from, kind, preserved, name, english_name, party, english_party, purpose, english_purpose, purposes, use, english_use,
         host_duties, english_host_duties, party_duties, english_party_duties, committee, english_committee, naming, english_naming, fee_rate, fee_base, fee_day, starting_sum, yearly_addition, yearly_years, term_from, term_to,
         termination, english_termination, remaining_property_rule, remaining_property, english_remaining_property, disclosure, english_disclosure, prepared_at)
       SELECT f.foundation, f.id, 'XY-' || f.code, $2, $2, 'named', f.class = 'preserved', f.name, f.english_name, '示例电器', 'x', coalesce(v.purpose, 'x'), 'x', '{}', coalesce(v.use, 'x'), 'x', '', '', '', '', '', '', '', '', $3::int,
         CASE WHEN $3 > 0 THEN $4 END, CASE WHEN $3 > 0 THEN $5::int END, 0, 0, 0, $2, $6, 'x', 'x', 'similar-fund', 'x', 'x', '', '', now()
       FROM fund f LEFT JOIN agreement a ON a.fund = f.id LEFT JOIN agreement_version v ON v.id = a.version WHERE f.id = $1 RETURNING *)
     INSERT INTO agreement (fund, foundation, no, day, version) SELECT fund, foundation, no, day, id FROM text ON CONFLICT (fund) DO NOTHING`, [fund, from, rate, base, day, to ?? null]);
  await owner.query("INSERT INTO fund_kind SELECT id, class, 'named' FROM fund WHERE id = $1 ON CONFLICT DO NOTHING", [fund]);
  await owner.query('ALTER TABLE agreement_version ENABLE TRIGGER an_agreement_is_replaced_by_a_supplement');
  await owner.query('COMMIT');
}

/** The same, for who has no connection of the owner's. */
export async function feeAgreed(db: DataSource, fund: number, from: string, { rate = 10_000, day = 1 } = {}): Promise<void> {
  const owner = new Client({ connectionString: (db.options as { url: string }).url.replace('//sizhu_app@', '//sizhu_owner@') });
  await owner.connect();
  try {
    await onPaper(owner, fund, from, { rate, day });
  } finally {
    await owner.end();
  }
}

/** Two bookkeepers in office. */
async function two(db: DataSource, foundation: number): Promise<[number, number]> {
  const rows = await db.query<{ person: number }[]>("SELECT person FROM appointment WHERE foundation = $1 AND role = 'bookkeeper' AND to_day IS NULL ORDER BY person DESC LIMIT 2", [foundation]);
  while (rows.length < 2) {
    const [{ id }] = await db.query<[{ id: number }]>("INSERT INTO person (name, english_name) VALUES ('经办', 'Made by') RETURNING id");
    await db.query("INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, 'bookkeeper', '2000-01-01')", [id, foundation]);
    rows.push({ person: id });
  }
  return [rows[0]!.person, rows[1]!.person];
}

/** What an entry between funds rests on, before it is entered: people, a resolution, a fee clause. @returns enters the draft with its act, in a transaction of the caller's */
export async function acting(db: DataSource, draft: Draft, period: readonly [string, string] = [draft.day, draft.day]): Promise<(tx: EntityManager, other?: Draft) => Promise<bigint[]>> {
  const people = await two(db, draft.foundation);
  const [fund] = draft.lines.map(({ fund }) => fund);
  const act = draft.kind === 'management fee' ? 'fee' : draft.kind === 'spin-off' ? 'spin-off' : 'transfer';
  if (act === 'fee') await feeAgreed(db, fund!, period[0]);
  const decided = draft.kind !== 'management fee' && draft.kind !== 'transfer, restricted';
  const resolution = decided ? await resolved({ db }, draft.foundation, people, { majority: act === 'spin-off' ? 'special' : 'ordinary', day: '2010-01-01' }) : null;
  return async (tx, other) => {
    const sum = draft.lines.filter((line) => line.fund === fund && line.debit > 0n).reduce((all, { debit }) => all + debit, 0n);
    const there = other?.lines.filter(({ place }) => place !== null) ?? [];
    const [original] = await tx.query<{ id: number }[]>("SELECT id FROM fund WHERE class = 'original' AND foundation = $1", [other?.foundation]);
    const to = other ? there.find(({ fund: one }) => one !== original?.id)!.fund : draft.lines.find((line) => line.fund !== fund)!.fund;
    const founding = act === 'spin-off' ? there.filter(({ fund: one }) => one === original?.id).reduce((all, { debit }) => all + debit, 0n) : null;
    if (founding) await tx.query(`INSERT INTO founding_consent (fund, foundation, giver, sum, day, paper, recorded_by, recorded_at) VALUES ($1, $2, '赵*', $3, $4, '同意书', $5, now())`, [fund, draft.foundation, founding, draft.day, people[0]]);
    const lines = draft.lines.map((line) => ({ ...line, standard: line.standard ?? standardOn(draft.day), debit: String(line.debit), promise: null }));
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'transfer-restricted', $2, $3, $4, $5, $6, $7, now()) RETURNING id`,
      [draft.foundation, draft.kind, draft.day, draft.factDay, draft.note ?? '—', JSON.stringify(lines), people[0]]);
    const fee = act === 'fee';
    await tx.query(
      `INSERT INTO fund_move (proposal, foundation, act, fund, to_fund, sum, basis, basis_note, resolution, from_day, to_day, founding) VALUES ($1, $2, $3, $4, $5, $6, $7, '—', $8, $9, $10, $11)`,
      [id, draft.foundation, act, fund, to, sum, fee ? 'agreement' : decided ? 'resolution' : 'same purpose', resolution, fee ? period[0] : null, fee ? period[1] : null, founding]);
    const entries: bigint[] = [];
    for (const one of other ? [{ ...draft, source: `voucher:${id}` }, other] : [{ ...draft, source: `voucher:${id}` }]) entries.push(await new Ledger().enter(tx, one));
    await new Vouchers().made(tx, draft.foundation, people[0], [entries[0]!]);
    await new Vouchers().check(tx, draft.foundation, entries[0]!, people[1], new Date('2026-12-31T00:00:00Z'));
    await tx.query("INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, 'approved', $3, now(), $4)", [id, people[0], people[1], entries[0]]);
    if (other) await tx.query('INSERT INTO spin_off (proposal, entry, received) VALUES ($1, $2, $3)', [id, entries[0], entries[1]]);
    return entries;
  };
}

/** Enters it, with its act, in a transaction of its own. */
export async function enterActed(db: DataSource, draft: Draft, period?: readonly [string, string]): Promise<bigint> {
  const enter = await acting(db, draft, period);
  return (await db.transaction((tx) => enter(tx)))[0]!;
}
