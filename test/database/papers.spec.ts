import type { Client } from 'pg';
import { GIVING_CHECKS } from '../../src/giving/checks';
import { PAPER_CHECKS } from '../../src/ledger/paper-checks';
import { type Books, openBooks, post, refusalOf } from '../support/forged';

// As the application's own role, past everything that the program asks: what the database itself refuses.
let books: Books;
let li: number;
let zhao: number;
let keys = 0;

beforeAll(async () => {
  books = await openBooks();
  [li, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id")).rows.map(({ id }) => id) as [number, number];
});
afterAll(() => books.close());

const gift = async (): Promise<bigint> => (await books.app.query<{ id: bigint }>(
  `INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, sum, day, proof, proof_name, recorded_by, recorded_at) VALUES ($1, $2, $2, 'goods', 'goods', $3, 10000, '2026-11-21', 'invoice', '1', $4, now()) RETURNING id`,
  [books.foundation, `GF-${++keys}`, books.lunch, li])).rows[0]!.id;
const entry = async (foundation = books.foundation, fund = books.lunch): Promise<bigint> => (await post(books.app, [{
  foundation, kind: 'goods gift', day: '2026-11-21', source: `forged:${++keys}`, lines: [{ fund, account: '1201', debit: 10_000n, place: null }, { fund, account: '410102', debit: -10_000n }] }]))[0]!;
const book = async (id: bigint, client: Client = books.app) => client.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, sum, entry) VALUES ($1, 'booked', $2, now(), 10000, $3)`, [id, zhao, await entry()]);
const PDF = Buffer.from('%PDF-1.7\n%%EOF');
const paper = async (more: Record<string, unknown>, client: Client = books.app): Promise<bigint> => {
  const columns: Record<string, unknown> = { foundation: books.foundation, nth: 1, name: '发票.pdf', media_type: 'application/pdf', content: PDF, added_by: li, added_at: '2026-11-21', ...more };
  const names = Object.keys(columns);
  const values = names.map((name, at) => (name === 'content' ? `$${at + 1}::bytea` : `$${at + 1}`));
  const hash = 'hash' in more ? '' : `, sha256($${names.indexOf('content') + 1}::bytea)`;
  return (await client.query<{ id: bigint }>(`INSERT INTO paper (${names.join(', ')}${hash && ', hash'}) VALUES (${values.join(', ')}${hash}) RETURNING id`, Object.values(columns))).rows[0]!.id;
};
const withdraw = (id: bigint, client: Client = books.app, reason = '拍错了') => client.query('INSERT INTO paper_withdrawal (paper, by_person, at, reason) VALUES ($1, $2, now(), $3)', [id, li, reason]);

describe('a paper', () => {
  it('is what it says it is, and belongs to one thing of its foundation', async () => {
    const id = await gift();
    expect(await refusalOf(paper({}))).toBe('a_paper_belongs_to_one_thing');
    expect(await refusalOf(paper({ gift: id, entry: await entry() }))).toBe('a_paper_belongs_to_one_thing');
    expect(await refusalOf(paper({ gift: id, foundation: books.other.foundation }))).toBe('a_paper_is_of_the_foundation_of_its_gift');
    expect(await refusalOf(paper({ entry: await entry(), foundation: books.other.foundation }))).toBe('a_paper_is_of_the_foundation_of_its_thing');
    expect(await refusalOf(paper({ gift: id, hash: Buffer.alloc(32) }))).toBe('a_paper_is_known_by_its_content');
    expect(await refusalOf(paper({ gift: id, media_type: 'image/jpeg' }))).toBe('a_paper_is_a_picture_or_a_pdf');
    expect(await refusalOf(paper({ gift: id, media_type: 'text/html', content: Buffer.from('<script>') }))).toBe('a_paper_is_a_picture_or_a_pdf');
    expect(await refusalOf(paper({ gift: id, content: Buffer.concat([PDF, Buffer.alloc(10 * 2 ** 20)]) }))).toBe('a_paper_has_ten_megabytes_at_most');
    for (const name of ['', ' ', 'a/b.pdf', 'a\\b.pdf', 'a\nb.pdf', 'x'.repeat(121)]) expect([name, await refusalOf(paper({ gift: id, name }))]).toEqual([name, 'a_paper_has_a_name']);
    expect(await refusalOf(paper({ gift: id, nth: 11 }))).toBe('a_thing_has_ten_papers_at_most');
    await paper({ gift: id });
    expect(await refusalOf(paper({ gift: id }))).toBe('papers_of_a_gift_are_numbered');
  });

  it('is every kind that telephones and scanners make', async () => {
    const id = await gift();
    const starts = { 'image/jpeg': '\xff\xd8\xff\xe0', 'image/png': '\x89PNG\r\n\x1a\n', 'image/webp': 'RIFF\0\0\0\0WEBP', 'image/heic': '\0\0\0\x18ftypheic', 'application/pdf': '%PDF-1.4' };
    for (const [at, [media_type, start]] of Object.entries(starts).entries()) await paper({ gift: id, nth: at + 1, media_type, content: Buffer.from(start, 'latin1') });
  });

  it('is never altered nor taken away', async () => {
    const id = await paper({ gift: await gift() });
    await withdraw(id);
    for (const sql of ['UPDATE paper SET name = name', 'DELETE FROM paper', 'TRUNCATE paper CASCADE', 'UPDATE paper_withdrawal SET reason = reason', 'DELETE FROM paper_withdrawal']) {
      expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, '42501']);
      expect([sql, await refusalOf(books.owner.query(sql))]).toEqual([sql, 'the_books_are_never_rewritten']);
    }
    expect(await refusalOf(withdraw(id))).toBe('a_paper_is_withdrawn_once');
    expect(await refusalOf(withdraw(await paper({ gift: await gift() }), books.app, ' '))).toBe('a_withdrawn_paper_says_why');
  });
});

describe('a value that is said to be proved', () => {
  it('is not booked before its paper is there', async () => {
    const id = await gift();
    expect(await refusalOf(book(id))).toBe('what_is_proved_shows_its_paper');
    await withdraw(await paper({ gift: id }));
    expect(await refusalOf(book(id))).toBe('what_is_proved_shows_its_paper');
    await paper({ gift: id, nth: 2 });
    await book(id);
  });

  it('keeps one paper, also when two people withdraw two at once', async () => {
    const id = await gift();
    const [one, two] = [await paper({ gift: id }), await paper({ gift: id, nth: 2 })];
    await book(id);
    const [a, b] = [await books.another(), await books.another()];
    await a.query('BEGIN');
    await withdraw(one, a);
    await b.query('BEGIN');
    const late = refusalOf(withdraw(two, b));
    await a.query('COMMIT');
    expect(await late).toBe('a_proof_is_replaced_before_it_is_withdrawn');
    await b.query('ROLLBACK');
  });

  it('does not lose its paper while it is being booked', async () => {
    const id = await gift();
    const only = await paper({ gift: id });
    const booked = await entry();
    const [a, b] = [await books.another(), await books.another()];
    await a.query('BEGIN');
    await withdraw(only, a);
    await b.query('BEGIN');
    const late = refusalOf(b.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, sum, entry) VALUES ($1, 'booked', $2, now(), 10000, $3)`, [id, zhao, booked]));
    await a.query('COMMIT');
    expect(await late).toBe('what_is_proved_shows_its_paper');
    await b.query('ROLLBACK');
  });
});

describe('the named checks', () => {
  const run = async (name: string): Promise<string[]> => (await [...PAPER_CHECKS, ...GIVING_CHECKS].find((check) => check.name === name)!.run({ query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows as never })).map(({ detail }) => detail);
  const tamper = async (name: string, sql: string): Promise<string[]> => {
    await books.owner.query('BEGIN');
    try {
      await books.owner.query(`ALTER TABLE paper DISABLE TRIGGER USER; ALTER TABLE paper_withdrawal DISABLE TRIGGER USER; ${sql}`);
      return await run(name);
    } finally {
      await books.owner.query('ROLLBACK');
    }
  };

  it('see what the owner alters', async () => {
    const whole = 'a-paper-is-what-was-uploaded';
    expect(await run(whole)).toEqual([]);
    expect(await tamper(whole, `ALTER TABLE paper DROP CONSTRAINT a_paper_is_known_by_its_content; UPDATE paper SET content = content || '!' WHERE id = (SELECT min(id) FROM paper)`)).toHaveLength(1);
    const one = 'a-paper-belongs-to-one-thing-of-its-foundation';
    expect(await run(one)).toEqual([]);
    expect(await tamper(one, `ALTER TABLE paper DROP CONSTRAINT a_paper_belongs_to_one_thing; UPDATE paper SET gift = NULL WHERE id = (SELECT min(id) FROM paper)`)).toHaveLength(1);
    expect(await tamper(one, `ALTER TABLE paper DROP CONSTRAINT a_paper_is_of_the_foundation_of_its_gift; UPDATE paper SET foundation = ${books.other.foundation} WHERE id = (SELECT min(id) FROM paper)`)).toHaveLength(1);
    const proved = 'a-proved-value-shows-its-paper';
    expect(await run(proved)).toEqual([]);
    expect(await tamper(proved, `INSERT INTO paper_withdrawal SELECT p.id, ${li}, now(), 'x' FROM paper p JOIN offline_gift_end e ON e.gift = p.gift AND e.what = 'booked' WHERE NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)`)).not.toEqual([]);
  });
});
