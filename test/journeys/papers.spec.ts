import type { FundRef } from '../../src/ledger/draft';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Sweeping } from '../../src/people/sweeping';
import { LARGEST_PAPER } from '../../src/rules/paper';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { addressOf, appointed, type AtDesk, atDesk, codeOf, keysOf, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { Vault } from '../../src/people/vault';
import { addsPaper, heldOn, jpeg, pdf, sendsFiles } from '../support/papers';

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let lunch: FundRef;
let bank: number;
let [li, zhao, wang, he, chen]: AtDesk[] = [];
let wangId: number;

beforeAll(async () => {
  clock = new SetClock('2026-06-30T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  lunch = await openLunchFund(house, foundation);
  bank = (await house.db.query<{ id: number }[]>(`SELECT id FROM place WHERE account = '1002'`))[0]!.id;
  const sits = async (name: string, role: Parameters<typeof appointed>[3]): Promise<AtDesk> => atDesk(house, await appointed(house, foundation, name, role));
  li = await sits('李敏', 'bookkeeper');
  zhao = await sits('赵磊', 'cashier');
  wangId = await appointed(house, foundation, '王建国', 'secretary-general');
  wang = await atDesk(house, wangId);
  he = await sits('何平', 'supervisor');
  chen = await sits('陈静', 'programme-officer');
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

let forms = 0;
const goods = (more: Record<string, string> = {}): Record<string, string> => ({
  key: `papers-of-the-test-${++forms}`, fund: String(lunch.id), day: '2026-06-30', display: 'full', name: '示例粮油有限公司', words: '大米 10 袋', proof: 'invoice', proofName: '发票 04411', amount: '1,280', ...more,
});
const idIn = ({ to }: { to?: string }): string => /\/(\d+)\?done/.exec(to ?? '')![1]!;
const papers = <T extends object = { id: string; name: string; nth: number }>(where = 'true', what = 'id::text, name, nth'): Promise<T[]> => house.db.query<T[]>(`SELECT ${what} FROM paper WHERE ${where} ORDER BY paper.id`);
const records = async (way: AtDesk, ...files: { name: string; content: Buffer }[]): Promise<string> => idIn(await sendsFiles(way, '/desk/gifts/goods', goods(), ...files));

describe('ten bags of rice with an invoice that Wang has photographed', () => {
  const photo = jpeg(30_000);
  let id: string;
  let paper: string;

  it('come with their photo; what is wrong in the form does not lose it', async () => {
    expect(await wang!.reads('/desk/gifts/new?way=goods')).toMatch(/enctype="multipart\/form-data"[^]*每份不超过 10 MB[^]*最多 10 份[^]*<input[^>]*type="file"[^>]*accept="image\/\*,\.pdf"/);
    const back = await sendsFiles(wang!, '/desk/gifts/goods', goods({ proofName: '' }), { name: 'C:\\fakepath\\大米发票.JPG', content: photo });
    expect([back.status, back.text.includes('请写明凭据的名称和编号'), back.text.includes('大米发票.JPG 照片 JPEG · 30 KB')]).toEqual([422, true, true]);
    const [key] = heldOn(back.html);
    const form = { ...goods(), held: key! };
    const done = await sendsFiles(wang!, '/desk/gifts/goods', form);
    expect(done).toMatchObject({ status: 303, to: expect.stringMatching(/done=recorded$/) });
    // pressed twice it is one gift with one paper
    expect((await sendsFiles(wang!, '/desk/gifts/goods', form)).to).toBe(done.to);
    id = idIn(done);
    const [kept] = await papers<{ id: string; name: string; nth: number; content: Buffer; type: string }>(`gift = ${id}`, 'id::text, name, nth, content, media_type AS type');
    expect(kept).toMatchObject({ name: '大米发票.JPG', nth: 1, type: 'image/jpeg' });
    expect(kept!.content.equals(photo)).toBe(true);
    expect(await papers('gift IS NOT NULL')).toHaveLength(1);
    expect(await house.db.query('SELECT 1 FROM held_file')).toEqual([]);
    paper = kept!.id;
  });

  it('Li looks at it and confirms; its voucher says how many papers it has', async () => {
    const page = await li!.reads(`/desk/gifts/${id}`);
    expect(page).toMatch(new RegExp(`附件 1 张[^]*href="/desk/papers/${paper}"[^]*大米发票\\.JPG[^]*王建国上传`));
    const { headers, body, status } = await li!.visitor.get(`/desk/papers/${paper}`);
    expect([status, (body as Buffer).equals(photo)]).toEqual([200, true]);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg', 'content-disposition': `inline; filename="paper-${paper}.jpg"; filename*=UTF-8''%E5%A4%A7%E7%B1%B3%E5%8F%91%E7%A5%A8.JPG`,
      'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/), 'cache-control': 'no-store', 'cross-origin-resource-policy': 'same-origin',
    });
    expect(await li!.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    const [{ no }] = await house.db.query<[{ no: string }]>('SELECT s.voucher AS no FROM offline_gift_end e JOIN sealed_entry s ON s.entry = e.entry WHERE e.gift = $1', [id]);
    expect(await li!.reads(`/desk/vouchers/${no}`)).toMatch(/附件 1 张[^]*大米发票/);
    expect((await li!.visitor.get(`/desk/vouchers/${no}/sheet`)).status).toBe(200);
    // the public sees the entry and nothing of the paper
    const { text } = await house.request().get(`/entries/${no}`).expect(200);
    expect([text.includes('papers'), text.includes('发票')]).toEqual([false, false]);
  });

  it('the supervisor opens it, adds none and withdraws none; every opening is noted', async () => {
    expect((await he!.visitor.get(`/desk/papers/${paper}`)).status).toBe(200);
    expect(await he!.reads(`/desk/papers/of/gifts/${id}`)).not.toContain('type="file"');
    expect((await addsPaper(he!, `gifts/${id}`)).status).toBe(404);
    expect((await he!.sends(`/desk/papers/${paper}/withdrawals`, { why: '看看' })).status).toBe(404);
    expect(await house.db.query(`SELECT p.name, e.detail FROM audit_event e JOIN person p ON p.id = e.person WHERE e.what = 'exported' ORDER BY e.id`)).toEqual([
      { name: '李敏', detail: `/desk/papers/${paper}` }, { name: '何平', detail: `/desk/papers/${paper}` }]);
    expect(await he!.reads('/desk/trail')).toContain(`/desk/papers/${paper}`);
  });

  it('is nothing to anybody of another foundation, nor to somebody who is not signed in', async () => {
    const other = await preparing(house, 'qingshi', '青石巷社区基金会');
    const login = await appointed(house, other, '吴大山', 'bookkeeper');
    const visitor = house.visitor();
    await visitor.post('/f/qingshi/desk/sessions').set('x-forwarded-for', addressOf(login)).type('form').send(await keysOf(house, login)).expect(303);
    for (const path of [`/f/qingshi/desk/papers/${paper}`, `/f/qingshi/desk/papers/of/gifts/${id}`, '/f/qingshi/desk/papers/999999', '/f/qingshi/desk/papers/of/gifts/999999', '/f/qingshi/desk/papers/of/nothing/1', '/f/qingshi/desk/papers/x'])
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
    expect((await visitor.post(`/f/qingshi/desk/papers/${paper}/withdrawals`).type('form').send({ why: 'x' })).status).toBe(404);
    expect((await visitor.post(`/f/qingshi/desk/papers/of/gifts/${id}`).attach('file', jpeg(), 'a.jpg')).status).toBe(404);
    expect((await house.request().get(`/f/wutongli/desk/papers/${paper}`)).status).toBe(303);
    expect(await papers('gift IS NOT NULL')).toHaveLength(1);
  });

  it('the wrong paper stays and says so, and the right one comes before it is withdrawn', async () => {
    expect(await wang!.sends(`/desk/papers/${paper}/withdrawals`, { why: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
    expect(await wang!.sends(`/desk/papers/${paper}/withdrawals`, { why: '拍成了别的发票' })).toMatchObject({ status: 422, text: expect.stringContaining('先上传正确的凭据') });
    expect(await addsPaper(wang!, `gifts/${id}`, { name: '大米发票.pdf', content: pdf() })).toMatchObject({ status: 303, to: `/desk/papers/of/gifts/${id}?done=added` });
    expect(await wang!.sends(`/desk/papers/${paper}/withdrawals`, { why: '拍成了别的发票' })).toMatchObject({ status: 303 });
    expect(await wang!.sends(`/desk/papers/${paper}/withdrawals`, { why: '又一次' })).toMatchObject({ status: 409, text: expect.stringContaining('已经作废') });
    expect(await li!.reads(`/desk/gifts/${id}`)).toMatch(/附件 1 张[^]*<s>[^]*大米发票\.JPG[^]*已作废[^]*王建国作废[^]*拍成了别的发票[^]*大米发票\.pdf/);
    expect((await he!.visitor.get(`/desk/papers/${paper}`)).status).toBe(200);
  });

  it('a PDF is saved, as every file that is taken away, and noted as such', async () => {
    const [{ id: second }] = (await papers(`gift = ${id} AND nth = 2`)) as [{ id: string }];
    const { headers } = await li!.visitor.get(`/desk/papers/${second}`).expect(200);
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': expect.stringMatching(/^attachment; filename="paper-\d+\.pdf"/) });
    expect(await house.db.query(`SELECT detail FROM audit_event WHERE what = 'exported' AND detail = $1`, [`/desk/papers/${second}`])).toHaveLength(1);
  });
});

describe('a proof that is only named', () => {
  it('books nothing: not on the page, not past it', async () => {
    const id = await records(wang!);
    expect(await li!.reads(`/desk/gifts/${id}`)).toMatch(/先上传凭据，才能确认入账/);
    expect(await li!.reads(`/desk/gifts/${id}`)).not.toContain('/confirmations');
    expect(await li!.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('凭据还没有上传') });
    await addsPaper(chen!, `gifts/${id}`);
    expect(await li!.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  });

  it('without any, what is given stands at one yuan and asks for no paper', async () => {
    const id = idIn(await sendsFiles(wang!, '/desk/gifts/goods', goods({ proof: '', proofName: '', amount: '', words: '旧书' })));
    expect(await li!.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  });
});

describe('what is no paper', () => {
  it.each([
    ['a page that is called a PDF', '发票.pdf', Buffer.from('<!doctype html><script>alert(1)</script>'), '“发票.pdf”不是照片也不是 PDF'],
    ['a drawing with a script', 'a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), '不是照片也不是 PDF'],
    ['an archive', 'a.jpg', Buffer.from('PK\x03\x04'), '不是照片也不是 PDF'],
    ['nothing', '空.jpg', Buffer.alloc(0), '“空.jpg”是空的'],
    ['more than ten megabytes', '大.jpg', jpeg(LARGEST_PAPER + 1), '“大.jpg”超过 10 MB'],
  ])('%s is refused by name, and the form comes back', async (_what, name, content, says) => {
    const { n } = (await house.db.query<[{ n: number }]>('SELECT count(*)::int AS n FROM offline_gift'))[0];
    const good = { name: '好的.png', content: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), jpeg()]) };
    const back = await sendsFiles(wang!, '/desk/gifts/goods', goods(), good, { name, content });
    expect([back.status, back.text.includes(says)]).toEqual([422, true]);
    // what was good is kept, what was typed too
    expect([heldOn(back.html).length, back.html.includes('value="大米 10 袋"')]).toEqual([1, true]);
    expect(await house.db.query('SELECT count(*)::int AS n FROM offline_gift')).toEqual([{ n }]);
  });

  it('what is two things at once is sent as the one that it was taken for, and does nothing', async () => {
    const id = await records(wang!, { name: 'photo.html', content: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<script>alert(1)</script>%PDF-1.7')]) });
    const [{ id: paper, name }] = (await papers(`gift = ${id}`)) as [{ id: string; name: string }];
    expect(name).toBe('photo.html.jpg');
    const { headers } = await li!.visitor.get(`/desk/papers/${paper}`).expect(200);
    expect([headers['content-type'], headers['x-content-type-options'], /sandbox/.test(headers['content-security-policy'] as string)]).toEqual(['image/jpeg', 'nosniff', true]);
  });

  it('a form that breaks off, or brings more than any form has, is refused and nothing of it is kept', async () => {
    const send = async (body: Buffer) => (await wang!.visitor.post('/desk/gifts/goods').set('content-type', 'multipart/form-data; boundary=x').send(body)).status;
    const part = (name: string, file: string) => `--x\r\ncontent-disposition: form-data; name="${name}"${file && `; filename="${file}"`}\r\n\r\n`;
    const before = await house.db.query('SELECT count(*) FROM held_file');
    expect(await send(Buffer.from(`${part('words', '')}大米`))).toBe(400);
    expect(await send(Buffer.from(`${part('file', 'a.jpg')}\xff\xd8\xff`, 'latin1'))).toBe(400);
    expect(await send(Buffer.from('nothing like it'))).toBe(400);
    expect(await send(Buffer.from(`${Array.from({ length: 200 }, (_, n) => `${part(`f${n}`, '')}x\r\n`).join('')}--x--\r\n`))).toBe(413);
    expect(await house.db.query('SELECT count(*) FROM held_file')).toEqual(before);
  });

  it('a name leads nowhere and hides nothing', async () => {
    const id = await records(wang!, { name: '../../etc/\u202Egpj.exe', content: jpeg() });
    const [{ name, id: paper }] = (await papers(`gift = ${id}`)) as [{ name: string; id: string }];
    expect(name).toBe('gpj.exe.jpg');
    expect((await li!.visitor.get(`/desk/papers/${paper}`)).headers['content-disposition']).toBe(`inline; filename="paper-${paper}.jpg"; filename*=UTF-8''gpj.exe.jpg`);
  });
});

describe('how many', () => {
  it('one file a row: another row is asked for, and the form is not sent before it is done', async () => {
    const form = goods();
    const first = await sendsFiles(wang!, '/desk/gifts/goods', { ...form, more: '1' }, { name: '一.jpg', content: jpeg() });
    expect([first.status, first.text.includes('可以再加一份'), heldOn(first.html).length]).toEqual([422, true, 1]);
    const second = await sendsFiles(wang!, '/desk/gifts/goods', { ...form, more: '1', held: heldOn(first.html) }, { name: '二.jpg', content: jpeg() });
    expect(heldOn(second.html)).toHaveLength(2);
    // unticked it is not attached; nothing chosen, the button is as good as the other
    const id = idIn(await sendsFiles(wang!, '/desk/gifts/goods', { ...form, more: '1', held: heldOn(second.html)[1]! }));
    expect(await papers(`gift = ${id}`)).toMatchObject([{ name: '二.jpg', nth: 1 }]);
  });

  it('ten are the most, and the eleventh says so', async () => {
    const id = await records(wang!);
    for (let n = 1; n <= 9; n++) await addsPaper(wang!, `gifts/${id}`, { name: `${n}.jpg`, content: jpeg() });
    const twice = jpeg();
    const [one, other] = await Promise.all([addsPaper(wang!, `gifts/${id}`, { name: '十.jpg', content: jpeg() }), addsPaper(chen!, `gifts/${id}`, { name: '十一.jpg', content: twice })]);
    expect([one.status, other.status].sort()).toEqual([303, 422]);
    expect(`${one.text} ${other.text}`).toContain('每笔最多 10 份');
    expect((await papers<{ nth: number }>(`gift = ${id}`)).map(({ nth }) => nth)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await wang!.reads(`/desk/papers/of/gifts/${id}`)).toMatch(/已经有 10 份/);
    const many = await sendsFiles(wang!, '/desk/gifts/goods', goods(), ...Array.from({ length: 11 }, (_, n) => ({ name: `${n}.jpg`, content: jpeg() })));
    expect([many.status, many.text.includes('每笔最多 10 份'), heldOn(many.html).length]).toEqual([422, true, 10]);
  });

  it('the same file again adds nothing; with another record it is seen', async () => {
    const content = jpeg();
    const [first, second] = [await records(wang!, { name: 'a.jpg', content }), await records(wang!, { name: 'b.jpg', content })];
    expect(await addsPaper(chen!, `gifts/${first}`, { name: 'c.jpg', content })).toMatchObject({ to: expect.stringContaining('done=same') });
    expect(await papers(`gift = ${first}`)).toHaveLength(1);
    expect(await li!.reads(`/desk/gifts/${second}`)).toContain('同一份文件还附在另外 1 处');
  });

  it('what somebody holds is theirs alone, and is swept out when the form was never sent', async () => {
    const back = await sendsFiles(wang!, '/desk/gifts/goods', goods({ proofName: '' }), { name: 'x.jpg', content: jpeg() });
    const [key] = heldOn(back.html);
    const id = idIn(await sendsFiles(chen!, '/desk/gifts/goods', { ...goods(), held: key! }));
    expect(await papers(`gift = ${id}`)).toEqual([]);
    expect(heldOn((await sendsFiles(wang!, '/desk/gifts/goods', { ...goods({ proofName: '' }), held: key! })).html)).toEqual([key]);
    clock.set('2026-07-01T03:00:00Z');
    await house.app.get(Sweeping).run();
    expect(await house.db.query('SELECT 1 FROM held_file WHERE key = $1', [key])).toEqual([]);
    clock.set('2026-06-30T02:00:00Z');
  });
});

describe('other records', () => {
  it('cash is banked with the photo of its slip', async () => {
    const count = { key: 'cash-of-the-papers', channel: 'counter', fund: String(lunch.id), day: '2026-06-30', display: 'anon', n100: '3' };
    await zhao!.sends(`/desk/gifts/${idIn(await li!.sends('/desk/gifts/cash', count))}/counts`, { n100: '3' });
    const slip = { bank: String(bank), amount: '300', day: '2026-06-30', slip: 'ICBC-0630-1' };
    const back = await sendsFiles(zhao!, '/desk/gifts/bankings', { ...slip, slip: ' ' }, { name: '回单.jpg', content: jpeg() });
    expect(await sendsFiles(zhao!, '/desk/gifts/bankings', { ...slip, held: heldOn(back.html) })).toMatchObject({ status: 303 });
    const [{ id, banking }] = (await papers('banking IS NOT NULL', 'id::text, banking::text')) as unknown as [{ id: string; banking: string }];
    expect(await li!.reads('/desk/gifts/bankings')).toMatch(new RegExp(`ICBC-0630-1[^]*href="/desk/papers/${id}"[^]*回单\\.jpg`));
    expect((await li!.sends(`/desk/gifts/bankings/${banking}/confirmations`, {})).status).toBe(303);
    await house.app.get(Sealer).seal();
    const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'between places'`);
    expect(await li!.reads(`/desk/vouchers/${no}`)).toMatch(/附件 1 张[^]*回单\.jpg/);
  });

  it('a voucher by hand: wrong code, and its paper is still there; what a programme officer may not read is not there', async () => {
    clock.set('2026-06-30T02:20:00Z'); // the last code is more than ten minutes old
    const form = { template: 'interest', fund: 'general', sum: '12.34', bank: 'bank', day: '2026-06-30', note: '结息', papers: '利息单 1 张' };
    const back = await sendsFiles(li!, '/desk/vouchers/proposals', { ...form, code: '000000' }, { name: '利息单.pdf', content: pdf() });
    expect([back.status, heldOn(back.html).length, back.html.includes('value="利息单 1 张"'), back.text.includes('利息单.pdf')]).toEqual([422, 1, true, true]);
    const login = (await house.db.query<[{ login: string }]>(`SELECT c.login FROM credential c JOIN person p ON p.id = c.person WHERE p.name = '李敏'`))[0].login;
    const done = await sendsFiles(li!, '/desk/vouchers/proposals', { ...form, held: heldOn(back.html), code: codeOf(house, house.app.get(Vault).demoSecret(login)) });
    expect(done).toMatchObject({ status: 303 });
    const proposal = idIn(done);
    const [{ id }] = (await papers(`proposal = ${proposal}`)) as [{ id: string }];
    expect(await he!.reads(`/desk/vouchers/proposals/${proposal}`)).toMatch(/附件 1 张[^]*利息单\.pdf/);
    for (const path of [`/desk/papers/${id}`, `/desk/papers/of/proposals/${proposal}`]) expect([path, (await chen!.visitor.get(path)).status]).toEqual([path, 404]);
    expect((await addsPaper(chen!, `proposals/${proposal}`)).status).toBe(404);
    const key = (await keysOf(house, wangId)).code;
    expect(await wang!.sends(`/desk/vouchers/proposals/${proposal}/approvals`, { code: key })).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    const [{ no }] = await house.db.query<[{ no: string }]>('SELECT s.voucher AS no FROM voucher_decision d JOIN sealed_entry s ON s.entry = d.entry WHERE d.proposal = $1', [proposal]);
    // later papers are dated, and counted; of a voucher that no proposal made they are its own
    expect(await addsPaper(li!, `proposals/${proposal}`)).toMatchObject({ status: 303 });
    expect(await li!.reads(`/desk/vouchers/${no}`)).toMatch(/附件 2 张/);
    const reversal = await sendsFiles(li!, `/desk/vouchers/${no}/reversals`, { day: ' ', why: '记错了' }, { name: '说明.pdf', content: pdf() });
    expect([reversal.status, await papers(`proposal = ${idIn(reversal)}`)]).toEqual([303, [expect.objectContaining({ name: '说明.pdf' })]]);
  });

  it('any voucher takes a paper of its own', async () => {
    const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'cash gift'`);
    expect(await addsPaper(li!, `vouchers/${no}`)).toMatchObject({ status: 303, to: `/desk/papers/of/vouchers/${no}?done=added` });
    expect(await li!.reads(`/desk/vouchers/${no}`)).toMatch(/附件 1 张/);
    const [{ id }] = (await papers('entry IS NOT NULL')) as [{ id: string }];
    expect(await li!.sends(`/desk/papers/${id}/withdrawals`, { why: '传错了' })).toMatchObject({ status: 303, to: `/desk/papers/of/vouchers/${no}?done=withdrawn` });
  });
});

it('a session that ends while a form with a file is filled in: what was typed comes back, what was held too', async () => {
  clock.set('2026-06-30T02:30:00Z');
  const held = heldOn((await sendsFiles(chen!, '/desk/gifts/goods', goods({ proofName: '' }), { name: '先前.jpg', content: jpeg() })).html);
  clock.set('2026-06-30T10:31:00Z');
  const late = await sendsFiles(chen!, '/desk/gifts/goods', { ...goods({ words: '面粉 3 袋' }), held }, { name: '后来.jpg', content: jpeg(3_000_000) });
  expect([late.status, late.text.includes('刚才填写的内容还没有保存')]).toEqual([401, true]);
  const hidden = (html: string): string => /name="kept" value="([^"]*)"/.exec(html)![1]!.replaceAll('&#x3D;', '=');
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT id FROM person WHERE name = '陈静'`);
  const answer = await chen!.visitor.post('/desk/sessions').set('x-forwarded-for', addressOf(id)).type('form').send({ ...(await keysOf(house, id)), kept: hidden(late.html) });
  const back = await chen!.visitor.post('/desk/gifts/goods').type('form').send({ kept: hidden(answer.text) });
  expect([back.status, back.text.includes('value="面粉 3 袋"'), heldOn(back.text)]).toEqual([422, true, held]);
});
