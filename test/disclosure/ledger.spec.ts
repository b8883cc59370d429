import { openBooks, story, type Books } from '../support/books';

// Neighbours read what happened at Wutongli: see test/support/books.ts for the story.
let books: Books;
beforeAll(async () => {
  books = await openBooks();
  await story(books);
});
afterAll(() => books.close());

const get = (path: string) => books.request().get(path);
/** Cells of the ledger's rows as plain text. */
const rowsIn = (html: string): string[][] => [...html.matchAll(/<tr role="row" id="([^"]+)"[^]*?<\/tr>/g)].map(([row]) => [...row.matchAll(/<t[dh] role="(?:cell|rowheader)"[^>]*>([^]*?)<\/t[dh]>/g)].map(([, cell]) => plainText(cell!)));
const plainText = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/&quot;/g, '"').replace(/&#x27;/g, "'").replace(/&#x3D;/g, '=').replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim();
const pillarsIn = (html: string): string[] => [.../<dl class="pillars">[^]*?<\/dl>/.exec(html)![0].matchAll(/<dd class="num">([^<]+)</g)].map(([, sum]) => sum!);

describe('the ledger of a fund', () => {
  it('begins with four pillars that add up, and what stands beneath them', async () => {
    const { text } = await get('/funds/lunch/ledger').expect(200);
    // 10,000.00 + 90.00 + 36.00 + 50.00 received; 0.90 + 548.00 + 100.00 + 50.00 paid
    expect(pillarsIn(text)).toEqual(['0.00', '10,176.00', '698.90', '9,477.10']);
    const beneath = plainText(/<dl class="beneath">[^]*?<\/dl>/.exec(text)![0]);
    for (const figure of ['3,000.00', '100.00', '1,280.00', '10,657.10']) expect(beneath).toContain(figure);
  });

  it('shows every row with the balance after it, corrections beside what they correct', async () => {
    const { text } = await get('/funds/lunch/ledger');
    expect(rowsIn(text)).toEqual([
      ['11月21日 PV-2026-11-0003', '冲销：重复记录 冲销 SR-2026-11-0003', '', '50.00', '结存 9,477.10'],
      ['11月21日 SR-2026-11-0003', '赵* 捐赠 已冲销', '50.00', '', '结存 9,527.10'],
      ['11月20日 PV-2026-11-0002', '=保温箱，付：示例厨具有限公司', '', '548.00', '结存 9,477.10'],
      ['11月20日 JV-2026-11-0003', '管理费', '', '100.00', '结存 10,025.10'],
      ['11月20日 SR-2026-11-0002', '爱心人士 捐赠', '36.00', '', '结存 10,125.10'],
      ['11月19日 PV-2026-11-0001', '支付手续费', '', '0.90', '结存 10,089.10'],
      ['11月19日 SR-2026-11-0001', '王* 捐赠', '90.00', '', '结存 10,090.00'],
      ['10月20日 SR-2026-10-0003', '李* 捐赠：给独居老人', '10,000.00', '', '结存 10,000.00'],
    ]);
  });

  it('speaks English under /en, and knows its readers by the same numbers', async () => {
    const { text } = await get('/en/funds/lunch/ledger').expect(200);
    const rows = rowsIn(text);
    expect(rows[6]).toEqual(['19 November SR-2026-11-0001', 'Gift from 王*', '90.00', '', expect.stringContaining('10,090.00')]);
    expect(rows[4]![1]).toBe('Gift from an anonymous donor');
    // every link stays in English but the one to the Chinese page
    expect([...text.matchAll(/href="\/(?:ledger|funds|entries)[^"]*"(?! lang="zh-CN"|>\n<link)/g)].map(([link]) => link)).toEqual([]);
  });

  it('may be kept by anybody who asks again each time', async () => {
    const first = await get('/funds/lunch/ledger');
    expect(first.headers['cache-control']).toBe('public, max-age=0, must-revalidate');
    await get('/funds/lunch/ledger').set('if-none-match', first.headers.etag!).expect(304);
  });

  it('is not there for a fund that is not there', async () => {
    await get('/funds/nothing/ledger').expect(404);
    await get('/funds/lunch%00/ledger').expect((answer) => expect(answer.status).toBeLessThan(500));
  });
});

describe('the ledger of the foundation', () => {
  it('leaves out what its funds pass to each other', async () => {
    const { text } = await get('/ledger').expect(200);
    expect(pillarsIn(text)).toEqual(['0.00', '2,060,176.00', '598.90', '2,059,577.10']);
    expect(rowsIn(text).map(([no]) => no)).not.toContainEqual(expect.stringContaining('JV-2026-11-0003'));
    expect(rowsIn(text).at(-1)).toEqual(['10月8日 SR-2026-10-0001', '发起捐赠（示例物业有限公司） 原始基金', '2,000,000.00', '', '结存 2,000,000.00']);
  });

  it('hands over to the ledger of a fund, with the rest of what was asked', async () => {
    const { headers } = await get('/ledger?fund=lunch&kind=in&min=50').expect(302);
    expect(headers.location).toBe('/funds/lunch/ledger?kind=in&min=50');
  });
});

describe('filters', () => {
  const total = (text: string): string => plainText(/<p class="chips"><span[^>]*>([^]*?)<\/span>/.exec(text)![1]!);

  it.each([
    ['kind=in', '全部月份，共 4 笔：收入 10,176.00 元，支出 0.00 元。', 4],
    ['kind=out', '全部月份，共 4 笔：收入 0.00 元，支出 698.90 元。', 4],
    ['month=2026-10', '2026年10月，共 1 笔：收入 10,000.00 元，支出 0.00 元。', 1],
    ['month=2026-11&kind=in', '2026年11月，共 3 笔：收入 176.00 元，支出 0.00 元。', 3],
    ['min=90&max=548', '全部月份，共 3 笔：收入 90.00 元，支出 648.00 元。', 3],
    ['q=%E7%8E%8B', '全部月份，共 1 笔：收入 90.00 元，支出 0.00 元。', 1],
    ['q=pv-2026-11-0002', '全部月份，共 1 笔：收入 0.00 元，支出 548.00 元。', 1],
    ['q=%E7%AE%A1%E7%90%86%E8%B4%B9', '全部月份，共 1 笔：收入 0.00 元，支出 100.00 元。', 1], // 管理费: words that stand in no note
  ])('%s', async (query, sentence, count) => {
    const { text } = await get(`/funds/lunch/ledger?${query}`).expect(200);
    expect(total(text)).toBe(sentence);
    expect(rowsIn(text)).toHaveLength(count);
    const csv = await get(`/funds/lunch/ledger?${query}&format=csv`).expect(200);
    expect(csv.text.trim().split('\r\n')).toHaveLength(count + 1);
    const { body } = await get(`/funds/lunch/ledger?${query}&format=json`).expect(200);
    expect(body.entries).toHaveLength(count);
    const api = await get(`/api/v1/entries?fund=lunch&${query}`).expect(200);
    expect(api.body.entries).toEqual(body.entries);
  });

  it('say in the sum which months it covers, and in the title which days the rows are of', async () => {
    const said = async (path: string): Promise<string[]> => {
      const { text } = await get(path).expect(200);
      return [/<title>([^<]*)/.exec(text)![1]!, total(text)];
    };
    expect(await said('/funds/lunch/ledger')).toEqual(['银龄午餐基金的账本，10月20日至11月21日 — 梧桐里社区基金会', '全部月份，共 8 笔：收入 10,176.00 元，支出 698.90 元。']);
    expect(await said('/funds/lunch/ledger?month=2026-11')).toEqual(['银龄午餐基金的账本，11月19日至21日 — 梧桐里社区基金会', '2026年11月，共 7 笔：收入 176.00 元，支出 698.90 元。']);
    expect(await said('/en/funds/lunch/ledger?month=2026-11')).toEqual([expect.stringContaining(', 19 to 21 November 2026 — '), 'November 2026, 7 entries: ¥176.00 in, ¥698.90 out.']);
    expect((await said('/en/ledger'))[1]).toMatch(/^All months, \d+ entries: /);
    expect((await said('/funds/lunch/ledger?q=nothing'))[0]).toBe('银龄午餐基金的账本 — 梧桐里社区基金会');
  });

  it('are on paper with the address they were read at and the moment up to which the books are sealed', async () => {
    const { text } = await get('/en/funds/lunch/ledger?kind=out').expect(200);
    expect(plainText(/<p class="wrap printed">[^]*?<\/p>/.exec(text)![0])).toMatch(new RegExp(`^${books.config.baseUrl}/en/funds/lunch/ledger\\?kind=out Books sealed at \\d+ November 2026, \\d\\d:\\d\\d$`));
  });

  it('show the month asked for in the pillars', async () => {
    expect(pillarsIn((await get('/funds/lunch/ledger?month=2026-10')).text)).toEqual(['0.00', '10,000.00', '0.00', '10,000.00']);
    expect(pillarsIn((await get('/funds/lunch/ledger?month=2026-11')).text)).toEqual(['10,000.00', '176.00', '698.90', '9,477.10']);
  });

  it('can be dropped one by one', async () => {
    const { text } = await get('/funds/lunch/ledger?kind=in&month=2026-11&min=50');
    expect(text).toContain('href="/funds/lunch/ledger?month&#x3D;2026-11&amp;min&#x3D;50#rows"');
  });

  it.each([
    ['min=abc', '金额应为数字，例如 90、36.50 或 5万'],
    ['min=100&max=1', '最少的金额不能大于最多的金额'],
    ['max=99999999999999999999999', '金额太大'],
    ['month=2026-13', '网址里的筛选条件看不懂'],
    ['month=0000-01', '网址里的筛选条件看不懂'],
    ['kind=both', '网址里的筛选条件看不懂'],
    ['before=nonsense', '网址里的筛选条件看不懂'],
    ['before=SR-2026-11-9999', '账本里没有编号 SR-2026-11-9999'],
    ['after=SR-2026-11-999999999999999999', '网址里的筛选条件看不懂'],
    [`q=${'a'.repeat(61)}`, '摘要里的字最多 60 个'],
    ['day=2026-11-19', '请填写金额'],
    ['day=2026-02-30&sum=1', '日期应写成 2026-11-21 这样'],
  ])('%s is answered by a sentence, and what was typed stays', async (query, sentence) => {
    const { text } = await get(`/funds/lunch/ledger?${query}`).expect(422);
    expect(text).toContain(sentence);
    const [, name, value] = /^(?:.*&)?(\w+)=(.*)$/.exec(query.split('&')[0]!)!;
    if (['min', 'q', 'day', 'max'].includes(name!)) expect(text).toContain(`value="${value}"`);
  });

  it.each(['%', '_', '\\', "'", '"', "';--", '{{foundation}}', '<script>', '$1', '1) OR (1=1', '　', '🏮'])('search for %s as it stands', async (words) => {
    for (const path of ['/ledger', '/funds/lunch/ledger', '/en/ledger']) {
      const { text } = await get(path).query({ q: words }).expect(200);
      const hits = { '%': 1, _: 1, '"': 1 }[words] ?? 0;
      // the note with these signs is of an accepted cost, which moves no money: none of the rows holds them
      if (words.trim() !== '') expect(rowsIn(text).length).toBeLessThanOrEqual(hits);
      expect(text).not.toContain('<script>');
    }
    await get('/funds/lunch/ledger').query({ q: words, format: 'csv' }).expect(200);
  });

  it('refuses what no database keeps', async () => {
    await get('/ledger?q=%00').expect(422);
    await get('/ledger?q[]=a&q[]=b&month[x]=1').expect(200); // not of ours: read as far as it can be
    await get('/ledger?utm_source=chat&from=timeline').expect(200);
  });
});

describe('finding one’s gift', () => {
  it.each(['SR-2026-11-0001', 'sr-2026-11-0001', 'GF-2026-000001', 'rc-2026-000001', 'ＳＲ－２０２６－１１－０００１', 'SR–2026–11–0001'])('by its number, typed as %s', async (no) => {
    const { text } = await get('/funds/lunch/ledger').query({ no }).expect(200);
    expect(text).toContain('找到 1 笔');
    expect(text).toContain('2026年11月19日，王* 捐赠，90.00 元');
    expect(text).toMatch(/<tr role="row" id="SR-2026-11-0001" class="is-found">/);
  });

  it('by day and sum', async () => {
    const { text } = await get('/ledger?day=2026-11-19&sum=90').expect(200);
    expect(text).toContain('找到 1 笔');
    expect(text).toContain('#SR-2026-11-0001');
  });

  it('says what may be when there is none', async () => {
    for (const query of ['no=SR-2026-11-0099', 'no=%25', 'no=GF-2026-000002', 'day=2026-11-19&sum=91']) expect((await get(`/ledger?${query}`).expect(200)).text).toContain('没有找到');
  });
});

describe('files', () => {
  it('hold the whole filter for a spreadsheet, and no formula', async () => {
    const answer = await get('/funds/lunch/ledger?format=csv').expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(decodeURIComponent(/filename\*=UTF-8''(.+)$/.exec(answer.headers['content-disposition']!)![1]!)).toBe('银龄午餐基金-账目-2026-11-21.csv');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toBe('\ufeff编号,日期,基金,摘要,收入（元）,支出（元）,结存（元）,冲销,被冲销');
    expect(lines[1]).toBe('PV-2026-11-0003,2026-11-21,银龄午餐基金,冲销：重复记录,,50.00,9477.10,SR-2026-11-0003,');
    expect(lines[3]).toBe("PV-2026-11-0002,2026-11-20,银龄午餐基金,'=保温箱，付：示例厨具有限公司,,548.00,9477.10,,");
    expect(lines).toHaveLength(10);
    expect(answer.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('speak the language of the page', async () => {
    const { text } = await get('/en/ledger?format=csv').expect(200);
    expect(text.split('\r\n')[0]).toBe('\ufeffNumber,Date,Fund,What,Received (CNY),Paid (CNY),Balance (CNY),Reverses,Reversed by');
  });

  it('hold the same for programs, sums as text', async () => {
    const { body } = await get('/funds/lunch/ledger?format=json&kind=out').expect(200);
    expect(body).toMatchObject({ foundation: 'wutongli', fund: 'lunch', filter: { kind: 'out', q: null } });
    expect(body.entries[1]).toMatchObject({ no: 'PV-2026-11-0002', day: '2026-11-20', kind: 'payment', money: '-54800', balance: '947710', funds: ['lunch'] });
  });

  it('for programs name their schema, which says what is in them', async () => {
    const { body } = await get('/funds/lunch/ledger?format=json').expect(200);
    const [address, pointer] = (body.schema as string).split('#');
    const document: unknown = (await get(new URL(address!).pathname).expect(200)).body;
    const at = (path: string): Shape => path.split('/').slice(1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document) as Shape;
    const file = at(pointer!);
    expect(Object.keys(body as object).sort()).toEqual(Object.keys(file.properties).sort());
    expect(file.required.slice().sort()).toEqual(Object.keys(file.properties).sort());
    for (const [one, shape] of [[body.entries[0], file.properties.entries!.items!], [body.filter, file.properties.filter!.allOf?.[0] ?? file.properties.filter!], [body.sealed, file.properties.sealed!.allOf?.[0] ?? file.properties.sealed!]] as const)
      expect(Object.keys(one as object).sort()).toEqual(Object.keys(at(shape.$ref!.slice(1)).properties).sort());
  });

  it('are empty where nothing is found, and refused where the filter is not understood', async () => {
    expect((await get('/ledger?format=json&q=nothing').expect(200)).body.entries).toEqual([]);
    expect((await get('/ledger?format=csv&q=nothing').expect(200)).text.split('\r\n')).toHaveLength(2);
    await get('/ledger?format=csv&min=x').expect(422);
    await get('/ledger?format=xlsx').expect(422);
  });
});

interface Shape { $ref?: string; items?: Shape; allOf?: Shape[]; properties: Record<string, Shape>; required: string[] }
