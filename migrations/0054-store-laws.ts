import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A store holds on every day what it gives away: nothing leaves before it came, and what has left cannot be said never to have come. Goods are written off, and a market says whose money it brings. */
export class StoreLaws0000000000054 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(KINDS);
    await db.query(SHEETS);
    await db.query(STORE);
    await db.query(LAWS);
    await db.query(STOPPED);
    await db.query(YEARS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const KINDS = `
  -- Spoiled, expired, lost: management cost, for it is no use of the goods for their purpose.
  INSERT INTO entry_kind (kind, forced, since, gives) VALUES ('goods written off', false, 2004, '{}');
  INSERT INTO entry_kind_class (kind, class) SELECT 'goods written off', unnest(ARRAY['general', 'designated', 'restricted', 'preserved']);
  -- The fee of a stall is paid in cash.
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('goods written off', 'debit', 'management'), ('goods written off', 'credit', 'stock'), ('rent', 'debit', 'cash');
  REFRESH MATERIALIZED VIEW line_rule;
`;

const SHEETS = `
  ALTER TABLE gift_batch
    DROP CONSTRAINT a_list_comes_by_a_known_channel, DROP CONSTRAINT goods_lie_in_a_store,
    ADD CONSTRAINT a_list_comes_by_a_known_channel CHECK (channel IN ('platform', 'collection', 'matching', 'joint-purchase', 'rent', 'box', 'sale', 'goods-in', 'goods-sale', 'goods-out', 'write-off')),
    ADD CONSTRAINT goods_lie_in_a_store CHECK ((channel IN ('goods-in', 'goods-sale', 'goods-out', 'write-off')) = (store IS NOT NULL) AND (channel NOT IN ('goods-in', 'goods-out', 'write-off') OR store = place));

  ALTER TABLE gift_batch_particular
    -- a stall: whose money it is, and where what was not sold has gone
    ADD COLUMN nature text CHECK (nature IN ('gift', 'sale', 'fee')),
    ADD COLUMN rest text CHECK (rest IN ('taken-back', 'left', 'given-on')),
    -- goods: the last day on which they may be handed out
    ADD COLUMN expires date,
    DROP CONSTRAINT gift_batch_particular_proof_check,
    -- without any proof of its value a piece stands at one yuan
    ADD CONSTRAINT goods_without_proof_stand_at_one_yuan CHECK (proof IN ('invoice', 'market-price', 'appraisal', 'nominal') AND (proof <> 'nominal' OR unit = 100));
`;

const STORE = `
  DROP VIEW store_stock;
  DROP VIEW store_item;

  -- What moved the pieces of a store: what is in the books has come, what two people have agreed on has gone, and what was reversed has done neither.
  CREATE VIEW store_move AS
    SELECT b.store, q.item, l.day, b.channel, CASE WHEN b.channel = 'goods-in' THEN q.quantity ELSE -q.quantity END AS pieces, e.id IS NOT NULL AS booked
    FROM gift_batch_particular q JOIN gift_batch b ON b.id = q.batch AND b.store IS NOT NULL JOIN gift_batch_confirmation c ON c.batch = b.id
      JOIN gift_batch_line l ON l.batch = q.batch AND l.line = q.line
      LEFT JOIN journal_entry e ON e.foundation = b.foundation AND e.source = 'batch:' || l.place || ':' || l.no
    WHERE (b.channel <> 'goods-in' OR e.id IS NOT NULL) AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = e.id);

  -- What a store knows of its goods: as they first came in. A number under which everything was reversed is free again.
  CREATE VIEW store_item AS
    SELECT DISTINCT ON (b.store, q.item) b.store, q.item, q.goods, q.unit, q.expires, l.fund
    FROM gift_batch b JOIN gift_batch_confirmation c ON c.batch = b.id JOIN gift_batch_particular q ON q.batch = b.id JOIN gift_batch_line l ON l.batch = q.batch AND l.line = q.line
      LEFT JOIN journal_entry e ON e.foundation = b.foundation AND e.source = 'batch:' || l.place || ':' || l.no
    WHERE b.channel = 'goods-in' AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = e.id) ORDER BY b.store, q.item, b.id, q.line;

  CREATE VIEW store_stock AS
    SELECT i.store, i.item, i.goods, i.unit, i.expires, i.fund, m.came, m.sold, m.given, m.written_off, m.came - m.sold - m.given - m.written_off AS "left"
    FROM store_item i CROSS JOIN LATERAL (
      SELECT coalesce(sum(m.pieces) FILTER (WHERE m.channel = 'goods-in'), 0)::bigint AS came, coalesce(-sum(m.pieces) FILTER (WHERE m.channel = 'goods-sale'), 0)::bigint AS sold,
        coalesce(-sum(m.pieces) FILTER (WHERE m.channel = 'goods-out'), 0)::bigint AS given, coalesce(-sum(m.pieces) FILTER (WHERE m.channel = 'write-off'), 0)::bigint AS written_off
      FROM store_move m WHERE m.store = i.store AND m.item = i.item) m;

  -- What the stores hold of a fund by the books, at the value with which it came.
  CREATE VIEW store_worth AS
    SELECT i.fund, sum(m.pieces * i.unit)::bigint AS worth FROM store_item i JOIN store_move m ON m.store = i.store AND m.item = i.item AND m.booked GROUP BY i.fund;
`;

const LAWS = `
  CREATE OR REPLACE FUNCTION a_sheet_says_what_its_channel_asks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its gift_batch;
  BEGIN
    SELECT * INTO its FROM gift_batch b WHERE b.id = NEW.batch;
    IF EXISTS (
      SELECT FROM gift_batch_line l LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
      WHERE l.batch = its.id AND its.channel NOT IN ('platform', 'collection', 'box') AND NOT coalesce(CASE its.channel
        WHEN 'matching' THEN q.matched IS NOT NULL
        WHEN 'joint-purchase' THEN q.order_sum >= l.sum
        WHEN 'rent' THEN q.premises IS NOT NULL AND q.from_day <= q.to_day
        WHEN 'sale' THEN q.nature IS NOT NULL AND (coalesce(q.unsold, 0) = 0 OR q.rest IS NOT NULL)
        WHEN 'goods-in' THEN q.item IS NOT NULL AND q.goods IS NOT NULL AND q.proof IS NOT NULL AND q.quantity * q.unit = l.sum
        WHEN 'goods-sale' THEN q.item IS NOT NULL AND q.quantity > 0
        -- who has it, or why it is gone
        ELSE q.item IS NOT NULL AND q.quantity * q.unit = l.sum AND l.note IS NOT NULL END, false)) THEN
      PERFORM refuse('a_sheet_says_what_its_channel_asks');
    END IF;
    IF its.store IS NOT NULL THEN
      -- one list of a store at a time, so that two of them do not take the same piece
      PERFORM FROM place p WHERE p.id = its.store FOR NO KEY UPDATE;
      IF NOT EXISTS (SELECT FROM place p WHERE p.id = its.store AND p.foundation = its.foundation AND p.account = '1201') THEN PERFORM refuse('goods_lie_in_a_store'); END IF;
      IF EXISTS (
        SELECT FROM gift_batch_line l JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
          LEFT JOIN store_item i ON i.store = its.store AND i.item = q.item
          LEFT JOIN LATERAL (SELECT f.goods, f.unit, f.expires, x.fund FROM gift_batch_particular f JOIN gift_batch_line x ON x.batch = f.batch AND x.line = f.line
            WHERE f.batch = its.id AND f.item = q.item ORDER BY f.line LIMIT 1) own ON its.channel = 'goods-in' AND i.item IS NULL
        WHERE l.batch = its.id AND (i.item IS NOT NULL OR its.channel = 'goods-in') AND (q.goods, q.unit, q.expires, l.fund)
          IS DISTINCT FROM (coalesce(i.goods, own.goods), coalesce(i.unit, own.unit), CASE WHEN i.item IS NULL THEN own.expires ELSE i.expires END, coalesce(i.fund, own.fund))) THEN
        PERFORM refuse('an_item_keeps_its_name_its_fund_and_its_value');
      END IF;
      IF its.channel <> 'write-off' AND EXISTS (SELECT FROM gift_batch_line l JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line WHERE l.batch = its.id AND q.expires < l.day) THEN
        PERFORM refuse('what_has_expired_is_only_written_off');
      END IF;
      IF its.channel <> 'goods-in' AND store_would_lack(its.store, its.id) THEN PERFORM refuse('no_more_goods_leave_than_there_are'); END IF;
    END IF;
    RETURN NEW;
  END $$;

  -- Whether on some day more of an item has left than had come by then; with the lines of a list that is about to leave.
  CREATE FUNCTION store_would_lack(its_store int, with_batch int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
      SELECT FROM (
        SELECT sum(sum(m.pieces)) OVER (PARTITION BY m.item ORDER BY m.day) AS held
        FROM (
          SELECT s.item, s.day, s.pieces FROM store_move s WHERE s.store = its_store AND s.item IN (SELECT q.item FROM gift_batch_particular q WHERE q.batch = with_batch)
          UNION ALL SELECT q.item, l.day, -q.quantity FROM gift_batch_particular q JOIN gift_batch_line l ON l.batch = q.batch AND l.line = q.line
            WHERE q.batch = with_batch AND NOT EXISTS (SELECT FROM gift_batch_confirmation c WHERE c.batch = with_batch)) m
        GROUP BY m.item, m.day) d
      WHERE d.held < 0)
  $$;

  -- What has been sold or given away did come in.
  CREATE FUNCTION what_has_left_a_store_came_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its gift_batch;
    told text := (SELECT e.source FROM journal_entry e WHERE e.id = NEW.reverses);
  BEGIN
    IF NOT starts_with(told, 'batch:') THEN RETURN NULL; END IF;
    SELECT b.* INTO its FROM gift_batch_line l JOIN gift_batch b ON b.id = l.batch AND b.channel = 'goods-in' JOIN gift_batch_posting p ON p.batch = b.id
      WHERE l.place = split_part(told, ':', 2)::int AND l.no = substr(told, length('batch:' || l.place || ':') + 1);
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM FROM place p WHERE p.id = its.store FOR NO KEY UPDATE;
    IF store_would_lack(its.store, its.id) THEN PERFORM refuse('what_has_left_a_store_came_in'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER what_has_left_a_store_came_in AFTER INSERT ON journal_entry FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION what_has_left_a_store_came_in();

  -- What lies in a store leaves by its lists: a voucher takes other goods of the fund alone. Asked at the end of the transaction, when its lines are there.
  CREATE FUNCTION goods_of_a_store_leave_by_its_lists() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM store_worth w WHERE w.fund IN (SELECT x.fund FROM posting x WHERE x.entry = NEW.id) AND w.worth > (
        SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'stock' WHERE p.fund = w.fund)) THEN
      PERFORM refuse('goods_of_a_store_leave_by_its_lists');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER goods_of_a_store_leave_by_its_lists AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('goods used', 'goods sold', 'goods written off') AND NEW.source NOT LIKE 'batch:%') EXECUTE FUNCTION goods_of_a_store_leave_by_its_lists();

  -- As before; what is written off lies in its store too.
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
        OR p.account <> CASE WHEN p.id = its.bank THEN '1002' WHEN its.payout IS NOT NULL THEN '1009' WHEN its.store = its.place THEN '1201' ELSE '1001' END)) THEN
      PERFORM refuse('a_batch_is_confirmed_as_it_was_read');
    END IF;
    IF EXISTS (SELECT 1 FROM gift_batch_line l JOIN gift_batch_line o ON o.place = l.place AND o.no = l.no AND o.batch <> l.batch JOIN gift_batch_confirmation c ON c.batch = o.batch WHERE l.batch = its.id) THEN
      PERFORM refuse('a_gift_is_in_one_batch');
    END IF;
    RETURN NEW;
  END $$;

  -- As before; what is written off moves no money either.
  CREATE OR REPLACE VIEW gift_batch_booked AS
    SELECT g.batch, g.line, g.entry, g.fund, g.sum, g.fact_day = g.day AND x.entry IS NOT NULL AND (b.store IS NULL
        OR (SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'stock' WHERE p.entry = g.entry)
          = CASE b.channel WHEN 'goods-in' THEN g.sum ELSE -q.quantity::numeric * q.unit END) AS same
    FROM gift_batch_entry g JOIN gift_batch b ON b.id = g.batch LEFT JOIN gift_batch_particular q ON q.batch = g.batch AND q.line = g.line
      LEFT JOIN entry_fund x ON x.entry = g.entry AND x.fund = g.fund AND x.money = CASE WHEN b.store = b.place THEN 0 ELSE g.sum END;
`;

const STOPPED = `
  -- What two people have agreed on stays, unless the books have said no: then nothing of it is in them, and it can be taken back.
  CREATE OR REPLACE FUNCTION a_confirmed_batch_is_not_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM gift_batch b WHERE b.id = NEW.batch FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM gift_batch_confirmation c WHERE c.batch = NEW.batch) AND (EXISTS (SELECT 1 FROM gift_batch_posting p WHERE p.batch = NEW.batch)
      OR NOT EXISTS (SELECT 1 FROM gift_batch_run r WHERE r.batch = NEW.batch AND r.failure IS NOT NULL)) THEN
      PERFORM refuse('a_confirmed_batch_is_not_withdrawn');
    END IF;
    RETURN NEW;
  END $$;

  CREATE OR REPLACE FUNCTION the_lines_of_a_confirmed_batch_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM gift_batch b WHERE b.id IN (SELECT batch FROM touched) ORDER BY b.id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM gift_batch_confirmation c WHERE c.batch IN (SELECT batch FROM touched)
      AND NOT (TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM gift_batch_withdrawal w WHERE w.batch = c.batch))) THEN
      PERFORM refuse('the_lines_of_a_confirmed_batch_stay');
    END IF;
    RETURN NULL;
  END $$;
`;

const YEARS = `
  -- By the kind of its entries too: the roll-up has what a list brought under them, and one list may hold several.
  DELETE FROM gift_batch_year;
  ALTER TABLE gift_batch_year ADD COLUMN kind text NOT NULL REFERENCES entry_kind, DROP CONSTRAINT gift_batch_year_pkey, ADD PRIMARY KEY (batch, year, kind);
  INSERT INTO gift_batch_year (batch, year, kind, sum)
    SELECT g.batch, extract(year FROM e.day), e.kind, sum(g.sum) FROM gift_batch_entry g JOIN gift_batch_posting t ON t.batch = g.batch JOIN journal_entry e ON e.id = g.entry GROUP BY 1, 2, 3;

  CREATE OR REPLACE FUNCTION a_batch_is_posted_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    -- whoever withdraws it waits, or was first
    PERFORM 1 FROM gift_batch b WHERE b.id = NEW.batch FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM gift_batch_withdrawal w WHERE w.batch = NEW.batch)
      OR (SELECT count(*) FROM gift_batch_booked g WHERE g.batch = NEW.batch AND g.same) <> (SELECT lines FROM gift_batch WHERE id = NEW.batch)
      OR coalesce((SELECT -sum(x.money) FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind = 'payment fee' WHERE x.entry = NEW.fee_entry), 0) <> (SELECT fee FROM gift_batch WHERE id = NEW.batch) THEN
      PERFORM refuse('a_batch_is_posted_whole');
    END IF;
    INSERT INTO gift_batch_year (batch, year, kind, sum)
      SELECT g.batch, extract(year FROM e.day), e.kind, sum(g.sum) FROM gift_batch_entry g JOIN journal_entry e ON e.id = g.entry WHERE g.batch = NEW.batch GROUP BY 1, 2, 3;
    RETURN NEW;
  END $$;
`;

const RIGHTS = `
  GRANT SELECT ON store_move, store_item, store_stock, store_worth TO sizhu_app;
  REVOKE ALL ON FUNCTION store_would_lack, what_has_left_a_store_came_in, goods_of_a_store_leave_by_its_lists FROM PUBLIC;
`;
