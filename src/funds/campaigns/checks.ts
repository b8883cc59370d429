import { type Check, check } from '../../ledger/checks';

/** What must hold of what campaigns are measured by. */
export const CAMPAIGN_CHECKS: readonly Check[] = [
  check('what-a-fund-has-raised-is-what-its-entries-say', '每只基金每天募得的钱和募捐成本，等于它的账目逐笔相加。', 'What each fund has raised on each day, and what raising has cost it, is the sum of its entries.',
    `SELECT NULL::bigint AS entry, f.code || ' ' || coalesce(d.day, a.day) AS detail FROM fund_raising_day d FULL JOIN fund_raising_day_anew a ON a.fund = d.fund AND a.day = d.day JOIN fund f ON f.id = coalesce(d.fund, a.fund)
     WHERE (d.raised, d.fundraising) IS DISTINCT FROM (a.raised, a.fundraising)`),
];
