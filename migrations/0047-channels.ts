import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every channel by which money and goods come as a list (M07): what a platform adds, joint purchases, rents, stalls with what they did not sell, and the store of a charity supermarket. */
export class Channels0000000000047 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RENT);
    await db.query(SHEETS);
    await db.query(STORE);
    await db.query(LAWS);
    await db.query(YEARS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RENT = `
  INSERT INTO entry_kind (kind, forced, since, gives) VALUES ('rent', false, 2004, '{}');
  INSERT INTO entry_kind_class (kind, class) SELECT 'rent', unnest(ARRAY['general', 'designated', 'restricted', 'preserved']);
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('rent', 'debit', 'bank'), ('rent', 'debit', 'clearing'), ('rent', 'credit', 'other income');
  REFRESH MATERIALIZED VIEW line_rule;
`;

const SHEETS = `
  -- Goods lie in a store as money lies in a place, and are named by it.
  ALTER TABLE place DROP CONSTRAINT place_account_check, ADD CONSTRAINT a_place_is_of_a_known_kind CHECK (account IN ('1001', '1002', '1009', '1201'));

  ALTER TABLE gift_batch
    DROP CONSTRAINT gift_batch_channel_check, DROP CONSTRAINT what_a_platform_collects_is_paid_out,
    ADD COLUMN store int REFERENCES place,
    ADD CONSTRAINT a_list_comes_by_a_known_channel CHECK (channel IN ('platform', 'collection', 'matching', 'joint-purchase', 'rent', 'box', 'sale', 'goods-in', 'goods-sale', 'goods-out')),
    ADD CONSTRAINT what_a_platform_collects_is_paid_out CHECK ((channel IN ('platform', 'collection', 'matching', 'joint-purchase', 'rent')) = (bank IS NOT NULL) AND (bank IS NULL) = (payout IS NULL)),
    ADD CONSTRAINT goods_lie_in_a_store CHECK ((channel IN ('goods-in', 'goods-sale', 'goods-out')) = (store IS NOT NULL) AND (channel NOT IN ('goods-in', 'goods-out') OR store = place));

  -- What a line says beside who gave how much: only what its channel asks, judged when the list is confirmed.
  CREATE TABLE gift_batch_particular (
    batch int NOT NULL,
    line int NOT NULL,
    -- number of the gift to which a platform added this one
    matched text CHECK (length(matched) BETWEEN 1 AND 120),
    -- a joint purchase: the whole order, of which the line is the community's part
    order_sum fen CHECK (order_sum > 0),
    -- a rent: of what, from when until when
    premises text CHECK (length(premises) BETWEEN 1 AND 60),
    from_day date,
    to_day date,
    -- a stall: pieces
    sold int CHECK (sold >= 0),
    unsold int CHECK (unsold >= 0),
    -- goods: the number on their tag, to which name, fund and the fair value of one piece belong
    item text CHECK (length(item) BETWEEN 1 AND 40),
    goods text CHECK (length(goods) BETWEEN 1 AND 60),
    quantity int CHECK (quantity > 0),
    unit fen CHECK (unit > 0),
    proof text CHECK (proof IN ('invoice', 'market-price', 'appraisal')),
    PRIMARY KEY (batch, line),
    FOREIGN KEY (batch, line) REFERENCES gift_batch_line ON DELETE CASCADE
  );
  CREATE INDEX gift_batch_particular_item ON gift_batch_particular (item, batch) WHERE item IS NOT NULL;
  CREATE TRIGGER lines_added AFTER INSERT ON gift_batch_particular REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION the_lines_of_a_confirmed_batch_stay();
`;

const STORE = `
  -- What a store knows of its goods: as they first came in.
  CREATE VIEW store_item AS
    SELECT DISTINCT ON (b.store, q.item) b.store, q.item, q.goods, q.unit, l.fund
    FROM gift_batch b JOIN gift_batch_confirmation c ON c.batch = b.id JOIN gift_batch_particular q ON q.batch = b.id JOIN gift_batch_line l ON l.batch = q.batch AND l.line = q.line
    WHERE b.channel = 'goods-in' ORDER BY b.store, q.item, b.id, q.line;

  -- Pieces by item: what is in the books has come, what two people have agreed on has gone, and what was reversed has done neither.
  CREATE VIEW store_stock AS
    SELECT i.store, i.item, i.goods, i.unit, i.fund, m.came, m.sold, m.given, m.came - m.sold - m.given AS "left"
    FROM store_item i CROSS JOIN LATERAL (
      SELECT coalesce(sum(q.quantity) FILTER (WHERE b.channel = 'goods-in' AND e.id IS NOT NULL), 0)::int AS came,
        coalesce(sum(q.quantity) FILTER (WHERE b.channel = 'goods-sale'), 0)::int AS sold, coalesce(sum(q.quantity) FILTER (WHERE b.channel = 'goods-out'), 0)::int AS given
      FROM gift_batch_particular q JOIN gift_batch b ON b.id = q.batch AND b.store = i.store JOIN gift_batch_confirmation c ON c.batch = b.id
        JOIN gift_batch_line l ON l.batch = q.batch AND l.line = q.line
        LEFT JOIN journal_entry e ON e.foundation = b.foundation AND e.source = 'batch:' || l.place || ':' || l.no
      WHERE q.item = i.item AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = e.id)) m;
`;

const LAWS = `
  CREATE FUNCTION a_sheet_says_what_its_channel_asks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its gift_batch;
  BEGIN
    SELECT * INTO its FROM gift_batch b WHERE b.id = NEW.batch;
    IF EXISTS (
      SELECT FROM gift_batch_line l LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
      WHERE l.batch = its.id AND its.channel NOT IN ('platform', 'collection', 'box', 'sale') AND NOT coalesce(CASE its.channel
        WHEN 'matching' THEN q.matched IS NOT NULL
        WHEN 'joint-purchase' THEN q.order_sum >= l.sum
        WHEN 'rent' THEN q.premises IS NOT NULL AND q.from_day <= q.to_day
        WHEN 'goods-in' THEN q.item IS NOT NULL AND q.goods IS NOT NULL AND q.proof IS NOT NULL AND q.quantity * q.unit = l.sum
        WHEN 'goods-sale' THEN q.item IS NOT NULL AND q.quantity > 0
        WHEN 'goods-out' THEN q.item IS NOT NULL AND q.quantity * q.unit = l.sum END, false)) THEN
      PERFORM refuse('a_sheet_says_what_its_channel_asks');
    END IF;
    IF its.store IS NOT NULL THEN
      -- one list of a store at a time, so that two of them do not take the same piece
      PERFORM FROM place p WHERE p.id = its.store FOR NO KEY UPDATE;
      IF NOT EXISTS (SELECT FROM place p WHERE p.id = its.store AND p.foundation = its.foundation AND p.account = '1201') THEN PERFORM refuse('goods_lie_in_a_store'); END IF;
      IF EXISTS (
        SELECT FROM gift_batch_line l JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
          LEFT JOIN store_item i ON i.store = its.store AND i.item = q.item
          LEFT JOIN LATERAL (SELECT f.goods, f.unit, x.fund FROM gift_batch_particular f JOIN gift_batch_line x ON x.batch = f.batch AND x.line = f.line WHERE f.batch = its.id AND f.item = q.item ORDER BY f.line LIMIT 1) own ON its.channel = 'goods-in'
        WHERE l.batch = its.id AND ((coalesce(q.goods, i.goods), q.unit, l.fund) IS DISTINCT FROM (coalesce(i.goods, own.goods), coalesce(i.unit, own.unit), coalesce(i.fund, own.fund)))) THEN
        PERFORM refuse('an_item_keeps_its_name_its_fund_and_its_value');
      END IF;
      IF its.channel <> 'goods-in' AND EXISTS (
        SELECT FROM gift_batch_particular q LEFT JOIN store_stock s ON s.store = its.store AND s.item = q.item WHERE q.batch = its.id GROUP BY q.item, s."left" HAVING sum(q.quantity) > coalesce(s."left", 0)) THEN
        PERFORM refuse('no_more_goods_leave_than_there_are');
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER sheet_is_whole BEFORE INSERT ON gift_batch_confirmation FOR EACH ROW EXECUTE FUNCTION a_sheet_says_what_its_channel_asks();

  -- As before; the place of goods is their store.
  CREATE OR REPLACE FUNCTION a_batch_is_confirmed_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its gift_batch;
  BEGIN
    -- one confirmation a place at a time, so that two lists with the same gift cannot pass each other
    PERFORM 1 FROM place p JOIN gift_batch b ON b.place = p.id WHERE b.id = NEW.batch FOR NO KEY UPDATE OF p;
    SELECT * INTO its FROM gift_batch b WHERE b.id = NEW.batch FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM gift_batch_withdrawal w WHERE w.batch = NEW.batch) THEN PERFORM refuse('a_withdrawn_batch_is_not_confirmed'); END IF;
    IF its.payout IS NOT NULL AND its.gross - its.fee <> its.payout THEN PERFORM refuse('a_payout_is_what_was_given_less_the_fee'); END IF;
    IF (SELECT (count(*), coalesce(sum(l.sum), 0), count(*) FILTER (WHERE l.place = its.place)) FROM gift_batch_line l WHERE l.batch = its.id) <> (its.lines::bigint, its.gross::numeric, its.lines::bigint)
      OR EXISTS (SELECT 1 FROM place p WHERE p.id IN (its.place, its.bank) AND (p.foundation <> its.foundation
        OR p.account <> CASE WHEN p.id = its.bank THEN '1002' WHEN its.payout IS NOT NULL THEN '1009' WHEN its.channel IN ('goods-in', 'goods-out') THEN '1201' ELSE '1001' END)) THEN
      PERFORM refuse('a_batch_is_confirmed_as_it_was_read');
    END IF;
    IF EXISTS (SELECT 1 FROM gift_batch_line l JOIN gift_batch_line o ON o.place = l.place AND o.no = l.no AND o.batch <> l.batch JOIN gift_batch_confirmation c ON c.batch = o.batch WHERE l.batch = its.id) THEN
      PERFORM refuse('a_gift_is_in_one_batch');
    END IF;
    RETURN NEW;
  END $$;

  -- The entries of a list, and whether each moved what its line says: money, and goods at the value with which they came.
  CREATE VIEW gift_batch_booked AS
    SELECT g.batch, g.line, g.entry, g.fund, g.sum, g.fact_day = g.day AND x.entry IS NOT NULL AND (b.store IS NULL
        OR (SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'stock' WHERE p.entry = g.entry)
          = CASE b.channel WHEN 'goods-in' THEN g.sum ELSE -q.quantity::numeric * q.unit END) AS same
    FROM gift_batch_entry g JOIN gift_batch b ON b.id = g.batch LEFT JOIN gift_batch_particular q ON q.batch = g.batch AND q.line = g.line
      LEFT JOIN entry_fund x ON x.entry = g.entry AND x.fund = g.fund AND x.money = CASE WHEN b.channel IN ('goods-in', 'goods-out') THEN 0 ELSE g.sum END;
`;

const YEARS = `
  -- Income of a batch by the year of its entries, so that what came by which channel need not be added up line by line.
  CREATE TABLE gift_batch_year (
    batch int NOT NULL REFERENCES gift_batch,
    year int NOT NULL,
    sum fen NOT NULL,
    PRIMARY KEY (batch, year)
  );
  INSERT INTO gift_batch_year SELECT g.batch, extract(year FROM e.day), sum(g.sum) FROM gift_batch_entry g JOIN gift_batch_posting t ON t.batch = g.batch JOIN journal_entry e ON e.id = g.entry GROUP BY 1, 2;

  CREATE OR REPLACE FUNCTION a_batch_is_posted_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF (SELECT count(*) FROM gift_batch_booked g WHERE g.batch = NEW.batch AND g.same) <> (SELECT lines FROM gift_batch WHERE id = NEW.batch)
      OR coalesce((SELECT -sum(x.money) FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind = 'payment fee' WHERE x.entry = NEW.fee_entry), 0) <> (SELECT fee FROM gift_batch WHERE id = NEW.batch) THEN
      PERFORM refuse('a_batch_is_posted_whole');
    END IF;
    INSERT INTO gift_batch_year SELECT g.batch, extract(year FROM e.day), sum(g.sum) FROM gift_batch_entry g JOIN journal_entry e ON e.id = g.entry WHERE g.batch = NEW.batch GROUP BY 1, 2;
    RETURN NEW;
  END $$;
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON gift_batch_particular TO sizhu_app;
  GRANT SELECT ON gift_batch_year, store_item, store_stock, gift_batch_booked TO sizhu_app;
  REVOKE ALL ON FUNCTION a_sheet_says_what_its_channel_asks FROM PUBLIC;
`;
