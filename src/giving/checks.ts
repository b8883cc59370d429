import type { Check } from '../ledger/checks';

/** What must hold between gifts, receipts and the books. */
export const GIVING_CHECKS: readonly Check[] = [
  {
    name: 'every-gift-payment-has-its-entry-and-receipt',
    sentence: { zh: '每一笔到账的捐赠都有一笔金额相同的账目和一张收据。', en: 'Every gift that was paid has one entry of the same sum and one receipt.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || p.entry) AS entry, p.provider_ref AS detail FROM payment p
       JOIN journal_entry e ON e.id = p.entry LEFT JOIN sealed_entry s ON s.entry = p.entry LEFT JOIN receipt r ON r.payment = p.id LEFT JOIN entry_fund f ON f.entry = p.entry AND f.fund = p.fund
       LEFT JOIN offline_gift_end o ON o.entry = p.entry LEFT JOIN offline_gift g ON g.id = o.gift LEFT JOIN donation d ON d.id = p.donation
       WHERE CASE WHEN p.channel IN ('goods', 'service') THEN (SELECT sum(x.debit) FROM posting x WHERE x.entry = p.entry AND x.fund = p.fund AND x.debit > 0) ELSE f.money END IS DISTINCT FROM p.gross
         OR e.kind <> CASE WHEN p.not_as_asked IS NOT NULL THEN 'paid, not as asked' WHEN d.principal THEN 'principal gift' WHEN p.channel IN ('online', 'platform', 'collection') THEN 'online gift' WHEN p.channel IN ('counter', 'box', 'event') THEN 'cash gift'
           WHEN p.channel = 'goods' THEN 'goods gift' WHEN p.channel = 'service' THEN 'donated service' WHEN p.channel = 'enterprise' THEN 'enterprise share' ELSE 'bank gift' END
         OR (p.not_as_asked IS NULL AND NOT (p.channel IN ('goods', 'service') AND g.id IS NOT NULL AND g.proof IS NULL)) <> (r.payment IS NOT NULL)`),
  },
  {
    name: 'every-online-gift-has-its-payment',
    sentence: { zh: '每一笔线上捐赠账目都有支付机构的到账记录。', en: 'Every online gift in the books rests on a payment.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id
       WHERE (e.kind = 'online gift' OR e.kind = 'principal gift' AND starts_with(e.source, 'stripe:')) AND NOT starts_with(e.source, 'batch:') AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.entry = e.id)`),
  },
  {
    name: 'every-offline-gift-is-booked-by-two-people',
    sentence: { zh: '每一笔线下捐赠的账目，金额与登记相符，并由登记人以外的人清点、确认或对账。', en: 'The entry of every offline gift is of the sum that was counted or shown, and rests on somebody other than who recorded it.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || x.entry) AS entry, g.no AS detail FROM offline_gift_end x JOIN offline_gift g ON g.id = x.gift LEFT JOIN sealed_entry s ON s.entry = x.entry
       LEFT JOIN LATERAL (
         SELECT array_agg(c.person ORDER BY c.turn) AS people, min(c.sum) AS sum, count(DISTINCT c.pieces) AS piles FROM cash_count c WHERE c.gift = g.id AND c.round = (SELECT max(round) FROM cash_count WHERE gift = g.id)) counted ON true
       WHERE x.what = 'booked' AND (
         NOT EXISTS (SELECT FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE p.entry = x.entry AND p.fund = g.fund AND p.debit = x.sum AND e.foundation = g.foundation)
         OR CASE WHEN g.way = 'cash' THEN cardinality(counted.people) IS DISTINCT FROM 2 OR counted.people[1] = counted.people[2] OR counted.piles <> 1 OR counted.sum <> x.sum OR counted.people[2] <> x.by_person
            ELSE g.recorded_by = x.by_person OR (g.way IN ('goods', 'service') AND g.sum <> x.sum) END)`),
  },
  {
    name: 'every-offline-entry-rests-on-its-gift',
    sentence: { zh: '每一笔从工作台入账的捐赠、送存和领用，都有登记可查。', en: 'Every gift, banking and issue that the desk has booked rests on its record.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id
       WHERE starts_with(e.source, 'offline-gift:') AND NOT EXISTS (SELECT FROM offline_gift_end x WHERE x.entry = e.id)
          OR starts_with(e.source, 'cash-banking:') AND NOT EXISTS (SELECT FROM cash_banking_confirmation c JOIN cash_banking b ON b.id = c.banking JOIN posting p ON p.entry = e.id AND p.place = b.bank AND p.debit = b.sum WHERE c.entry = e.id AND c.confirmed_by <> b.recorded_by)
          OR starts_with(e.source, 'goods-issue:') AND NOT EXISTS (SELECT FROM goods_issue_booking b JOIN goods_issue i ON i.id = b.issue JOIN posting p ON p.entry = e.id AND p.debit = i.sum WHERE b.entry = e.id AND b.by_person <> i.recorded_by)`),
  },
  {
    name: 'a-gift-has-one-fiscal-receipt-that-stands',
    sentence: { zh: '每笔捐赠最多一张有效的捐赠票据。', en: 'A gift has one fiscal receipt that stands, at most.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || p.entry) AS entry, string_agg(f.number, ', ' ORDER BY f.id) AS detail FROM fiscal_receipt f JOIN payment p ON p.id = f.payment LEFT JOIN sealed_entry s ON s.entry = p.entry
       WHERE NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = f.id) GROUP BY p.id, s.voucher HAVING count(*) > 1`),
  },
  {
    name: 'receipt-numbers-are-whole',
    sentence: { zh: '收据编号每年从 1 起连续，不缺不重。', en: 'Receipt numbers run from 1 each year without gap.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ' ' || h.year || ': ' || count(r.serial) || ' of ' || h.last AS detail FROM receipt_head h JOIN foundation f ON f.id = h.foundation
       LEFT JOIN receipt r ON r.foundation = h.foundation AND r.year = h.year GROUP BY f.code, h.year, h.last HAVING count(r.serial) <> h.last OR max(r.serial) <> h.last OR min(r.serial) <> 1`),
  },
  {
    name: 'the-fee-of-a-gift-is-known-within-seven-days',
    sentence: { zh: '每笔线上捐赠的手续费在 7 天内入账。', en: 'The fee of every online gift is booked within 7 days.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || p.entry) AS entry, p.provider_ref AS detail FROM payment p LEFT JOIN sealed_entry s ON s.entry = p.entry
       WHERE p.channel = 'online' AND p.paid_at < now() - interval '7 days' AND NOT EXISTS (SELECT 1 FROM payment_fee f WHERE f.payment = p.id) AND NOT EXISTS (SELECT 1 FROM payment_in_other_currency c WHERE c.payment = p.id)`),
  },
  {
    name: 'no-news-from-the-payment-provider-waits',
    sentence: { zh: '支付机构报来的消息都已处理，没有积压。', en: 'No news from the payment provider waits to be settled.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, id || ': ' || coalesce(outcome, 'not yet read') AS detail FROM inbox_event WHERE done_at IS NULL AND received_at < now() - interval '1 hour'`),
  },
  {
    name: 'a-refund-gives-back-no-more-than-was-paid',
    sentence: { zh: '退款不超过原来的捐赠。', en: 'Refunds give back no more than was paid.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || p.entry) AS entry, p.provider_ref AS detail FROM payment p JOIN refund x ON x.payment = p.id AND x.failed_entry IS NULL LEFT JOIN sealed_entry s ON s.entry = p.entry
       GROUP BY p.id, s.voucher HAVING sum(x.amount) > p.gross`),
  },
  {
    name: 'a-proved-value-shows-its-paper',
    sentence: { zh: '按凭据价值入账的物资和服务，凭据都能打开查看。', en: 'Goods and work that are booked at a proved value show the paper that proves it.' },
    run: (db) => db.query(
      // what was booked before the first paper of all was uploaded may have none
      `SELECT coalesce(s.voucher, '#' || e.entry) AS entry, g.no AS detail FROM offline_gift g JOIN offline_gift_end e ON e.gift = g.id AND e.what = 'booked' LEFT JOIN sealed_entry s ON s.entry = e.entry
       WHERE g.way IN ('goods', 'service') AND g.proof IS NOT NULL AND NOT EXISTS (SELECT 1 FROM offline_gift_reversal r WHERE r.gift = g.id)
         AND e.at >= (SELECT min(added_at) FROM paper) AND NOT shows_a_paper(g.id)`),
  },
  {
    name: 'every-batch-is-in-the-books-whole',
    sentence: { zh: '每一批清单都由两个人确认，要么整批在账上，要么一笔都不在；金额、日期、基金与清单相同。', en: 'Every list is confirmed by two people and is in the books whole or not at all, with the sums, days and funds of its list.' },
    run: (db) => db.query(
      `WITH booked AS MATERIALIZED (
         SELECT g.batch, g.entry, g.sum, g.same FROM gift_batch_booked g JOIN gift_batch_posting t ON t.batch = g.batch
       ), summed AS (SELECT batch, count(*) FILTER (WHERE same) AS lines, sum(sum) FILTER (WHERE same) AS gross FROM booked GROUP BY batch)
       SELECT NULL AS entry, h.code || ' batch ' || b.id || ': ' || coalesce(s.lines, 0) || ' of ' || b.lines || ' lines in the books' AS detail
       FROM gift_batch b JOIN foundation h ON h.id = b.foundation JOIN gift_batch_posting t ON t.batch = b.id LEFT JOIN summed s ON s.batch = b.id
       WHERE (s.lines, s.gross) IS DISTINCT FROM (b.lines::bigint, b.gross::numeric)
       UNION ALL
       SELECT coalesce(s.voucher, '#' || e.id), e.source
       FROM (SELECT id FROM journal_entry WHERE starts_with(source, 'batch:') EXCEPT SELECT entry FROM booked) stray JOIN journal_entry e ON e.id = stray.id LEFT JOIN sealed_entry s ON s.entry = e.id`),
  },
  {
    name: 'no-store-gave-more-than-it-had',
    sentence: { zh: '慈善超市每一种物品，到任何一天为止，卖出、发放和报损的都不多于入库的。', en: 'Of no kind of goods has a store on any day let go more than had come in by then.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, p.code || ' ' || d.item || ' ' || d.day || ': ' || d.held AS detail
       FROM (SELECT store, item, day, sum(sum(pieces)) OVER (PARTITION BY store, item ORDER BY day) AS held FROM store_move GROUP BY store, item, day) d JOIN place p ON p.id = d.store WHERE d.held < 0`),
  },
  {
    name: 'a-fund-has-in-stock-what-its-stores-hold',
    sentence: { zh: '慈善超市里的物品，都在所属基金的存货里。', en: 'What the stores hold of a fund stands in its stock.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ': ' || w.worth AS detail FROM store_worth w JOIN fund f ON f.id = w.fund
       WHERE w.worth > (SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'stock' WHERE p.fund = w.fund)`),
  },
  {
    name: 'every-payout-of-a-batch-is-what-was-announced',
    sentence: { zh: '平台打到银行的每一笔结算，都等于那一批的捐赠减手续费。', en: 'Every payout of a platform in the bank is the gifts of its batch less the fee.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || o.entry) AS entry, 'batch ' || b.id AS detail FROM gift_batch_payout o JOIN gift_batch b ON b.id = o.batch LEFT JOIN sealed_entry s ON s.entry = o.entry
       WHERE (SELECT sum(p.debit) FROM posting p WHERE p.entry = o.entry AND p.place = b.bank) IS DISTINCT FROM b.payout
         OR (SELECT -sum(p.debit) FROM posting p WHERE p.entry = o.entry AND p.place = b.place) IS DISTINCT FROM b.payout OR b.gross - b.fee <> b.payout`),
  },
];
