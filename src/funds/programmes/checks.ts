import { check, type Check, MOST_OFFENCES, type Offence } from '../../ledger/checks';
import { entitlement, type Formula, type Households, type Zone } from '../../rules/entitlement';
import { grouped, type Fen } from '../../rules/money';
import { figuresOf } from './programmes.queries';

interface Assessed { code: string; jurisdiction: string; year: number; zone: Zone; rural: boolean; formulas: Formula[]; city: Fen; district: Fen; due: Fen; selfGoverned: number; workUnit: number; managed: number; scattered: number }

/** Programme funds: that entitlements are what their figures say, and that a place kept for a fund holds its money alone. */
export const PROGRAMME_CHECKS: readonly Check[] = [
  {
    name: 'entitlements-are-what-their-figures-say',
    sentence: { zh: '公共服务资金每一年的应得，等于按户数和当时的标准算出来的数，分毫不差。', en: 'What a programme fund is entitled to in a year is what its households and the figures in force give, to the fen.' },
    run: async (db) => {
      const figures = await figuresOf(db);
      const rows = await db.query<Assessed[]>(
        `SELECT f.code, h.jurisdiction, e.year, e.zone, e.rural, e.formulas, e.city, e.district, (SELECT coalesce(sum(d.sum), 0)::bigint FROM entitlement_due d WHERE d.entitlement = e.id) AS due,
           c.self_governed AS "selfGoverned", c.work_unit AS "workUnit", c.managed, c.scattered
         FROM entitlement_in_force e JOIN fund f ON f.id = e.fund JOIN foundation h ON h.id = e.foundation JOIN household_count c ON c.id = e.count ORDER BY e.id`);
      return rows.flatMap(({ code, city, district, due, selfGoverned, workUnit, managed, scattered, ...asked }): Offence[] => {
        const households: Households = { 'self-governed': selfGoverned, 'work-unit': workUnit, managed, scattered };
        const { payers, sum } = entitlement(figures, { ...asked, households });
        return payers.city === city && payers.district === district && due === sum ? [] : [{ entry: null, detail: `${code} ${asked.year}: ${grouped(city + district)} / ${grouped(sum)}` }];
      }).slice(0, MOST_OFFENCES);
    },
  },
  check('no-subsidy-counts-for-more-than-it-brought', '公共服务资金的每一笔补助，归入各年各出资方的数不超过到账数。', 'No subsidy of a programme fund counts for more than it brought.',
    `SELECT r.entry, sum(r.money)::text || ' / ' || x.money AS detail FROM entitlement_received r JOIN entry_fund x ON x.entry = r.entry AND x.fund = r.fund GROUP BY r.entry, x.money HAVING sum(r.money) > x.money`),
  check('a-place-kept-for-a-fund-holds-its-money-alone', '专用账户里没有其他基金的钱；本基金的银行存款也只在专用账户里。', 'An account kept for a fund holds no money of others, and the fund’s bank money lies nowhere else.',
    `SELECT min(p.entry) AS entry, f.code || ' at ' || q.code || ': ' || sum(p.debit) AS detail
     FROM exclusive_place x JOIN posting p ON p.place = x.place AND p.fund <> x.fund JOIN fund f ON f.id = p.fund JOIN place q ON q.id = p.place GROUP BY f.id, q.id HAVING sum(p.debit) > 0
     UNION ALL SELECT min(p.entry), f.code || ' at ' || q.code || ': ' || sum(p.debit)
     FROM exclusive_place x JOIN posting p ON p.fund = x.fund AND p.account = '1002' AND p.place <> x.place JOIN fund f ON f.id = p.fund JOIN place q ON q.id = p.place GROUP BY f.id, q.id HAVING sum(p.debit) <> 0`),
  check('every-cost-of-a-programme-names-its-use', '公共服务资金每一笔批准了的开支，都写明了用途。', 'Every approved cost of a programme fund names its use.',
    `SELECT d.entry, 'proposal ' || c.proposal AS detail FROM programme_cost c JOIN voucher_decision d ON d.proposal = c.proposal AND d.decision = 'approved' WHERE NOT EXISTS (SELECT FROM programme_use u WHERE u.proposal = c.proposal AND u.fund = c.fund)`),
  check('what-is-left-of-a-year-is-settled-once-and-to-the-fen', '公共服务资金每一年的结余只处理一次：退回加结转，等于上年结转加到账减使用；退回的数与账上一致。', 'What is left of a programme fund’s year is settled once: what goes back and what is carried over are what it began with and what came, less what was spent, and the books show what goes back.',
    `SELECT s.entry, f.code || ' ' || s.year || ': ' || (s.returned + s.carried) || ' / ' || (y.opening + y.received - y.used) || ' / ' || coalesce(x.owed, 0) AS detail
     FROM settlement_in_force s JOIN fund f ON f.id = s.fund CROSS JOIN LATERAL programme_year(s.fund, s.year) y LEFT JOIN entry_fund x ON x.entry = s.entry AND x.fund = s.fund
     WHERE s.returned + s.carried <> y.opening + y.received - y.used OR s.returned <> coalesce(x.owed, 0) OR (SELECT count(*) FROM settlement_in_force o WHERE o.fund = s.fund AND o.year = s.year) > 1`),
];
