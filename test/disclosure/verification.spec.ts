import { createHash } from 'node:crypto';
import { leafHash, rootOf, verifyInclusion } from '../../src/rules/merkle';
import { open, parseCheckpoint } from '../../src/rules/signed-note';
import { bankGift } from '../../src/ledger/entries';
import { Verifications } from '../../src/disclosure/verifications.service';
import { openBooks, story, type Books } from '../support/books';

// A neighbour does not believe us, and checks at home.
let books: Books;
beforeAll(async () => {
  books = await openBooks();
  await story(books);
});
afterAll(() => books.close());

const get = (path: string) => books.request().get(path);

describe('an entry', () => {
  it('shows its postings, what it rests on, and its place in the log', async () => {
    const { text } = await get('/entries/SR-2026-11-0001').expect(200);
    for (const words of ['王* 捐赠', '线上捐赠', '1009', '410102', '捐赠收入—限定性', '支付机构的到账通知', '已封账', '银龄午餐基金收入 90.00 元', 'sizhu entry v1']) expect(text).toContain(words);
    expect(text).not.toContain('[object');
  });

  it('is found however its number is typed, and not when there is none', async () => {
    await get('/entries/sr-2026-11-0001').expect(200);
    for (const no of ['SR-2026-11-0099', 'nonsense', '%25', '..%2f', '1']) await get(`/entries/${no}`).expect(404);
  });

  it('shows a correction from both sides, with its reason', async () => {
    const wrong = (await get('/entries/SR-2026-11-0003').expect(200)).text;
    expect(wrong).toContain('/entries/PV-2026-11-0003');
    expect(wrong).toContain('原因：重复记录');
    expect((await get('/entries/PV-2026-11-0003').expect(200)).text).toContain('/entries/SR-2026-11-0003');
  });

  it('that moved money between funds balances in each', async () => {
    const { text } = await get('/en/entries/JV-2026-11-0003').expect(200);
    expect(text.match(/<table class="tbl"/g)).toHaveLength(2);
    expect(text).toContain('Between funds');
  });
});

describe('at home', () => {
  it('the journal’s text gives the root that was signed', async () => {
    const note = (await get('/verification/checkpoint').expect(200)).text;
    const { body } = await get('/api/v1/checkpoints/latest').expect(200);
    const checkpoint = parseCheckpoint(open(note, body.key));
    const entries = (await get('/ledger/journal.txt').expect(200)).text.split(/\n\n/).map((entry) => `${entry.trimEnd()}\n`);
    expect(entries).toHaveLength(checkpoint.size);
    expect(Buffer.from(rootOf(entries.map((entry) => leafHash(Buffer.from(entry)))))).toEqual(checkpoint.root);
    expect(entries.join('')).not.toMatch(/王|李|示例/);
  });

  it('every entry has its proof', async () => {
    for (const no of ['SR-2026-10-0001', 'CM-2026-11-0001', 'PV-2026-11-0003']) {
      const { body } = await get(`/api/v1/entries/${no}/proof`).expect(200);
      const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
      expect(createHash('sha256').update('\0').update(body.canonical).digest('hex')).toBe(body.leaf);
      expect(verifyInclusion({ index: body.index, size: body.size, leaf: bytes(body.leaf), proof: body.proof.map(bytes), root: bytes(body.root) })).toBe(true);
    }
    const { body } = await get('/api/v1/entries/SR-1/proof').expect(404);
    expect(body).toMatchObject({ status: 404, type: 'about:blank' });
  });
});

describe('the page of verification', () => {
  it('answers for a number', async () => {
    const { text } = await get('/verification?no=sr-2026-11-0001').expect(200);
    expect(text).toContain('已经封账');
    expect((await get('/verification?no=GF-2026-000001').expect(200)).text).toContain('/entries/SR-2026-11-0001');
    expect((await get('/verification?no=GF-2026-000002').expect(200)).text).toContain('没有找到');
    expect((await get('/verification?no=').expect(422)).text).toContain('请填写编号');
    expect((await get('/verification/SR-2026-11-0001').expect(302)).headers.location).toBe('/entries/SR-2026-11-0001');
    expect((await get('/en/verification/nothing').expect(302)).headers.location).toBe('/en/verification?no=nothing');
  });

  it('shows every check after a full run, and when it was', async () => {
    const answers = await books.app.get(Verifications).verify();
    expect(answers.filter((answer) => answer.offences.length > 0).map(({ check, offences }) => [check.name, offences])).toEqual([]);
    const { text } = await get('/verification').expect(200);
    expect(text.match(/id="check-/g)).toHaveLength(answers.length);
    expect(text).toContain('2026年11月21日 12:00全面核对');
    expect(text).toContain('没有缺口');
    expect((await get('/').expect(200)).text).toContain(`${answers.length} 项检查全部通过`);
    await get('/en').expect(200);
    await get('/en/verification').expect(200);
  });
});

describe('long ledgers', () => {
  it('are walked from the newest to the oldest and back, each row once', async () => {
    await books.post(...Array.from({ length: 120 }, (_, n) => bankGift({ fund: books.lunch, sum: BigInt(100 + n), bank: books.bank, day: '2026-11-21', source: `bank:walk:${n}` })));
    await books.seal();
    for (const path of ['/ledger', '/funds/lunch/ledger', '/funds/lunch/ledger?kind=in', '/ledger?q=SR']) {
      const rows = (html: string): string[] => [...html.matchAll(/<tr role="row" id="([^"]+)"/g)].map(([, no]) => no!);
      const link = (html: string, rel: string): string | undefined => new RegExp(`<a href="([^"]+)" rel="${rel}"`).exec(html)?.[1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
      const pages: string[][] = [];
      let next: string | undefined = path;
      let newest = '';
      while (next) {
        const { text }: { text: string } = await get(next).expect(200);
        pages.push(rows(text));
        next = link(text, 'next');
        newest = link(text, 'prev') ?? newest;
      }
      const all = pages.flat();
      expect(new Set(all).size).toBe(all.length);
      const { body } = await get(`${path}${path.includes('?') ? '&' : '?'}format=json`);
      expect(all).toEqual(body.entries.map((entry: { no: string }) => entry.no));
      expect(pages.slice(0, -1).every((page) => page.length === 50)).toBe(true);
      const back = (await get(newest).expect(200)).text;
      expect(rows(back)).toEqual(pages.at(-2));
    }
  });
});

describe('the public interface', () => {
  it('tells what it offers, sums as text, readable from any site', async () => {
    const { body, headers } = await get('/api/v1/openapi.json').expect(200);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/funds', '/api/v1/funds/{code}', '/api/v1/entries', '/api/v1/entries/{no}', '/api/v1/entries/{no}/proof', '/api/v1/checkpoints/latest']));
    expect(Object.keys(body.paths).every((path) => path.startsWith('/api/v1/'))).toBe(true);
    const said = JSON.stringify(body);
    expect(Object.keys(body.components.schemas).filter((name) => !said.includes(`#/components/schemas/${name}"`))).toEqual(['LedgerFile']); // of the pages' files, which point here
    const operations = Object.values<Record<string, { parameters: { name: string; in: string; required: boolean }[]; responses: Record<string, { content: object }> }>>(body.paths).flatMap((path) => Object.values(path));
    expect(operations.flatMap(({ parameters }) => parameters.filter((one) => one.in === 'header')).map(({ name, required }) => [name, required])).toEqual([['idempotency-key', false]]);
    expect(operations.flatMap(({ responses }) => Object.entries(responses)).filter(([status, { content }]) => (Number(status) >= 400) !== ('application/problem+json' in content))).toEqual([]);
    const lunch = (await get('/api/v1/funds/lunch').expect(200)).body;
    expect(lunch).toMatchObject({ code: 'lunch', class: 'restricted', promised: '300000', owed: '10000', goods: '128000', receivable: '0' });
    expect(BigInt(lunch.money) + BigInt(lunch.receivable) + BigInt(lunch.goods) + BigInt(lunch.things) - BigInt(lunch.inTrust) - BigInt(lunch.owed)).toBe(BigInt(lunch.worth));
    expect((await get('/api/v1/funds').expect(200)).body.funds.map((fund: { code: string }) => fund.code)).toEqual(['original', 'general', 'lunch']);
    expect((await get('/api/v1/entries/SR-2026-11-0001').expect(200)).body).toMatchObject({ kind: 'online gift', postings: [{ account: '1009', debit: '9000', place: 'stripe' }, { account: '410102', debit: '-9000', place: null }] });
  });

  it('refuses as problems', async () => {
    const { body, headers } = await get('/api/v1/entries?min=x').expect(422);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body.code).toBe('amount-not-a-sum');
    await get('/api/v1/entries?fund=nothing').expect(404);
    await get('/api/v1/entries?before=SR-2026-11-9999').expect(422);
  });
});
