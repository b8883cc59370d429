import { givingHouse, type House } from '../support/giving';
import { ledgerTable, table } from '../support/ledger-table';

// Wang gives 90 yuan to the elders' lunches, as a person would: fund page, form, check page, payment provider, thanks, receipt, ledger.
let house: House;
beforeAll(async () => {
  house = await givingHouse();
});
afterAll(() => house.close());

const form = (changes: Record<string, string> = {}) => ({ key: crypto.randomUUID(), other: '90', display: 'masked', name: '王秀英', phone: '138 0013 8000', ...changes });

describe('a gift by card', () => {
  let link: string;
  let session: string;

  it('is begun on the form and checked before anything is paid', async () => {
    const wang = house.visitor();
    const answers = form();
    const begun = await wang.post('/funds/elder-lunch/donations').type('form').send(answers).expect(303);
    link = begun.headers.location!;
    expect(link).toMatch(/^\/g\/[\w-]{20,}$/);
    const again = await wang.post('/funds/elder-lunch/donations').type('form').send(answers).expect(303);
    expect(again.headers.location).toBe(link); // pressed twice: one gift

    const check = await wang.get(link).expect(200);
    expect(check.text).toContain('90.00');
    expect(check.text).toContain('王*');
    expect(check.text).toContain('138 **** 8000');
    expect(check.headers['cache-control']).toBe('no-store');
    expect(check.text).toContain('抬头：爱心人士');
    expect((await wang.get(`/en${link}`)).text).toContain('Name on it: Anonymous');
  });

  it('is paid at the provider, in one session however often the button is pressed', async () => {
    const wang = house.visitor();
    const [first, second] = await Promise.all([1, 2].map(() => wang.post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303)));
    expect(second!.headers.location).toBe(first!.headers.location);
    session = /cs_\w+/.exec(first!.headers.location!)![0];
    house.stripe.practice.imitation.pay(session, 'card', 'paid');
    const returned = await wang.get(`${link}/returns`).expect(303);
    const waiting = await wang.get(returned.headers.location!).expect(200);
    expect(waiting.headers.refresh).toBe('3'); // coming back proves nothing
  });

  it('is thanked for when the provider has said so, with a receipt', async () => {
    await house.settle();
    const thanks = await house.visitor().get(link).expect(200);
    expect(thanks.text).toContain('SR-');
    const no = /R-\d{4}-\d{6}/.exec(thanks.text)![0];
    const pdf = await house.request().get(`${link}/receipt.pdf`).expect(200).expect('content-type', 'application/pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const shown = await house.request().get(`/receipts/${no}`).expect(200);
    expect(shown.text).toContain('90.00');
    expect(shown.text).not.toContain('王秀英');
  });

  it('changes nothing when the same news come again, in another order', async () => {
    await house.settle((events) => [...events, ...events].reverse());
    await house.settle((events) => events);
  });

  it('is in the books once, gross, with its fee beside it', async () => {
    expect(await ledgerTable(house.db)).toBe(table`
      online gift | elder-lunch | Payment clearing | 90.00 |
       | | Donation income, restricted | | 90.00
      payment fee | elder-lunch | Fundraising cost | 2.61 |
       | | Payment clearing | | 2.61`);
  });
});

describe('a large gift, or one of an organisation', () => {
  const begin = async (other: string): Promise<string> => (await house.request().post('/funds/elder-lunch/donations').type('form').send(form({ other })).expect(303)).headers.location!;

  it('is offered a written agreement and a call from 10,000 yuan on', async () => {
    const large = await begin('10000');
    expect((await house.request().get(large)).text).toMatch(/先签捐赠协议[^]*href="tel:021-0000 0000"[^]*周一至周五/);
    expect((await house.request().get(`/en${large}`)).text).toContain('A gift agreement first');
    expect((await house.request().get(await begin('9999.99'))).text).not.toContain('先签捐赠协议');
  });

  it('finds the fields of an organisation unfolded, without JavaScript', async () => {
    const link = 'href="/funds/elder-lunch/give?organisation&#x3D;1#title"';
    for (const path of ['/funds/elder-lunch', '/funds/elder-lunch/give']) {
      const { text } = await house.request().get(path).expect(200);
      expect(text).toContain(link);
      expect(text).toMatch(/<details><summary>写别的抬头/);
    }
    expect((await house.request().get('/funds/elder-lunch/give?organisation=1')).text).toMatch(/<details open><summary>写别的抬头[^]*id="title"[^]*签捐赠协议[^]*021-0000 0000/);
  });
});

it('the page of a fund that raises from the public names certificate, filing, period and whom to call', async () => {
  const legal = async (path: string): Promise<string> => /aria-labelledby="h-legal"[^]*?<\/section>/.exec((await house.request().get(path).expect(200)).text)![0];
  const zh = await legal('/funds/elder-lunch');
  for (const said of ['示例-001', '示例-A26001', '2026年1月1日', '联系方式', '021-0000 0000', '周一至周五 9:00—17:00']) expect(zh).toContain(said);
  expect(await legal('/en/funds/elder-lunch')).toContain('Monday to Friday 9:00–17:00');
});
