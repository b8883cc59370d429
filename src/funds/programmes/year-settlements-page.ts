import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sealedUntil } from '../../ledger/open-days';
import { type Lang, wordsOf } from '../../platform/words';
import { partsOf, unspentOf } from '../../rules/year-settlement';
import { broughtOf, settlementsOf, yearOfMoney } from './year-settlements.queries';

/** How the rest of a year was settled, what waits for a second person, and what might be proposed (views/desk/programme-settlements.hbs). */
@Injectable()
export class YearSettlementPages {
  constructor(private readonly db: DataSource) {}

  async page({ id: fund }: { readonly id: number }, { foundation, year, lang, me }: { foundation: number; year: number; lang: Lang; me: number }): Promise<object> {
    const t = wordsOf(lang);
    const payer = <P extends { payer: string }>(part: P): P & { name: string } => ({ ...part, name: t(`programme.payer.${part.payer}`) });
    const rows = (await settlementsOf(this.db, { fund, year, lang })).map((row) => ({ ...row, mine: row.byId === me, settles: row.decision?.confirmed && !row.decision.undone, unpaid: row.returned - row.paid, parts: row.parts.map((part) => ({ ...payer(part), returned: part.share - part.carried })) }));
    const stands = await yearOfMoney(this.db, fund, year);
    const unspent = unspentOf(stands);
    const until = await sealedUntil(this.db, foundation);
    const [stopped] = await this.db.query<{ ends: boolean }[]>(`SELECT EXISTS (SELECT FROM stopped_fund WHERE fund = $2 AND how = 'ending') OR life_of($1) = 'liquidating' AS ends`, [foundation, fund]);
    const over = stopped!.ends || (until !== null && until >= `${year}-12`);
    const brought = await broughtOf(this.db, fund, year);
    const waits = rows.some(({ decision }) => decision === null);
    return { rows, over, proposes: over && !stands.settled && !waits && unspent > 0n && Object.values(brought).some((sum) => sum > 0n) ? partsOf(unspent, brought).map(payer) : null };
  }
}
