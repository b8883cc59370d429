import { type Books, openBooks, post, refusalOf } from '../support/forged';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

const DENIED = '42501';

/** What the application's role may do to a table besides reading it. All other tables it may only read, also those not thought of yet. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  throttle_hit: ['INSERT', 'UPDATE', 'DELETE'],
  foundation: ['INSERT', 'UPDATE (certificate_no, certificate_from, certificate_to)'], person: ['INSERT'], appointment: ['INSERT', 'UPDATE (to_day, ended_at)'],
  credential: ['INSERT', 'UPDATE (password_hash, totp_secret, totp_step)'], recovery_code: ['INSERT', 'UPDATE (used_at)'], enrolment: ['INSERT', 'UPDATE (used_at)', 'DELETE'],
  session: ['INSERT', 'UPDATE (confirmed_at, ended_at)', 'DELETE'], audit_event: ['INSERT'],
  notice: ['INSERT', 'UPDATE (content, tries, next_try_at, sent_at, given_up_at, failure)', 'DELETE'], contact: ['INSERT'],
  phone_code: ['INSERT', 'UPDATE (tries, used_at)', 'DELETE'], phone_session: ['INSERT', 'UPDATE (ended_at)', 'DELETE'],
  held_file: ['INSERT', 'UPDATE (held_at)', 'DELETE'], paper: ['INSERT'], paper_withdrawal: ['INSERT'],
  party: ['INSERT', 'UPDATE (code)'], relation: ['INSERT'], relation_end: ['INSERT'],
  outside_fact: ['INSERT'], place: ['INSERT'],
  bank_mapping: ['INSERT'], bank_statement: ['INSERT'], bank_line: ['INSERT'], bank_hold: ['INSERT'], money_identification: ['INSERT'],
  founding_contribution: ['INSERT'], founding_confirmation: ['INSERT'], founding_bounce: ['INSERT'], founding_contribution_withdrawal: ['INSERT'], founding_paper: ['INSERT'],
  campaign_filing: ['INSERT'], campaign_filing_withdrawal: ['INSERT'], held_spend: ['INSERT'], raising: ['INSERT', 'UPDATE (to_day)'], invitation: ['INSERT', 'UPDATE (ends_on)'],
  donor: ['INSERT', 'UPDATE', 'DELETE'],
  verification_run: ['INSERT'],
  offline_gift: ['INSERT', 'UPDATE (display, donor, identity_note)'], cash_count: ['INSERT'], offline_gift_end: ['INSERT'], offline_gift_reversal: ['INSERT'], cheque_handing: ['INSERT'],
  goods_issue: ['INSERT'], goods_issue_booking: ['INSERT'], cash_banking: ['INSERT'], cash_banking_confirmation: ['INSERT'], cash_banking_withdrawal: ['INSERT'],
  transfer_account: ['INSERT'], transfer_account_confirmation: ['INSERT'], fiscal_receipt: ['INSERT'], fiscal_receipt_void: ['INSERT'],
  voucher_maker: ['INSERT'], voucher_proposal: ['INSERT'], voucher_decision: ['INSERT'], fixed_asset: ['INSERT'],
  gift_batch: ['INSERT'], gift_batch_line: ['INSERT', 'DELETE'], gift_batch_confirmation: ['INSERT'], gift_batch_withdrawal: ['INSERT'], gift_batch_posting: ['INSERT'], gift_batch_payout: ['INSERT'],
  gift_batch_run: ['INSERT', 'UPDATE'], gift_batch_particular: ['INSERT'],
  opening_preparation: ['INSERT'], opening_line: ['INSERT'],
  agreement_version: ['INSERT'], agreement_host_signature: ['INSERT'], agreement_signed_sheet: ['INSERT'], agreement_founder_signature: ['INSERT'], agreement_text_withdrawal: ['INSERT'],
  fund_request: ['INSERT'], fund_request_answer: ['INSERT'], fund_request_check: ['INSERT'], fund_request_draft: ['INSERT', 'UPDATE', 'DELETE'], fund_request_end: ['INSERT'], fund_request_question: ['INSERT'],
  fund_terms: ['INSERT'], fund_committee_seat: ['INSERT', 'UPDATE (to_day)'], fund_manager: ['INSERT', 'UPDATE (to_day)'], fund_group: ['INSERT'], fund_group_member: ['INSERT', 'UPDATE (to_day)'],
  fund_line: ['INSERT'], fund_budget: ['INSERT'], fund_budget_line: ['INSERT'], fund_budget_approval: ['INSERT'], entry_line: ['INSERT'],
  household_count: ['INSERT'], household_count_decision: ['INSERT'], entitlement: ['INSERT'], entitlement_due: ['INSERT'], entitlement_decision: ['INSERT'], entitlement_receipt_withdrawal: ['INSERT'], entitlement_receipt: ['INSERT'],
  programme_use: ['INSERT'], programme_budget: ['INSERT'], exclusive_place_request: ['INSERT'], programme_settlement: ['INSERT'], programme_settlement_part: ['INSERT'], programme_settlement_decision: ['INSERT'], operating_model: ['INSERT'],
  founding_pledge: ['INSERT'], founding_pledge_withdrawal: ['INSERT'], foundation_particulars: ['INSERT'], life_act: ['INSERT'], life_act_withdrawal: ['INSERT'],
  remaining_property: ['INSERT'], remaining_property_withdrawal: ['INSERT'], remaining_property_confirmation: ['INSERT'],
  office_term: ['INSERT'], office_term_end: ['INSERT'], official_fact: ['INSERT'], official_fact_end: ['INSERT'],
  spending_rule: ['INSERT'], investment_policy: ['INSERT'], investment_bar: ['INSERT'], investment_bar_end: ['INSERT'], pool: ['INSERT'], pool_approval: ['INSERT'],
  purpose_change: ['INSERT'], purpose_change_confirmation: ['INSERT'], purpose_change_withdrawal: ['INSERT'],
  valuation: ['INSERT'], valuation_confirmation: ['INSERT'], valuation_withdrawal: ['INSERT'], investment_order: ['INSERT'], investment_decision: ['INSERT'], investment_booking: ['INSERT'], investment_fall: ['INSERT'], investment_fall_decision: ['INSERT'], investment_disclosure: ['INSERT'],
  purse_opening: ['INSERT'], purse_opening_withdrawal: ['INSERT'], household: ['INSERT'], household_leaving: ['INSERT'], purse_sheet: ['INSERT'], purse_contribution: ['INSERT'],
  purse_sheet_booking: ['INSERT'], purse_sheet_withdrawal: ['INSERT'], purse_sheet_reversal: ['INSERT'], household_slip: ['INSERT'], household_answer: ['INSERT'],
  household_reply: ['INSERT'], match_rule: ['INSERT'], match_rule_confirmation: ['INSERT'], match_rule_end: ['INSERT'], purse_match: ['INSERT'], purse_match_release: ['INSERT'],
  purse_match_asking: ['INSERT'], purse_match_payment: ['INSERT'], purse_match_return: ['INSERT'], purse_vote: ['INSERT'], purse_vote_confirmation: ['INSERT'],
  purse_vote_withdrawal: ['INSERT'], purse_spending: ['INSERT'], purse_return_line: ['INSERT'], purse_return_match: ['INSERT'], purse_spending_booking: ['INSERT'], purse_spending_withdrawal: ['INSERT'],
  purse_spending_reversal: ['INSERT'], purse_keeper: ['INSERT'], purse_keeper_end: ['INSERT'], keeper_list: ['INSERT'], keeper_list_line: ['INSERT'], keeper_list_withdrawal: ['INSERT'], keeper_list_sheet: ['INSERT'],
  fund_move: ['INSERT'], fund_closing_publication: ['INSERT'], founding_consent: ['INSERT'], founding_consent_withdrawal: ['INSERT'], spin_off: ['INSERT'],
  enterprise: ['INSERT'], enterprise_fact: ['INSERT'], enterprise_owner: ['INSERT'], enterprise_owner_end: ['INSERT'], enterprise_statement: ['INSERT'], enterprise_consent: ['INSERT'], enterprise_contact: ['INSERT'], profit_reminder: ['INSERT'], enterprise_disclosure: ['INSERT'],
  profit_agreement: ['INSERT'], profit_agreement_version: ['INSERT'], profit_agreement_fund: ['INSERT'], profit_agreement_confirmation: ['INSERT'], profit_agreement_withdrawal: ['INSERT'],
  profit_report: ['INSERT'], profit_report_question: ['INSERT'], profit_report_answer: ['INSERT'],
  residents_council: ['INSERT'], residents_council_end: ['INSERT'], residents_council_rule: ['INSERT'], residents_council_seat: ['INSERT'], residents_council_seat_end: ['INSERT'],
  voter_phone: ['INSERT'], voter_phone_end: ['INSERT'], motion: ['INSERT'], motion_review: ['INSERT'], motion_withdrawal: ['INSERT'], recusal: ['INSERT'],
  meeting: ['INSERT'], meeting_item: ['INSERT'], meeting_move: ['INSERT'], meeting_cancellation: ['INSERT'], meeting_attendance: ['INSERT'], meeting_attendance_strike: ['INSERT'], meeting_proxy: ['INSERT'], meeting_proxy_end: ['INSERT'], meeting_minutes: ['INSERT'], meeting_minutes_point: ['INSERT'], meeting_minutes_scan: ['INSERT'], meeting_minutes_comparison: ['INSERT'],
  resident_group: ['INSERT'], resident_group_end: ['INSERT'], resident_group_particulars: ['INSERT'], resident_group_orientation: ['INSERT'], resident_group_member: ['INSERT'], resident_group_asking: ['INSERT'], resident_group_departure: ['INSERT'], resident_group_handover: ['INSERT'], resident_group_handover_end: ['INSERT'], resident_group_filing: ['INSERT'], resident_group_filing_end: ['INSERT'], resident_group_fund: ['INSERT'], resident_group_fund_end: ['INSERT'], resident_group_route: ['INSERT'], resident_group_route_end: ['INSERT'],
  resolution: ['INSERT'], resolution_confirmation: ['INSERT'], resolution_withdrawal: ['INSERT'],
};
/** Tables of giving hold what donors and the payment provider said; the books rest on them, but are not in them. */
const OF_GIVING = /^(donation|checkout|inbox_event|payment|stray_payment|refund|receipt)/;

describe('the application’s role', () => {
  it('may write to these tables and to no others', async () => {
    const { rows } = await books.owner.query<{ name: string; may: string[] }>(
      `SELECT c.relname AS name, array_remove(array_agg(CASE WHEN has_table_privilege('sizhu_app', c.oid, p) THEN p
         WHEN p = 'UPDATE' AND has_any_column_privilege('sizhu_app', c.oid, p) THEN 'UPDATE (' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND has_column_privilege('sizhu_app', c.oid, a.attnum, p)) || ')' END ORDER BY o), NULL) AS may
       FROM pg_class c CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) WITH ORDINALITY x (p, o)
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') GROUP BY c.oid, c.relname ORDER BY c.relname`);
    const written = rows.filter((row) => row.may.length > 0 && !OF_GIVING.test(row.name));
    expect(Object.fromEntries(written.map((row) => [row.name, row.may]))).toEqual(MAY);
  });

  it('is refused when it tries', async () => {
    const { rows } = await books.owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('migrations') ORDER BY relname`);
    const closed = rows.map((row) => row.name).filter((name) => !(name in MAY) && !OF_GIVING.test(name));
    expect(closed).toEqual(expect.arrayContaining(['journal_entry', 'posting', 'entry_fund', 'entry_words', 'fund', 'fund_balance', 'promise_balance', 'short_fund', 'sealed_entry', 'log_leaf', 'checkpoint', 'accounting_period', 'registration', 'agreement', 'policy']));
    for (const table of closed)
      for (const sql of [`INSERT INTO ${table} DEFAULT VALUES`, `DELETE FROM ${table}`, `TRUNCATE ${table}`, `ALTER TABLE ${table} DISABLE TRIGGER ALL`, `DROP TABLE ${table}`])
        expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, DENIED]);
    for (const sql of ['UPDATE fund_balance SET floor = 0', 'UPDATE fund_balance SET money = money + 1', 'UPDATE promise_balance SET amount = 0', 'UPDATE posting SET debit = 1', 'UPDATE outside_fact SET most = 1', `UPDATE policy SET value = 1`,
      'REFRESH MATERIALIZED VIEW line_rule', `SELECT nextval('journal_entry_id')`])
      expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, DENIED]);
  });

  it('becomes nobody else', async () => {
    expect(await refusalOf(books.app.query('SET ROLE sizhu_owner'))).toBe(DENIED);
    expect(await refusalOf(books.app.query('SET SESSION AUTHORIZATION sizhu_owner'))).toBe(DENIED);
    expect(await refusalOf(books.app.query('SET session_replication_role = replica'))).toBe(DENIED);
    await books.app.query('RESET ROLE; RESET SESSION AUTHORIZATION');
    expect((await books.app.query<{ role: string }>('SELECT current_user AS role')).rows).toEqual([{ role: 'sizhu_app' }]);
    expect(await refusalOf(books.app.query('CREATE TEMPORARY TABLE fund_balance (fund int)'))).toBe(DENIED);
    expect(await refusalOf(books.app.query('CREATE TABLE public.mine (n int)'))).toBe(DENIED);
  });

  it('and the owner cannot rewrite the books by mistake either', async () => {
    await post(books.app, [{ foundation: books.foundation, lines: [{ fund: books.lunch, account: '1002', debit: 1n, place: books.bank }, { fund: books.lunch, account: '410102', debit: -1n }] }]);
    for (const sql of ['UPDATE posting SET debit = debit', 'DELETE FROM journal_entry', 'TRUNCATE entry_fund CASCADE', 'UPDATE outside_fact SET most = 1', 'TRUNCATE sealed_entry'])
      expect([sql, await refusalOf(books.owner.query(sql))]).toEqual([sql, 'the_books_are_never_rewritten']);
    for (const sql of ['UPDATE audit_event SET at = at', 'DELETE FROM audit_event', 'TRUNCATE audit_event'])
      expect([sql, await refusalOf(books.owner.query(sql))]).toEqual([sql, 'the_audit_trail_is_never_rewritten']);
  });
});
