import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import type { FundRef } from '../../src/ledger/draft';
import type { FundClass } from '../../src/ledger/kinds';
import type { Page } from '../../src/funds/funds.service';
import type { AgreementText } from '../../src/funds/opening/agreement-text';
import { Agreements } from '../../src/funds/opening/agreements.service';
import { usualClauses } from '../../src/funds/opening/clauses';
import { Openings } from '../../src/funds/opening/openings.service';
import { FundRequests } from '../../src/funds/opening/requests.service';
import type { Foundation } from '../../src/people/foundations';
import type { Day } from '../../src/rules/day';
import { CHECKLIST } from '../../src/rules/fund-opening';
import type { TestApp } from './app';
import { ownerUrlOf } from './database';
import { resolved } from './resolutions';

/** What a story has to say of an agreement; the rest is as usual. */
export type Said = { readonly no: string; readonly day: Day; readonly party: string; readonly englishParty: string; readonly purpose: string; readonly englishPurpose: string; readonly use: string; readonly englishUse: string } & Partial<AgreementText>;

interface Asked { readonly code: string; readonly name: string; readonly englishName: string; readonly agreement: Said; readonly page: Page }

const PHONE = '13800000000';

/** A fund that was asked for, checked, decided upon, agreed and signed by both, for stories about what comes after. Two people do it, whoever they are. */
export async function openFund({ app, db }: Pick<TestApp, 'app' | 'db'>, host: Foundation, { code, name, englishName, agreement, page }: Asked): Promise<FundRef> {
  const [one, other] = await db.query<[{ id: number }, { id: number }]>("INSERT INTO person (name, english_name) VALUES ('开办人', 'Opener'), ('签字人', 'Signer') RETURNING id");
  const text = textOf({ ...agreement, name, englishName });
  const { kind, preserved, purpose, use } = text;
  const requests = app.get(FundRequests);
  const agreements = app.get(Agreements);
  const request = await requests.ask({ foundation: host.id, phone: PHONE, key: randomUUID(), writtenBy: one.id }, { applicantKind: 'company', applicant: text.party, contact: text.party, kind, preserved, name, purpose, use, place: null, startingSum: text.startingSum });
  await requests.tick(host.id, request, CHECKLIST, one);
  const version = await agreements.prepare(host, { request }, text, one);
  await agreements.signForHost(host.id, version, other);
  await agreements.signByCode(host.id, version, PHONE);
  return app.get(Openings).open(host, version, { code, page, resolution: await resolved({ db }, host.id, [one.id, other.id], { subject: `设立${name}` }), whyBelow: null }, other);
}

/** A whole agreement; with what it is about in a few words. */
export function textOf(said: Said & { readonly name: string; readonly englishName: string }): AgreementText {
  const { kind = 'named', preserved = false } = said;
  const usual = usualClauses(kind, preserved);
  return {
    holdsFrom: said.day, kind, preserved, purposes: ['mutual-aid'], hostDuties: usual.hostDuties.zh, englishHostDuties: usual.hostDuties.en, partyDuties: usual.partyDuties.zh, englishPartyDuties: usual.partyDuties.en,
    committee: usual.committee.zh, englishCommittee: usual.committee.en, naming: said.name, englishNaming: said.englishName, feeRate: 0, feeBase: null, feeDay: null, startingSum: 0n, startingBy: null, yearlyAddition: 0n, yearlyYears: 0,
    termFrom: said.day, termTo: null, termination: usual.termination.zh, englishTermination: usual.termination.en, remainingPropertyRule: 'similar-fund', remainingProperty: usual.remainingProperty.zh,
    englishRemainingProperty: usual.remainingProperty.en, disclosure: usual.disclosure.zh, englishDisclosure: usual.disclosure.en, ...said,
  };
}

/** A set of accounts and nothing else, for stories about the books alone: the application's role opens no fund without its agreement, so the owner does. */
export async function bareFund(db: Pick<EntityManager, 'query'>, f: { foundation: number; code: string; class: FundClass; name: string; englishName: string; openedOn: Day }): Promise<number> {
  const [{ name }] = await db.query<[{ name: string }]>('SELECT current_database() AS name');
  const owner = new Client({ connectionString: ownerUrlOf(name) });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: number }>('SELECT ledger_open_fund($1, $2, $3, $4, $5, $6) AS id', [f.foundation, f.code, f.class, f.name, f.englishName, f.openedOn]);
    return rows[0]!.id;
  } finally {
    await owner.end();
  }
}
