import type { EntityManager } from 'typeorm';

/** Whatever can be asked in SQL. */
export type Asks = Pick<EntityManager, 'query'>;

/** What breaks a check: the entry by its voucher number (`#id` while it has none), or null when it is not about one entry. */
export interface Offence {
  readonly entry: string | null;
  readonly detail: string;
}

/** Something that must always hold, as a sentence for people and a question that finds what breaks it. */
export interface Check {
  /** Kebab-case. */
  readonly name: string;
  readonly sentence: { readonly zh: string; readonly en: string };
  /** Costs no more than a page: it looks at guard rows and heads, never through the journal. */
  readonly light?: true;
  run(db: Asks): Promise<Offence[]>;
}

/** More than these are not listed: who has read so many knows. */
export const MOST_OFFENCES = 20;

/** One question whose rows are the offences: `entry`, the id or null, and `detail`. */
export const check = (name: string, zh: string, en: string, sql: string, cost: { light?: true } = {}): Check => ({
  name, sentence: { zh, en }, ...cost,
  run: (db) => db.query<Offence[]>(
    `SELECT CASE WHEN o.entry IS NULL THEN NULL ELSE coalesce((SELECT s.voucher FROM sealed_entry s WHERE s.entry = o.entry), '#' || o.entry) END AS entry, o.detail::text AS detail
     FROM (${sql}) o ORDER BY o.entry LIMIT ${MOST_OFFENCES}`),
});

/** What each line does to the four sums of its fund (books § 3), by the class of its account. */
const EFFECTS = `
  coalesce(sum(p.debit) FILTER (WHERE a.class = 'M'), 0) AS money, coalesce(-sum(p.debit) FILTER (WHERE a.class = 'L'), 0) AS owed,
  coalesce(sum(p.debit) FILTER (WHERE a.role = 'promised'), 0) AS promised, coalesce(-sum(p.debit) FILTER (WHERE a.class IN ('N', 'I', 'E')), 0) AS worth`;
const ACCOUNT = 'account a ON a.standard = p.standard AND a.code = p.account';
/** Restricted net assets of a fund: 3102, income 02, and in a restricted fund what corrects earlier years, which goes back to 3102. The rest of its worth is unrestricted. */
const RESTRICTED_WORTH = `coalesce(-sum(p.debit) FILTER (WHERE a.role IN ('restricted', 'principal') OR a.sub = '02' OR (a.role = 'prior-year correction' AND f.class IN ('restricted', 'preserved'))), 0)`;
const UNRESTRICTED_WORTH = `coalesce(-sum(p.debit) FILTER (WHERE a.role IN ('unrestricted', 'registered') OR a.sub = '01' OR a.class = 'E' OR (a.role = 'prior-year correction' AND f.class NOT IN ('restricted', 'preserved'))), 0)`;

/** The books by themselves: what must hold of entries, funds, promises and numbers (books § 9). */
export const LEDGER_CHECKS: readonly Check[] = [
  check('each-entry-balances-in-each-fund', '每一笔账在它涉及的每只基金里，借方等于贷方；承诺也单独相等。', 'Every entry balances within each fund it touches, and its promises balance by themselves.',
    `SELECT p.entry, f.code || ': ' || sum(p.debit) AS detail FROM posting p JOIN fund f ON f.id = p.fund
     GROUP BY p.entry, f.code HAVING sum(p.debit) <> 0 OR coalesce(sum(p.debit) FILTER (WHERE p.account IN ('Y01', 'Y02')), 0) <> 0`),
  check('every-entry-has-its-lines', '每一笔账都有分录，每一条分录都属于一笔账。', 'Every entry has lines, and every line belongs to an entry.',
    `SELECT e.id AS entry, 'no lines' AS detail FROM journal_entry e WHERE NOT EXISTS (SELECT FROM posting p WHERE p.entry = e.id)
     UNION ALL SELECT DISTINCT p.entry, 'no entry' FROM posting p WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = p.entry)
     UNION ALL SELECT x.entry, 'effect without lines' FROM entry_fund x WHERE NOT EXISTS (SELECT FROM posting p WHERE p.entry = x.entry AND p.fund = x.fund)`),
  check('an-entry-stays-within-its-foundation', '一笔账只动用同一家基金会的基金和账户。', 'An entry touches funds and accounts of one foundation only.',
    `SELECT DISTINCT p.entry, f.code AS detail FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN fund f ON f.id = p.fund LEFT JOIN place l ON l.id = p.place
     WHERE f.foundation <> e.foundation OR l.foundation <> e.foundation OR l.account <> p.account OR (p.place IS NOT NULL AND l.id IS NULL)`),
  check('money-between-funds-adds-up-to-nothing', '基金之间划来划去的钱，合起来是零。', 'What funds have passed to each other adds up to nothing.',
    `SELECT NULL::bigint AS entry, h.code || ': ' || sum(p.debit) AS detail FROM posting p JOIN fund f ON f.id = p.fund JOIN foundation h ON h.id = f.foundation
     WHERE p.account = 'Z01' GROUP BY h.code HAVING sum(p.debit) <> 0
     UNION ALL SELECT p.entry, 'passed on: ' || sum(p.debit) FROM posting p WHERE p.account = 'Z01' GROUP BY p.entry HAVING sum(p.debit) <> 0`),
  check('promises-equal-what-is-promised', '承诺的账和一笔一笔未兑现的承诺相等。', 'What is booked as promised equals the promises still open, one by one.',
    `WITH kept AS (SELECT promise, sum(debit) AS amount FROM posting WHERE account = 'Y01' GROUP BY promise),
       both_sides AS (SELECT fund, sum(debit) FILTER (WHERE account = 'Y01') AS promised, sum(debit) AS rest FROM posting WHERE account IN ('Y01', 'Y02') GROUP BY fund)
     SELECT coalesce(k.promise, b.promise) AS entry, coalesce(k.amount, 0) || ' in the books, ' || coalesce(b.amount, 0) || ' open' AS detail
     FROM kept k FULL JOIN promise_balance b ON b.promise = k.promise WHERE coalesce(k.amount, 0) <> coalesce(b.amount, 0)
     UNION ALL SELECT NULL, f.code || ': ' || t.rest FROM both_sides t JOIN fund f ON f.id = t.fund
     WHERE t.rest <> 0 OR t.promised <> (SELECT coalesce(sum(b.amount), 0) FROM promise_balance b WHERE b.fund = t.fund)`),
  check('a-funds-sums-equal-its-lines', '每只基金的结存、应付、承诺和净资产，等于它全部分录加减的结果。', 'The money, debts, promises and worth of each fund equal the sum of its lines.',
    `SELECT NULL::bigint AS entry, f.code || ': money ' || b.money || '/' || coalesce(t.money, 0) || ' owed ' || b.owed || '/' || coalesce(t.owed, 0)
         || ' promised ' || b.promised || '/' || coalesce(t.promised, 0) || ' worth ' || b.worth || '/' || coalesce(t.worth, 0) AS detail
     FROM fund_balance b JOIN fund f ON f.id = b.fund LEFT JOIN (SELECT p.fund, ${EFFECTS} FROM posting p JOIN ${ACCOUNT} GROUP BY p.fund) t ON t.fund = b.fund
     WHERE (b.money, b.owed, b.promised, b.worth) IS DISTINCT FROM (coalesce(t.money, 0), coalesce(t.owed, 0), coalesce(t.promised, 0), coalesce(t.worth, 0))`),
  check('what-an-entry-did-equals-its-lines', '账本上每一行的收支，等于那笔账的分录。', 'What each row of the ledger shows equals the lines of its entry.',
    `SELECT x.entry, f.code AS detail FROM entry_fund x JOIN fund f ON f.id = x.fund
     JOIN (SELECT p.entry, p.fund, ${EFFECTS} FROM posting p JOIN ${ACCOUNT} GROUP BY p.entry, p.fund) t ON t.entry = x.entry AND t.fund = x.fund
     WHERE (x.money, x.owed, x.promised, x.worth) IS DISTINCT FROM (t.money, t.owed, t.promised, t.worth)
     UNION ALL SELECT p.entry, 'lines without their effect' FROM (SELECT DISTINCT entry, fund FROM posting) p WHERE NOT EXISTS (SELECT FROM entry_fund x WHERE x.entry = p.entry AND x.fund = p.fund)`),
  check('the-balance-runs-on-from-row-to-row', '账本上每一行的结存，等于上一行的结存加减这一行。', 'The balance on each row is that of the row before it, plus or minus the row.',
    `SELECT entry, code || ': ' || money_after || ' after ' || before || ' and ' || money AS detail FROM (
       SELECT x.entry, f.code, x.money, x.money_after, coalesce(lag(x.money_after) OVER (PARTITION BY x.fund ORDER BY x.entry), 0) AS before FROM entry_fund x JOIN fund f ON f.id = x.fund) r
     WHERE money_after <> before + money
     UNION ALL SELECT entry, 'foundation: ' || money_after || ' after ' || before || ' and ' || money FROM (
       SELECT s.entry, s.money, s.money_after, coalesce(lag(s.money_after) OVER (PARTITION BY s.foundation ORDER BY s.number), 0) AS before FROM sealed_entry s) r
     WHERE money_after <> before + money
     UNION ALL SELECT s.entry, 'foundation: ' || s.money || ', its funds ' || sum(x.money) FROM sealed_entry s JOIN entry_fund x ON x.entry = s.entry GROUP BY s.entry, s.money HAVING sum(x.money) <> s.money`),
  check('the-newest-balance-is-the-funds-money', '每只基金最后一行的结存，就是它现在的钱。', 'The balance on the newest row of each fund is the money it has.',
    `SELECT x.entry, f.code || ': ' || coalesce(x.money_after, 0) || ' on the newest row, ' || b.money || ' in the fund' AS detail FROM fund_balance b JOIN fund f ON f.id = b.fund
     LEFT JOIN LATERAL (SELECT entry, money_after FROM entry_fund x WHERE x.fund = b.fund ORDER BY x.entry DESC LIMIT 1) x ON true WHERE coalesce(x.money_after, 0) <> b.money`, { light: true }),
  check('floors-are-kept-or-a-shortfall-says-why', '原始基金不低于登记的数额，留本基金不低于本金，基金不花没有的钱；做不到的，缺口公开。', 'The original fund keeps its registered sum, preserved principal is kept, no fund spends what it has not; where not, a shortfall is open for all to see.',
    `SELECT s.entry, f.code || ': ' || b.short || ' short, ' || coalesce(o.missing, 0) || ' told' AS detail FROM fund_balance b JOIN fund f ON f.id = b.fund
     LEFT JOIN short_fund o ON o.fund = b.fund LEFT JOIN LATERAL (SELECT entry FROM shortfall WHERE fund = b.fund ORDER BY entry DESC LIMIT 1) s ON true
     WHERE b.short <> coalesce(o.missing, 0) OR (b.short > 0 AND s.entry IS NULL)`, { light: true }),
  check('agency-money-is-nobodys-worth', '代管的钱不算基金会的净资产。', 'Money held for others is not among the foundation’s net assets.',
    `SELECT NULL::bigint AS entry, f.code || ': ' || b.worth AS detail FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE b.class = 'agency' AND b.worth <> 0`, { light: true }),
  check('what-is-in-trust-is-owed-to-its-owners', '代管的钱和物，等于欠委托人的数；别的基金里没有代管的东西。', 'Money and goods held in trust equal what is owed to their owners, and no other fund holds any.',
    `SELECT NULL::bigint AS entry, f.code || ': money ' || b.money || ', goods ' || coalesce(t.goods, 0) || ', owed ' || coalesce(t.claim, 0) AS detail
     FROM fund_balance b JOIN fund f ON f.id = b.fund LEFT JOIN (SELECT p.fund, sum(p.debit) FILTER (WHERE a.role = 'agency goods') AS goods, -sum(p.debit) FILTER (WHERE a.role = 'agency liability') AS claim
       FROM posting p JOIN ${ACCOUNT} WHERE a.class = 'T' GROUP BY p.fund) t ON t.fund = b.fund
     WHERE (b.class = 'agency' AND b.money + coalesce(t.goods, 0) <> coalesce(t.claim, 0)) OR (b.class <> 'agency' AND t.fund IS NOT NULL)`),
  check('preserved-principal-is-whole-or-a-shortfall-says-why', '留本基金的底线等于收到的本金，净资产不低于本金；做不到的，缺口公开。', 'The floor of a preserved fund is the principal given to it, and it is worth no less; where it is, a shortfall is open for all to see.',
    `SELECT t.last AS entry, f.code || ': floor ' || b.floor || ', principal ' || coalesce(t.principal, 0) || ', worth ' || b.worth AS detail
     FROM fund_balance b JOIN fund f ON f.id = b.fund LEFT JOIN (
       SELECT p.fund, -sum(p.debit) AS principal, max(p.entry) AS last FROM posting p JOIN ${ACCOUNT} JOIN journal_entry e ON e.id = p.entry LEFT JOIN journal_entry o ON o.id = e.reverses
       WHERE a.role = 'principal' OR (a.role = 'gift' AND 'principal gift' IN (e.kind, o.kind)) GROUP BY p.fund) t ON t.fund = b.fund
     WHERE (b.class = 'preserved' OR t.fund IS NOT NULL) AND life_of(b.foundation) NOT IN ('liquidating', 'ended') AND (b.floor <> coalesce(t.principal, 0) OR (b.worth < coalesce(t.principal, 0) AND NOT EXISTS (SELECT FROM short_fund s WHERE s.fund = b.fund)))`),
  check('restricted-money-is-spent-on-its-purpose-alone', '限定性净资产加限定性收入，每只基金都不小于零；原始、一般和指定基金里没有。', 'Restricted net assets and restricted income are never below 0 in a fund, and 0 in the original, general and designated funds.',
    `SELECT NULL::bigint AS entry, f.code || ': ' || ${RESTRICTED_WORTH} AS detail FROM posting p JOIN ${ACCOUNT} JOIN fund f ON f.id = p.fund
     GROUP BY f.id, f.code, f.class HAVING (${RESTRICTED_WORTH} <> 0 AND f.class NOT IN ('restricted', 'preserved')) OR (${RESTRICTED_WORTH} < 0 AND NOT EXISTS (SELECT FROM short_fund s WHERE s.fund = f.id))`),
  check('cost-is-covered-by-what-may-pay-for-it', '非限定性净资产加收入减费用，再加可以解除限定的数，每只基金都不小于零；不够的，缺口公开。', 'Unrestricted net assets, with the restricted ones that cost has set free, are never below 0 in a fund; where they are, a shortfall is open for all to see.',
    `SELECT NULL::bigint AS entry, f.code || ': ' || ${UNRESTRICTED_WORTH} || ', to be released ' || LEAST(GREATEST(0, -${UNRESTRICTED_WORTH}), GREATEST(0, ${RESTRICTED_WORTH})) AS detail
     FROM posting p JOIN ${ACCOUNT} JOIN fund f ON f.id = p.fund GROUP BY f.id, f.code
     HAVING ${UNRESTRICTED_WORTH} + LEAST(GREATEST(0, -${UNRESTRICTED_WORTH}), GREATEST(0, ${RESTRICTED_WORTH})) < 0 AND NOT EXISTS (SELECT FROM short_fund s WHERE s.fund = f.id)`),
  check('a-foundation-opens-its-books-once', '每家基金会只有一份有效的期初余额。', 'A foundation has one opening balance that stands.',
    `SELECT max(e.id) AS entry, 'a second opening balance' AS detail FROM journal_entry e WHERE e.kind = 'opening balance' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)
     GROUP BY e.foundation HAVING count(*) > 1`),
  check('nothing-is-left-in-the-former-chart', '新旧制度衔接以后，旧制度的科目里没有余额。', 'After a foundation’s chart migration nothing is left in an account of the former standard.',
    `SELECT max(p.entry) AS entry, f.code || ' ' || p.account || ': ' || sum(p.debit) AS detail FROM posting p JOIN fund f ON f.id = p.fund
     JOIN (SELECT DISTINCT foundation FROM journal_entry WHERE kind = 'chart migration') m ON m.foundation = f.foundation
     WHERE p.standard = 2004 GROUP BY f.code, p.fund, p.account HAVING sum(p.debit) <> 0`),
  check('a-kind-of-entry-uses-only-its-accounts', '每一条分录用的科目，是记账那天的会计制度里有的，也是这类账目可以用的；限定的收入记作限定。', 'Every line uses an account of the standard of its day, one its kind of entry may use, and income is as restricted as its fund.',
    `SELECT DISTINCT p.entry, p.standard || ' ' || p.account || ' in ' || f.code AS detail FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN fund f ON f.id = p.fund
     JOIN accounting_standard t ON e.day BETWEEN t.from_day AND t.to_day
     LEFT JOIN line_rule r ON r.kind = e.kind AND r.account = p.account AND r.class = f.class AND r.standard = p.standard AND r.side = CASE WHEN p.debit > 0 THEN 'debit' ELSE 'credit' END
     WHERE r.kind IS NULL OR (p.standard <> t.standard AND e.kind <> 'chart migration') OR e.standard <> t.standard`),
  check('no-forced-entry-without-its-fact', '不由我们做主的支出，都有外面的凭据，也不超过凭据上的数。', 'Every entry that was forced on us rests on a fact told by others and takes no more than it says.',
    `SELECT e.id AS entry, coalesce(o.source, 'no fact') AS detail FROM journal_entry e JOIN entry_kind k ON k.kind = e.kind LEFT JOIN outside_fact o ON o.id = e.fact AND o.foundation = e.foundation
     WHERE e.forced <> k.forced OR (e.forced AND (o.id IS NULL OR o.most < (SELECT GREATEST(sum(GREATEST(0, -x.money)), sum(GREATEST(0, -x.worth)), sum(GREATEST(0, x.owed))) FROM entry_fund x WHERE x.entry = e.id)))`),
  check('a-reversal-mirrors-its-entry', '每一笔冲销与被冲销的账目正好相反，一笔账只冲销一次。', 'Every reversal is the mirror of its entry, and no entry is reversed twice.',
    `SELECT e.id AS entry, 'not the mirror of #' || e.reverses AS detail FROM journal_entry e WHERE e.reverses IS NOT NULL AND (
       EXISTS (SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = e.id EXCEPT ALL SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = e.reverses)
       OR EXISTS (SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = e.reverses EXCEPT ALL SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = e.id))
     UNION ALL SELECT min(e.id), 'reversed twice: #' || e.reverses FROM journal_entry e WHERE e.reverses IS NOT NULL GROUP BY e.reverses HAVING count(*) > 1`),
  check('log-numbers-have-no-gap', '总账编号从 1 起连续，每一笔账只有一个。', 'Log numbers run from 1 without a gap, one for each entry.',
    `SELECT s.entry, 'number ' || s.number || ' after ' || s.before AS detail FROM (SELECT entry, number, coalesce(lag(number) OVER (PARTITION BY foundation ORDER BY number), 0) AS before FROM sealed_entry) s WHERE s.number <> s.before + 1
     UNION ALL SELECT NULL, f.code || ': ' || h.size || ' given, ' || coalesce(s.last, 0) || ' found' FROM log_head h JOIN foundation f ON f.id = h.foundation
       LEFT JOIN (SELECT foundation, max(number) AS last FROM sealed_entry GROUP BY foundation) s ON s.foundation = h.foundation WHERE h.size <> coalesce(s.last, 0)
     UNION ALL SELECT min(entry), 'two numbers' FROM sealed_entry GROUP BY entry HAVING count(*) > 1`),
  check('voucher-numbers-have-no-gap', '凭证号按月、按收付转连续，不缺不重。', 'Voucher numbers run without a gap in each month and word.',
    `WITH v AS (SELECT entry, foundation, voucher, left(voucher, 10) AS series, substr(voucher, 12)::bigint AS serial, day FROM sealed_entry)
     SELECT entry, voucher || ' after ' || before AS detail FROM (SELECT v.*, coalesce(lag(serial) OVER (PARTITION BY foundation, series ORDER BY serial), 0) AS before FROM v) r
     WHERE serial <> before + 1 OR substr(series, 4) <> to_char(day, 'YYYY-MM')
     UNION ALL SELECT NULL, f.code || ' ' || h.word || '-' || to_char(h.month, 'YYYY-MM') || ': ' || h.last || ' given, ' || coalesce(m.last, 0) || ' found' FROM voucher_head h JOIN foundation f ON f.id = h.foundation
       LEFT JOIN (SELECT foundation, series, max(serial) AS last FROM v GROUP BY foundation, series) m ON m.foundation = h.foundation AND m.series = h.word || '-' || to_char(h.month, 'YYYY-MM') WHERE h.last <> coalesce(m.last, 0)`),
  check('every-entry-is-numbered-or-waits', '每一笔账要么已有编号，要么在等编号，没有漏掉的。', 'Every entry has its number or waits for it; none is left out.',
    `SELECT e.id AS entry, 'neither numbered nor waiting' AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id LEFT JOIN entry_to_number q ON q.entry = e.id AND q.foundation = e.foundation
     WHERE (s.entry IS NULL) = (q.entry IS NULL) OR s.day <> e.day OR s.foundation <> e.foundation
     UNION ALL SELECT s.entry, 'numbered, but not in the books' FROM sealed_entry s WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = s.entry)`),
  check('nothing-waits-long-for-its-seal', '账目入账后几分钟内封账，没有积压。', 'Entries are sealed within minutes; none has waited long.',
    `SELECT q.entry, 'since ' || e.posted_at AS detail FROM (SELECT foundation, min(entry) AS entry FROM entry_to_number GROUP BY foundation) q JOIN journal_entry e ON e.id = q.entry WHERE e.posted_at < clock_timestamp() - interval '5 minutes'`, { light: true }),
  check('months-equal-their-rows', '每月的收支合计，等于那个月每一行相加。', 'The sums of each month equal its rows.',
    `WITH rows AS (
       SELECT x.foundation, x.fund, date_trunc('month', x.day)::date AS month, x.money FROM entry_fund x JOIN sealed_entry s ON s.entry = x.entry WHERE x.money <> 0
       UNION ALL SELECT s.foundation, 0, date_trunc('month', s.day)::date, s.money FROM sealed_entry s WHERE s.money <> 0
     ), summed AS (
       SELECT foundation, fund, month, sum(GREATEST(0, money)) AS received, sum(GREATEST(0, -money)) AS paid, count(*) FILTER (WHERE money > 0) AS received_count, count(*) FILTER (WHERE money < 0) AS paid_count FROM rows GROUP BY 1, 2, 3)
     SELECT NULL::bigint AS entry, coalesce(f.code, 'foundation') || ' ' || to_char(coalesce(m.month, r.month), 'YYYY-MM') AS detail
     FROM fund_month m FULL JOIN summed r ON (r.foundation, r.fund, r.month) = (m.foundation, m.fund, m.month) LEFT JOIN fund f ON f.id = coalesce(m.fund, r.fund)
     WHERE (coalesce(m.received, 0), coalesce(m.paid, 0), coalesce(m.received_count, 0), coalesce(m.paid_count, 0))
       <> (coalesce(r.received, 0), coalesce(r.paid, 0), coalesce(r.received_count, 0), coalesce(r.paid_count, 0))`),
  check('the-foundations-money-is-that-of-its-funds', '基金会的钱，等于它各只基金的钱加起来。', 'The money of the foundation is that of its funds together.',
    `SELECT NULL::bigint AS entry, f.code || ': ' || h.money || ' in the log, ' || b.money || ' in its funds' AS detail FROM log_head h JOIN foundation f ON f.id = h.foundation
     JOIN (SELECT b.foundation, sum(b.money) - (SELECT coalesce(sum(x.money), 0) FROM entry_to_number q JOIN entry_fund x ON x.entry = q.entry WHERE q.foundation = b.foundation) AS money FROM fund_balance b GROUP BY b.foundation) b ON b.foundation = h.foundation
     WHERE h.money <> b.money`, { light: true }),
];
