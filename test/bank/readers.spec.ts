import ExcelJS from 'exceljs';
import { formatOf, proposeMapping } from '../../src/bank/readers/statement';
import { plain } from '../../src/rules/money';
import { table } from '../support/ledger-table';
import { columns, personal, read, readProposed, refusal, sample, told } from '../support/statements';
import { zipped } from '../support/zip';

const text = (name: string): string => sample(name).toString();
const gbk = (name: string): string => new TextDecoder('gb18030').decode(sample(name));

describe('the coherent day', () => {
  it.each([
    ['alipay_fund_bill_20260921_gbk.csv', 'alipay-fund-bill', '20880000000000000156', '500.00', '549.80'],
    ['alipay_fund_bill_20260921.zip', 'alipay-fund-bill', '20880000000000000156', '500.00', '549.80'],
    ['wechat_trade_bill_20260921.csv', 'wechat-trade-bill', '1900000001', null, null],
    ['wechat_fund_flow_20260921.csv', 'wechat-fund-flow', null, '1000.00', '1069.59'],
    ['stripe_payout_reconciliation.csv', 'stripe-payouts', null, null, null],
    ['bank_ofx_cny.ofx', 'ofx', '0200000000000000001', null, '1950376.00'],
    ['camt053_cny.xml', 'camt053', '0200000000000000001', '2000000.00', '1950376.00'],
  ])('%s is read', async (name, format, account, opening, closing) => {
    const statement = await read(sample(name));
    expect(await formatOf({ name, content: sample(name) })).toBe(format);
    expect({ format: statement.format, account: statement.account }).toEqual({ format, account });
    expect([statement.opening, statement.closing].map((sum) => (sum === null ? null : plain(sum)))).toEqual([opening, closing]);
  });

  it('of Alipay has each fee beside its payment', async () => {
    expect(told(await read(sample('alipay_fund_bill_20260921.zip')))).toBe(table`
      6 | 2026-09-21 | 50.00 | 550.00 | 202609210000000001
      7 | 2026-09-21 | -0.30 | 549.70 | 202609210000000002
      8 | 2026-09-21 | 0.10  | 549.80 | 202609210000000003`);
    expect((await read(sample('alipay_fund_bill_20260921.zip'))).lines[0]).toMatchObject({ at: '2026-09-21T10:00:00+08:00', partyAccount: 'donor@example.org', memo: '社区助学金捐赠 捐赠', kind: '在线支付', ours: 'DON0002' });
  });

  it('of WeChat has the fee that comes back with a refund', async () => {
    expect(told(await read(sample('wechat_trade_bill_20260921.csv')))).toBe(table`
      2 | 2026-09-21 | 0.01   | | 4200000000202609210000000001
      3 | 2026-09-21 | 100.00 | | 4200000000202609210000000002
      3 | 2026-09-21 | -0.60  | | 4200000000202609210000000002:fee
      4 | 2026-09-21 | -30.00 | | 50000000002026092100000001
      4 | 2026-09-21 | 0.18   | | 50000000002026092100000001:fee`);
    const [bill, flow] = [await read(sample('wechat_trade_bill_20260921.csv')), await read(sample('wechat_fund_flow_20260921.csv'))];
    const total = (lines: readonly { sum: bigint }[]): bigint => lines.reduce((sum, line) => sum + line.sum, 0n);
    expect(total(bill.lines)).toBe(total(flow.lines)); // both tell of the same account
  });

  it('of Stripe comes to nothing: what was paid out is what came in', async () => {
    const { lines } = await read(sample('stripe_payout_reconciliation.csv'));
    expect(lines.map(({ day, sum, kind, ours }) => [day, plain(sum), kind, ours].join(' | ')).join('\n')).toBe(table`
      2026-09-21 | 1000.00 | charge  | pi_1
      2026-09-21 | -29.00  | fee     | pi_1
      2026-09-22 | -80.00  | refund  | re_1
      2026-09-23 | -500.00 | dispute | du_1
      2026-09-23 | -15.00  | fee     | du_1
      2026-09-28 | -376.00 | payout  | po_1TestPeerA`);
  });

  it('of the bank is the same in OFX and CAMT.053', async () => {
    const day = table`
      1 | 2026-09-28 | 376.00    | | ICBC2026092800000001
      2 | 2026-09-28 | -50000.00 | | ICBC2026092800000002`;
    expect(told(await read(sample('bank_ofx_cny.ofx')))).toBe(day);
    expect(told(await read(sample('camt053_cny.xml')))).toBe(day);
  });
});

describe('a time in which nothing moved', () => {
  it('is read in CAMT.053, OFX and from Alipay, which state it', async () => {
    const camt = text('camt053_cny.xml').replace(/<Ntry>.*<\/Ntry>/s, '').replace('1950376.00', '2000000.00');
    expect(await read(camt)).toMatchObject({ lines: [], from: '2026-09-28', to: '2026-09-28', opening: 200000000n, closing: 200000000n });
    expect(await read(text('bank_ofx_cny.ofx').replace(/<STMTTRN>.*<\/STMTTRN>/s, ''))).toMatchObject({ lines: [], closing: 195037600n });
    const alipay = gbk('alipay_fund_bill_20260921_gbk.csv').replace(/^2026.*\r?\n/gm, '').replace('1笔，共-0.30', '0笔，共0.00').replace('2笔，共50.10', '0笔，共0.00');
    expect(await read(alipay)).toMatchObject({ lines: [], from: '2026-09-21', opening: null, closing: null });
  });

  it('is refused where no day would be told', async () => {
    const flow = text('wechat_fund_flow_20260921.csv').replace(/^`2026.*\r?\n/gm, '').replace('`4,`2,`100.01,`2,`30.42', '`0,`0,`0.00,`0,`0.00');
    expect(await refusal(read(flow))).toEqual({ code: 'statement-without-lines' });
  });
});

describe('what was altered is refused', () => {
  const alipay = gbk('alipay_fund_bill_20260921_gbk.csv');
  const [trade, flow, stripe, ofx, camt] = ['wechat_trade_bill_20260921.csv', 'wechat_fund_flow_20260921.csv', 'stripe_payout_reconciliation.csv', 'bank_ofx_cny.ofx', 'camt053_cny.xml'].map(text) as [string, string, string, string, string];

  it.each([
    ['a line left out', alipay.replace(/^202609210000000002.*\r?\n/m, ''), { code: 'statement-balances-break', breaks: '7: 550.00 +0.10 = 550.10 ≠ 549.80' }],
    ['the last line left out', alipay.replace(/^202609210000000003.*\r?\n/m, ''), { code: 'statement-totals-differ', total: '收入合计', found: '1', expected: '2' }],
    ['another sum and balance', alipay.replace('50.00	,0.00	,550.00', '60.00	,0.00	,560.00').replace('549.70', '559.70').replace('549.80', '559.80'), { code: 'statement-totals-differ', total: '收入合计', found: '60.10', expected: '50.10' }],
    ['the totals cut off', alipay.slice(0, alipay.indexOf('#收入合计')), { code: 'statement-cut', expected: '#收入合计' }],
    ['the end of the list cut off', alipay.slice(0, alipay.indexOf('#-----------------------------------------账务明细列表结束')), { code: 'statement-cut', expected: '账务明细列表结束' }],
    ['a day outside the period', alipay.replace('2026-09-21 11', '2026-09-23 11'), { code: 'statement-day-outside', line: '8', expected: '2026-09-21 – 2026-09-21' }],
    ['a day that is none', alipay.replace('2026-09-21 11', '2026-02-30 11'), { code: 'statement-day-unreadable', line: '8', found: '2026-02-30 11:00:00' }],
    ['the year 26', alipay.replace('2026-09-21 11', '0026-09-21 11'), { code: 'statement-day-unreadable', line: '8' }],
    ['the year 9999', alipay.replace('2026-09-21 11', '9999-09-21 11'), { code: 'statement-day-unreadable', line: '8' }],
    ['an hour that is none', alipay.replace('2026-09-21 11', '2026-09-21 25'), { code: 'statement-day-unreadable', line: '8' }],
    ['an absurd sum', alipay.replace('0.10	', '1e99	'), { code: 'statement-sum-unreadable', line: '8', found: '1e99' }],
    ['a sum beyond the books', alipay.replace('0.10	', '99999999999999.00	'), { code: 'statement-sum-unreadable', line: '8' }],
    ['a sum finer than fen', alipay.replace('0.10	', '0.101	'), { code: 'statement-sum-unreadable', line: '8' }],
    ['a formula', alipay.replace('0.10	', '=0.1	'), { code: 'statement-sum-unreadable', line: '8', found: '=0.1' }],
    ['one number twice', alipay.replace('202609210000000003', '202609210000000001'), { code: 'statement-reference-twice', count: '1', lines: '6 = 8' }],
    ['a number that Excel has rounded', alipay.replace('202609210000000003', '2.0260921E+17'), { code: 'statement-reference-unreadable', line: '8' }],
    ['a cell too few', alipay.replace('2026-09-21 11:00:00	,	,', '2026-09-21 11:00:00	,'), { code: 'statement-line-incomplete', line: '8', found: '11', expected: '12' }],
    ['WeChat without its totals', trade.slice(0, trade.indexOf('总交易单数')), { code: 'statement-cut', expected: '总交易单数' }],
    ['WeChat with another fee', trade.replace('`0.60000', '`0.61000'), { code: 'statement-totals-differ', total: '手续费总金额', found: '0.43', expected: '0.42' }],
    ['a fee finer than fen', trade.replace('`0.60000', '`0.60010'), { code: 'statement-sum-unreadable', line: '3', column: '手续费' }],
    ['WeChat in dollars', trade.replace('`CNY', '`USD'), { code: 'statement-currency', line: '2', found: 'USD' }],
    ['a failed refund', trade.replace('ORIGINAL,`SUCCESS', 'ORIGINAL,`FAIL'), { code: 'statement-word-unknown', line: '4', column: '退款状态', found: 'FAIL' }],
    ['two merchants', trade.replace('`1900000001', '`1900000002'), { code: 'statement-several-accounts' }],
    ['a line too many in the flow', flow.replace('`4,`2', '`3,`2'), { code: 'statement-totals-differ', total: '资金流水总笔数' }],
    ['in for out', flow.replace('支出,`0.60', '收入,`0.60'), { code: 'statement-balances-break', breaks: '4: 1100.01 +0.60 = 1100.61 ≠ 1099.41' }],
    ['another net', stripe.replace('29.00,971.00', '29.00,970.00'), { code: 'stripe-net-differs', line: '2', found: '970.00', expected: '971.00' }],
    ['a payout without one of its lines', stripe.replace(/^.*txn_2.*\r?\n/m, ''), { code: 'stripe-payout-differs', payout: 'po_1TestPeerA', found: '456.00', expected: '376.00' }],
    ['a payout that is missing', stripe.replace(/^.*txn_po.*\r?\n?/m, ''), { code: 'stripe-payout-differs', found: '376.00', expected: '0.00' }],
    ['Stripe in Hong Kong dollars', stripe.replace(',cny,', ',hkd,'), { code: 'statement-currency', line: '2', found: 'hkd', expected: 'CNY' }],
    ['Stripe without net', stripe.replace('reporting_category', 'category'), { code: 'statement-column-missing', column: 'reporting_category' }],
    ['OFX cut off', ofx.slice(0, 800), { code: 'statement-cut' }],
    ['a debit above zero', ofx.replace('<TRNAMT>-50000', '<TRNAMT>50000'), { code: 'statement-way-contradicts', line: '2', expected: 'DEBIT' }],
    ['OFX in euros', ofx.replace('<CURDEF>CNY', '<CURDEF>EUR'), { code: 'statement-currency', found: 'EUR' }],
    ['OFX with an entry twice', ofx.replace('ICBC2026092800000002', 'ICBC2026092800000001'), { code: 'statement-reference-twice', lines: '1 = 2' }],
    ['OFX of another day', ofx.replace('<DTPOSTED>20260928110000', '<DTPOSTED>20260930110000'), { code: 'statement-day-outside', line: '2' }],
    ['CAMT with another sum', camt.replace('50000.00', '60000.00'), { code: 'statement-totals-differ', total: 'CLBD', found: '1940376.00', expected: '1950376.00' }],
    ['CAMT without an entry', camt.replace(/<Ntry><NtryRef>2.*?<\/Ntry>/s, ''), { code: 'statement-totals-differ', total: 'CLBD' }],
    ['CAMT without an opening', camt.replace('OPBD', 'ITBD'), { code: 'statement-balance-missing', expected: 'OPBD / PRCD' }],
    ['CAMT in yen', camt.replaceAll('Ccy="CNY"', 'Ccy="JPY"'), { code: 'statement-currency', found: 'JPY' }],
    ['CAMT cut off', camt.slice(0, -30), { code: 'statement-cut' }],
    ['CAMT not closed within', camt.replace('</NtryDtls>', ''), { code: 'statement-xml-broken' }],
    ['CAMT of a version to come', camt.replace('001.08', '001.99'), { code: 'statement-not-recognised' }],
    ['another XML', '<?xml version="1.0"?><html/>', { code: 'statement-not-recognised' }],
    ['nothing', '', { code: 'statement-empty' }],
  ])('%s', async (_, content, facts) => {
    expect(await refusal(read(content))).toMatchObject(facts);
  });

  it('names all breaks, up to twenty, and how many more there are', async () => {
    const rows = Array.from({ length: 26 }, (_, at) => `2026-09-${String(at + 1).padStart(2, '0')},1.00,${at * 3}.00`);
    const { count, breaks } = await refusal(readProposed(['日期,金额,余额', ...rows].join('\n')));
    expect(count).toBe('25');
    expect(breaks).toMatch(/^3: 0.00 \+1.00 = 1.00 ≠ 3.00; 4: .* … \(\+5\)$/);
  });
});

describe('a file that was written in a wrong encoding', () => {
  const [utf8, gb] = [text('wechat_trade_bill_20260921.csv'), sample('alipay_fund_bill_20260921_gbk.csv')];

  it.each([
    ['UTF-8 read as GBK', Buffer.from(new TextDecoder('gbk').decode(Buffer.from(utf8)))],
    ['GBK read as UTF-8', Buffer.from(gb.toString('utf8'))],
    ['GBK read as UTF-8, saved, read as GBK', Buffer.from(new TextDecoder('gbk').decode(Buffer.from(gb.toString('utf8'))))],
    ['UTF-8 read as Latin', Buffer.from(Buffer.from(utf8).toString('latin1'))],
    ['GBK read as Latin', Buffer.from(gb.toString('latin1'))],
  ])('is refused: %s', async (_, content) => {
    expect((await refusal(readProposed(content))).code).toBe('statement-re-encoded');
  });

  it('is not seen where names are rare', async () => {
    const rare = '日期,金额,对方户名\n2026-09-28,1.00,龘靐齉爩麤\n2026-09-28,2.00,魑魅魍魉\n2026-09-29,3.00,Zoë Müller\n';
    expect((await readProposed(rare)).lines).toHaveLength(3);
  });

  it('is refused when it is UTF-16, or no text', async () => {
    expect((await refusal(read(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('日期,金额', 'utf16le')])))).code).toMatch(/^statement-(encoding-unreadable|not-text)$/);
    expect(await refusal(read('日期,金额\n2026-09-28,1\u0000.00\n'))).toEqual({ code: 'statement-not-text', line: '2' });
  });

  it('is the same file in UTF-8, with a mark and without', async () => {
    const alipay = gbk('alipay_fund_bill_20260921_gbk.csv');
    const expected = told(await read(gb));
    expect(told(await read(alipay))).toBe(expected);
    expect(told(await read(`\ufeff${alipay}`))).toBe(expected);
  });
});

describe('the zip of Alipay', () => {
  const detail = sample('alipay_fund_bill_20260921_gbk.csv');
  const summary = (income: string): Buffer => Buffer.from(`#支付宝账务汇总查询\n#账号：[20880000000000000156]\n类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）,总金额（元）\n合计,2,${income},1,-0.30,49.80\n`);

  it('is read in any order', async () => {
    expect((await read(zipped([{ name: 'a.csv', content: detail }, { name: 'b.csv', content: summary('50.10') }]))).lines).toHaveLength(3);
  });

  it.each([
    ['another summary', [{ name: 'a', content: detail }, { name: 'b', content: summary('60.10') }], { code: 'statement-totals-differ', total: '收入金额(+元)', found: '50.10', expected: '60.10' }],
    ['two details', [{ name: 'a', content: detail }, { name: 'b', content: detail }], { code: 'statement-zip-contents' }],
    ['a summary alone', [{ name: 'b', content: summary('50.10') }], { code: 'statement-zip-contents', found: '1' }],
    ['a stranger', [{ name: 'a', content: detail }, { name: 'b', content: Buffer.from('x') }], { code: 'statement-zip-contents' }],
  ])('is refused with %s', async (_, files, facts) => {
    expect(await refusal(read(zipped(files)))).toMatchObject(facts);
  });

  it('is refused with a letter of a memo changed, which no sum shows', async () => {
    const zip = Buffer.from(sample('alipay_fund_bill_20260921.zip'));
    zip[zip.indexOf('DON0002') + 6] = 0x33;
    expect(await refusal(read(zip))).toEqual({ code: 'statement-zip-broken' });
  });

  it('is not the summary alone', async () => {
    expect(await refusal(read(summary('50.10')))).toEqual({ code: 'statement-is-a-summary' });
  });
});

describe('OFX', () => {
  const ofx = text('bank_ofx_cny.ofx');

  it('is read in the encoding it declares', async () => {
    // 社区服务中心 in GBK
    const [head, tail] = ofx.replace('ENCODING:UTF-8', 'ENCODING:USASCII').replace('CHARSET:NONE', 'CHARSET:936').replace('资助款 ', '').split('社区服务中心') as [string, string];
    const { lines } = await read(Buffer.concat([Buffer.from(head), Buffer.from('c9e7c7f8b7fecef1d6d0d0c4', 'hex'), Buffer.from(tail)]));
    expect(lines[1]).toMatchObject({ party: '社区服务中心', memo: 'GRANT-2026-001-1' });
    expect(await refusal(read(Buffer.concat([Buffer.from(ofx.slice(0, -100)), Buffer.from([0xff])])))).toEqual({ code: 'statement-encoding-unreadable' });
  });

  it('is read as XML, elements closed and characters escaped', async () => {
    const xml = ofx.slice(ofx.indexOf('<OFX>')).replace(/<([A-Z]+)>([^<]+)/g, '<$1>$2</$1>').replace('STRIPE<', 'STRIPE &amp; &#x793E;<').replaceAll('><', '>\n<');
    const { lines } = await read(`<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n${xml}`);
    expect(lines.map(({ sum, party }) => [plain(sum), party])).toEqual([['376.00', 'STRIPE & 社'], ['-50000.00', '社区服务中心']]);
  });

  it('is read with elements left empty, and in the time of another zone', async () => {
    const { lines } = await read(ofx.replace('<NAME>STRIPE', '<NAME>').replace('20260928100000[+8:CST]', '20260927200000.000[-5:EST]'));
    expect(lines[0]).toMatchObject({ party: null, day: '2026-09-28', at: '2026-09-28T09:00:00+08:00' });
  });

  it('closes only what it has opened', async () => {
    expect((await refusal(read(ofx.replace('</BANKTRANLIST>', '</STMTTRN>')))).code).toBe('statement-xml-broken');
    expect((await refusal(read(ofx + '<OFX></OFX>'))).code).toBe('statement-xml-broken');
  });
});

describe('CAMT.053', () => {
  const camt = text('camt053_cny.xml');
  const part = (sum: string, name: string): string => `<TxDtls><AmtDtls><TxAmt><Amt Ccy="CNY">${sum}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`;
  const batch = (...parts: string[]): string => camt.replace(/<TxDtls>.*?<\/TxDtls>/s, parts.join(''));

  it('is read in its oldest version', async () => {
    const old = camt.replace('001.08', '001.02').replaceAll('<Sts><Cd>BOOK</Cd></Sts>', '<Sts>BOOK</Sts>').replaceAll(/<Pty>|<\/Pty>/g, '');
    expect((await read(old)).lines.map(({ party }) => party)).toEqual(['STRIPE', '朝阳社区服务中心']);
  });

  it('has a line for each payment of a batch', async () => {
    expect(told(await read(batch(part('300.00', '王芳'), part('76.00', '李敏'))))).toBe(table`
      1 | 2026-09-28 | 300.00    | | ICBC2026092800000001/1
      1 | 2026-09-28 | 76.00     | | ICBC2026092800000001/2
      2 | 2026-09-28 | -50000.00 | | ICBC2026092800000002`);
    expect(await refusal(read(batch(part('300.00', '王芳'), part('75.00', '李敏'))))).toEqual({ code: 'statement-details-differ', line: '1', found: '375.00', expected: '376.00' });
  });

  it('leaves out what is not booked, and knows a reversal', async () => {
    const pending = camt.replace('</Stmt>', '<Ntry><Amt Ccy="CNY">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry></Stmt>');
    expect((await read(pending)).lines).toHaveLength(2);
    const reversal = camt.replace('<CdtDbtInd>CRDT</CdtDbtInd><Sts>', '<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>');
    expect((await read(reversal)).lines[0]).toMatchObject({ sum: 37600n, kind: 'NTRF reversal' });
  });

  it('has as many entries as it says', async () => {
    const summed = (count: string): string => camt.replace('<Ntry>', `<TxsSummry><TtlNtries><NbOfNtries>${count}</NbOfNtries><Sum>50376.00</Sum></TtlNtries></TxsSummry><Ntry>`);
    expect((await read(summed('2'))).lines).toHaveLength(2);
    expect(await refusal(read(summed('3')))).toEqual({ code: 'statement-totals-differ', total: 'TtlNtries', found: '2', expected: '3' });
  });
});

it.each([
  ['&#x793E;&amp;&#31038;', '社&社'],
  ['&amp;lt;', '&lt;'],
  ['x&#0;&#27;y', 'xy'],
])('characters written as %s are those in CAMT.053', async (written, memo) => {
  expect((await read(text('camt053_cny.xml').replace('资助款 第一期', written))).lines[1]!.memo).toBe(memo);
});

describe('a table of columns', () => {
  it.each([
    ['abc', { code: 'statement-line-incomplete', line: '4', found: '7', expected: '9' }],
    ['alipay', { code: 'statement-word-unknown', line: '28', column: '收/支', found: '不计收支' }],
    ['boc_credit', { code: 'statement-currency', line: '16', found: 'USD' }],
    ['boc_debit', { code: 'read' }],
    ['bocom', { code: 'statement-balances-break', count: '5' }],
    ['ccb', { code: 'statement-is-old-excel' }],
    ['citic', { code: 'statement-is-old-excel' }],
    ['spdb', { code: 'statement-is-old-excel' }],
    ['cmb_credit', { code: 'statement-day-unreadable', line: '3', column: '记账日', found: '12/29' }],
    ['cmb_debit', { code: 'statement-balances-break', count: '3' }],
    ['icbc_credit', { code: 'statement-balances-break', count: '5' }],
    ['icbc_debit-v1', { code: 'statement-sum-unreadable', line: '8', column: '余额', found: 'xx,yyyy.zz' }],
    ['jd', { code: 'statement-word-unknown', line: '25', column: '收/支' }],
    ['wechat_example-wechat-records.csv', { code: 'statement-word-unknown', line: '23', found: '/' }],
    ['wechat_example-wechat-records.xlsx', { code: 'statement-several-sheets', found: '2' }],
  ])('from a personal account of %s says what it can and cannot be', async (bank, facts) => {
    expect(await refusal(readProposed(personal(bank)))).toMatchObject(facts);
  });

  it.each([
    ['bocom', { day: '交易日期', time: '交易时间', amount: '交易金额', direction: '借贷', party: '对方户名', partyAccount: '对方账号', memo: '摘要', kind: '交易类型' }, 6, '-102.75'],
    ['cmb_debit', { day: '记账日期', amount: '交易金额', currency: '货币', party: '对手信息', memo: '客户摘要' }, 5, '-779.14'],
    ['boc_debit', { day: '记账日期', time: '记账时间', amount: '金额', currency: '币别', party: '对方账户名', partyAccount: '对方卡号/账号', memo: '附言' }, 17, '426.70'],
  ])('from %s is proposed, and read without the balances that were made up', async (bank, proposed, lines, total) => {
    const { mapping } = await proposeMapping({ name: bank, content: personal(bank) });
    expect(mapping).toMatchObject({ ...proposed, dayOrder: 'ymd' });
    const statement = await readProposed(personal(bank), { balance: null });
    expect([statement.lines.length, plain(statement.lines.reduce((sum, line) => sum + line.sum, 0n))]).toEqual([lines, total]);
  });

  it('from ICBC has totals, which the made-up sums do not come to', async () => {
    expect(await refusal(readProposed(personal('icbc_credit'), { balance: null }))).toEqual({ code: 'statement-totals-differ', total: '记账金额(收入)', found: '4621.01', expected: '1234.56' });
  });

  it('begins with the newest at some banks; what is read begins with the oldest', async () => {
    const statement = await readProposed(personal('boc_debit'));
    expect(statement.lines[0]).toMatchObject({ day: '2025-08-01', at: '2025-08-01T08:57:00+08:00' });
    expect([statement.from, statement.to].map((day) => day.slice(0, 7))).toEqual(['2025-08', '2025-08']);
  });

  it.each([
    ['full-width and grouped', '１，２３４．５０', '1234.50'],
    ['with the sign of yuan', '￥-5', undefined],
    ['with a sign before it', '-￥5.00', '-5.00'],
    ['in brackets', '(1,000.00)', '-1000.00'],
    ['in wide brackets', '（7.05）', '-7.05'],
    ['with a plus', '+0.01', '0.01'],
    ['with a true minus', '−3.00', '-3.00'],
    ['with two signs', '--3.00', undefined],
    ['grouped wrongly', '12,34.00', undefined],
    ['as Germans write', '1.234,50', undefined],
    ['with an exponent', '1e3', undefined],
    ['in hexadecimal', '0x10', undefined],
    ['of thirds of a fen', '0.333', undefined],
    ['with idle zeros', '0.60000', '0.60'],
    ['that is a formula', '=1+1', undefined],
  ])('has sums %s', async (_, sum, expected) => {
    const reading = readProposed(`日期,金额\n2026-09-28,"${sum}"\n`);
    if (expected === undefined) expect(await refusal(reading)).toMatchObject({ code: 'statement-sum-unreadable', line: '2', column: '金额' });
    else expect((await reading).lines.map((line) => plain(line.sum))).toEqual([expected]);
  });

  it.each([
    ['ymd', '2026/9/8', '2026-09-08'], ['ymd', '20260908', '2026-09-08'], ['ymd', '2026年9月8日', '2026-09-08'], ['ymd', '20260908101112', '2026-09-08'], ['ymd', '２０２６-09-08', '2026-09-08'],
    ['dmy', '08/09/2026', '2026-09-08'], ['mdy', '08/09/2026', '2026-08-09'], ['mdy', '13/09/2026', undefined], ['ymd', '2026-13-01', undefined], ['ymd', '2026-02-29', undefined], ['ymd', '2026-9', undefined], ['ymd', '46000', undefined],
  ] as const)('has days as %s: %s', async (dayOrder, day, expected) => {
    const reading = readProposed(`日期,金额\n${day},1.00\n`, { dayOrder });
    if (expected === undefined) expect(await refusal(reading)).toMatchObject({ code: 'statement-day-unreadable', line: '2' });
    else expect((await reading).lines[0]!.day).toBe(expected);
  });

  it('proposes no order of day and month where several are possible', async () => {
    const proposed = async (day: string): Promise<unknown> => (await proposeMapping({ name: '', content: Buffer.from(`日期,金额\n${day},1.00\n`) })).mapping.dayOrder;
    expect([await proposed('08/09/2026'), await proposed('18/09/2026'), await proposed('09/18/2026'), await proposed('2026-09-18')]).toEqual([undefined, 'dmy', 'mdy', 'ymd']);
  });

  it('may have a column for what came in and one for what went out, with totals below', async () => {
    const sheet = (total: string): string => `账号：0200000000000000001\n交易日期,贷方发生额,借方发生额,余额,对方户名,交易流水号\n2026-09-28,376.00,,1376.00,STRIPE,A1\n2026-09-28,,"1,000.00",376.00,李记食堂,A2\n合计,${total},"1,000.00"\n`;
    expect(told(await readProposed(sheet('376.00')))).toBe(table`
      3 | 2026-09-28 | 376.00   | 1376.00 | A1
      4 | 2026-09-28 | -1000.00 | 376.00  | A2`);
    expect(await readProposed(sheet('376.00'))).toMatchObject({ account: '0200000000000000001', opening: 100000n, closing: 37600n });
    expect(await refusal(readProposed(sheet('377.00')))).toEqual({ code: 'statement-totals-differ', total: '贷方发生额', found: '376.00', expected: '377.00' });
    expect(await refusal(readProposed(`${sheet('376.00')}2026-09-29,1.00,,377.00,x,A3\n`))).toMatchObject({ code: 'statement-line-after-totals', line: '6' });
  });

  it('of an enterprise account at ICBC and CCB is proposed as it is', async () => {
    const icbc = '凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额\n0,0200000000000000001,6222020000000001,2026-09-28 10:00:00,贷,0.00,376.00,102,转账,STRIPE PAYOUT,STRIPE,"2,000,376.00"\n0,0200000000000000001,6222020000000002,2026-09-28 11:00:00,借,"50,000.00",0.00,102,转账,资助款,社区服务中心,"1,950,376.00"\n';
    expect(told(await readProposed(icbc))).toBe(table`
      2 | 2026-09-28 | 376.00    | 2000376.00 | 2026-09-28/376.00/2000376.00/1
      3 | 2026-09-28 | -50000.00 | 1950376.00 | 2026-09-28/-50000.00/1950376.00/1`);
    expect((await readProposed(icbc)).lines[1]).toMatchObject({ at: '2026-09-28T11:00:00+08:00', party: '社区服务中心', partyAccount: '6222020000000002', memo: '资助款' });
    const ccb = '账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,记账日期,摘要,备注,账户明细编号-交易流水号\n4200000000000001,测试社区基金会,20260928 23:59:59,0.00,376.00,376.00,人民币元,STRIPE,123,20260929,转存,,7-00012\n';
    expect((await readProposed(ccb)).lines).toMatchObject([{ day: '2026-09-29', at: null, sum: 37600n, party: 'STRIPE', reference: '7-00012' }]);
  });

  it.each([
    ['printed with a minus', '5.00,\n2026-09-28,,-2.00\n2026-09-28,,-1.00', '2.00'],
    ['printed without', '5.00,\n2026-09-28,,2.00\n2026-09-28,,1.00', '2.00'],
    ['with one taken back', '5.00,\n2026-09-28,,2.00\n2026-09-28,,-1.00', '4.00'],
  ])('tells what went out, %s', async (_, rows, total) => {
    const { lines } = await readProposed(`日期,收入,支出\n2026-09-28,${rows}\n`);
    expect(plain(lines.reduce((sum, line) => sum + line.sum, 0n))).toBe(total);
  });

  it('makes a reference where the bank has none, the same in another export', async () => {
    const september = '日期,金额,余额\n2026-09-27,5.00,105.00\n2026-09-28,-5.00,100.00\n2026-09-28,5.00,105.00\n2026-09-28,-5.00,100.00\n';
    const newestFirst = '日期,金额,余额\n2026-09-28,-5.00,100.00\n2026-09-28,5.00,105.00\n2026-09-28,-5.00,100.00\n';
    const made = (await readProposed(september)).lines.map(({ reference }) => reference);
    expect(made).toEqual(['2026-09-27/5.00/105.00/1', '2026-09-28/-5.00/100.00/1', '2026-09-28/5.00/105.00/1', '2026-09-28/-5.00/100.00/2']);
    expect((await readProposed(newestFirst)).lines.map(({ reference }) => reference)).toEqual(made.slice(1));
  });

  it('leaves out what moved nothing', async () => {
    expect((await readProposed('日期,金额,余额\n2026-09-28,5.00,5.00\n2026-09-28,0.00,5.00\n')).lines).toHaveLength(1);
  });

  it.each([
    ['without a mapping', '日期,金额\n2026-09-28,1.00\n', null, { code: 'statement-needs-columns' }],
    ['with half a mapping', '日期,收入\n2026-09-28,1.00\n', columns({ day: '日期', income: '收入' }), { code: 'statement-needs-columns' }],
    ['with another table’s mapping', '时间,金额\n2026-09-28,1.00\n', columns({ day: '日期', amount: '金额' }), { code: 'statement-column-missing', column: '日期' }],
    ['with a heading twice', '日期,金额,金额\n2026-09-28,1.00,2.00\n', columns({ day: '日期', amount: '金额' }), { code: 'statement-column-twice', column: '金额', line: '1' }],
    ['with both columns filled', '日期,收入,支出\n2026-09-28,1.00,2.00\n', columns({ day: '日期', income: '收入', outgo: '支出' }), { code: 'statement-in-and-out', line: '2' }],
    ['with neither filled', '日期,收入,支出\n2026-09-28,,\n', columns({ day: '日期', income: '收入', outgo: '支出' }), { code: 'statement-sum-unreadable', line: '2' }],
    ['with a quote left open', '日期,金额,附言\n2026-09-28,1.00,"x\n2026-09-28,1.00,y\n', columns({ day: '日期', amount: '金额' }), { code: 'statement-quote-not-closed', line: '2' }],
    ['without a line', '日期,金额\n', columns({ day: '日期', amount: '金额' }), { code: 'statement-without-lines' }],
  ])('is refused %s', async (_, content, mapping, facts) => {
    expect(await refusal(read(content, mapping))).toMatchObject(facts);
  });

  it('that is known needs no mapping, and one without headings gets none', async () => {
    const propose = (content: Buffer): Promise<unknown> => proposeMapping({ name: '', content });
    expect(await refusal(propose(sample('bank_ofx_cny.ofx')))).toEqual({ code: 'statement-needs-no-columns', format: 'ofx' });
    expect(await refusal(propose(Buffer.from('just a letter\nto somebody\n')))).toEqual({ code: 'statement-without-headings' });
  });
});

describe('a workbook', () => {
  const workbook = async (...rows: unknown[][]): Promise<Buffer> => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('流水').addRows(rows);
    return Buffer.from(await book.xlsx.writeBuffer());
  };
  const header = ['交易日期', '金额', '余额', '交易流水号'];

  it('is read like a table', async () => {
    const content = await workbook(['账号：0200000000000000001'], header, [new Date('2026-09-28T00:00:00Z'), 376.1, 1376.1, '00420001'], ['2026-09-28', '-1,000.00', 376.1, '00420002']);
    expect(told(await readProposed(content))).toBe(table`
      3 | 2026-09-28 | 376.10   | 1376.10 | 00420001
      4 | 2026-09-28 | -1000.00 | 376.10  | 00420002`);
  });

  it.each([
    ['a formula', ['2026-09-28', { formula: 'A1+1', result: 5 }, 5, 'A'], { code: 'statement-sheet-formula', cell: 'B2' }],
    ['a number that has lost its end', ['2026-09-28', 5, 5, 4200000000202609210000000001], { code: 'statement-sheet-rounded', cell: 'D2' }],
    ['a character that no database keeps', ['2026-09-28', 5, 5, 'A_x0000_'], { code: 'statement-not-text', line: '2' }],
    ['a sum finer than fen', ['2026-09-28', 0.1 + 0.2, 5, 'A'], { code: 'statement-sum-unreadable', line: '2' }],
  ])('is refused with %s', async (_, row, facts) => {
    expect(await refusal(readProposed(await workbook(header, row)))).toMatchObject(facts);
  });

  it('is refused when it is broken', async () => {
    const content = zipped([{ name: '[Content_Types].xml', content: Buffer.from('<x') }, { name: 'xl/workbook.xml', content: Buffer.from('<x') }]);
    expect((await refusal(readProposed(content))).code).toBe('statement-sheet-broken');
  });
});
