import { KINDS } from '../../src/ledger/kinds';
import { Log } from '../../src/ledger/log';
import { Sealer } from '../../src/ledger/sealer';
import { SetClock, startApp, type TestApp } from '../support/app';
import { signOpening } from '../support/opening';
import { complaints } from '../support/checks';
import { everyKind, type EveryKind } from '../support/every-kind';
import { table } from '../support/ledger-table';

let test: TestApp;
let story: EveryKind;
beforeAll(async () => {
  test = await startApp({ clock: new SetClock('2026-12-31T04:00:00Z') });
  story = await everyKind(test.db);
  await test.app.get(Sealer).seal();
}, 60_000);
afterAll(() => test?.close());

it('leaves no kind untried', async () => {
  const rows = await test.db.query<{ kind: string }[]>('SELECT DISTINCT kind FROM journal_entry');
  // a foundation ends with what remains of it, a purse with what its street gets back: told in journeys/foundation-life and journeys/purse; a year of public money with what is left of it: told in journeys/programme-years; goods of a store are written off by their list: told in giving/store
  expect(rows.map(({ kind }) => kind).sort()).toEqual(Object.keys(KINDS).filter((kind) => !['remaining property', 'match returned', 'subsidy returned', 'goods written off'].includes(kind)).sort());
});

it('books every kind as books § 5 says: what it did to M money, O owed, C promised, W worth and the floor, and its lines, debits positive', () => {
  expect(story.told.join('\n')).toBe(table`
    opening balance        | general   | M+ O+ W+    | 1002 20000 · 1201 500 · 2202 -300 · 3101 -20200
                           | original  | M+ W+       | 1002 1500000 · 1101 500000 · 310101 -2000000
                           | lunch     | M+ W+       | 1002 10000 · 3102 -10000
                           | evergreen | M+ W+ floor+ | 1002 100000 · 310201 -100000
                           | lift      | M+          | 1002 5000 · 1701 1000 · 2601 -6000
    founding contribution  | original  | M+ W+       | 1002 10000 · 310101 -10000
    contribution bounced   | original  | M− W−       | 310101 10000 · 1002 -10000
    making good            | general   | M− W−       | 3101 1000 · Z01 -1000
                           | original  | M+ W+       | Z01 1000 · 310101 -1000
    bank gift              | lunch     | M+ W+       | 1002 3000 · 410102 -3000
    cost accepted          | lunch     | O+ W−       | 5101 1000 · 2202 -1000
    cost accepted          | general   | O+ W−       | 5201 600 · 2202 -600
    cost accepted          | general   | O+ W−       | 5301 90 · 2202 -90
    grant reclaimed        | study     | M+ W+       | 1002 800 · 3102 -800
    investment bought      | general   | M−          | 1101 5000 · 1002 -5000
    fall in value          | general   | W−          | 520101 200 · 1102 -200
    promise                | lunch     | C+          | Y01 2000 · Y02 -2000
    year closing           | general   | 0           | 5201 -600 · 3101 600 · 520101 -200 · 3101 200 · 5301 -90 · 3101 90
                           | lunch     | 0           | 410102 3000 · 3102 -3000 · 5101 -1000 · 3101 1000
    chart migration        | original  | 0           | 1002 1500000 · 2004/1002 -1500000 · 1101 500000 · 2004/1101 -500000 · 310101 -2001000 · 2004/310101 2001000 · Z01 1000 · 2004/Z01 -1000
                           | general   | 0           | 1002 15000 · 2004/1002 -15000 · 1101 5000 · 2004/1101 -5000 · 1102 -200 · 2004/1102 200 · 1201 500 · 2004/1201 -500 · 2202 -990 · 2004/2202 990 · 3101 -18310 · 2004/3101 18310 · Z01 -1000 · 2004/Z01 1000
                           | lunch     | 0           | 1002 13000 · 2004/1002 -13000 · 2202 -1000 · 2004/2202 1000 · 3101 1000 · 2004/3101 -1000 · 3102 -13000 · 2004/3102 13000 · Y01 2000 · 2004/Y01 -2000 · Y02 -2000 · 2004/Y02 2000
                           | study     | 0           | 1002 800 · 2004/1002 -800 · 3102 -800 · 2004/3102 800
                           | evergreen | 0           | 1002 100000 · 2004/1002 -100000 · 310201 -100000 · 2004/310201 100000
                           | lift      | 0           | 1002 5000 · 2004/1002 -5000 · 1801 1000 · 2004/1701 -1000 · 2601 -6000 · 2004/2601 6000
    reversal               | general   | O− W+       | 5301 -600 · 2202 600
    reversal               | general   | O− W+       | 5401 -90 · 2202 90
    payment fee            | general   | M− W−       | 5401 3 · 1009 -3
    online gift            | lunch     | M+ W+       | 1009 100 · 410102 -100
    payment fee            | lunch     | M− W−       | 5401 0.6 · 1009 -0.6
    paid, not as asked     | general   | M+ O+       | 1009 50 · 220901 -50
    unidentified receipt   | general   | M+ O+       | 1002 700 · 220901 -700
    money identified       | general   | M− O−       | 220901 600 · Z01 -600
                           | study     | M+ W+       | Z01 600 · 410102 -600
    money identified       | general   | O− W+       | 220901 100 · 410101 -100
    cash gift              | stairs    | M+ W+       | 1001 230 · 410101 -230
    principal gift         | evergreen | M+ W+ floor+ | 1002 50000 · 410102 -50000
    goods gift             | lunch     | W+          | 1201 1000 · 410102 -1000
    goods used             | lunch     | W−          | 5101 500 · 1201 -500
    rent                   | general   | M+ W+       | 1002 70 · 490101 -70
    goods sold             | lunch     | M+ W+       | 1002 450 · 450102 -450 · 5101 400 · 1201 -400
    donated service        | general   | 0           | 5301 3000 · 410101 -3000
    enterprise share       | stairs    | M+ W+       | 1002 400 · 410101 -400
    agency in              | lift      | M+          | 1002 12000 · 2601 -12000
    agency in              | lift      | 0           | 1801 300 · 2601 -300
    promise                | general   | C+          | Y01 1500 · Y02 -1500
    match paid             | general   | M− C− W−    | 5101 1200 · Z01 -1200 · Y02 1200 · Y01 -1200
                           | lift      | M+          | Z01 1200 · 2601 -1200
    release                | general   | C−          | Y02 300 · Y01 -300
    agency out             | lift      | M−          | 2601 9000 · 1002 -9000
    agency out             | lift      | 0           | 2601 300 · 1801 -300
    subsidy                | lunch     | W+          | 1122 6000 · 440102 -6000
    receivable received    | lunch     | M+          | 1002 6000 · 1122 -6000
    service income         | general   | M+ W+       | 1002 8000 · 430101 -8000
    interest               | general   | M+ W+       | 1002 33.5 · 490101 -33.5
    dividend declared      | general   | W+          | 1122 260 · 460101 -260
    cost accepted          | lunch     | O+ C− W−    | 5101 1500 · 2202 -1425 · 220903 -75 · Y02 1500 · Y01 -1500
    payment                | lunch     | M− O−       | 2202 1425 · 1002 -1425
    payment returned       | lunch     | M+ O+       | 1002 1425 · 2202 -1425
    deduction              | lunch     | O− W+       | 220903 25 · 5101 -25
    payment                | lunch     | M− O−       | 220903 50 · 1002 -50
    cost accepted          | general   | O+ W−       | 5301 4000 · 2204 -4000
    advance                | lunch     | M− C−       | 1122 300 · 1002 -300 · Y02 300 · Y01 -300
    advance cleared        | lunch     | W−          | 5101 280 · 1122 -280
    advance handed back    | lunch     | M+          | 1002 20 · 1122 -20
    bond in                | study     | M+ O+       | 1002 120 · 220904 -120
    bond back              | study     | M− O−       | 220904 120 · 1002 -120
    grant reclaimed        | study     | M+ W+       | 1002 90 · 5101 -90
    grant reclaimed        | study     | W+          | 1122 70 · 3201 -70
    management fee         | lunch     | M− W−       | 3102 200 · Z01 -200
                           | general   | M+ W+       | Z01 200 · 3101 -200
    transfer, restricted   | lunch     | M− W−       | 3102 400 · Z01 -400
                           | study     | M+ W+       | Z01 400 · 3102 -400
    transfer, unrestricted | general   | M− W−       | 3101 1000 · Z01 -1000
                           | stairs    | M+ W+       | Z01 1000 · 3101 -1000
    restriction released   | lunch     | 0           | 3102 2655.6 · 3101 -2655.6
    payout                 | general   | 0           | 1002 40 · 1009 -40
    between places         | general   | 0           | 1002 230 · 1001 -230
    promise                | lunch     | C+          | Y01 30 · Y02 -30
    refund                 | lunch     | M− C− W−    | 410102 30 · 1009 -30 · Y02 30 · Y01 -30
    refund                 | lunch     | M− W−       | 5301 10 · 1002 -10
    covered refund         | general   | M− W−       | 5901 5 · 1009 -5
    provider refund        | general   | M− O−       | 220901 50 · 1009 -50
    kept in another currency | lunch   | M− W−       | 410102 6 · Z01 -6
                           | general   | M+ O+       | Z01 6 · 220901 -6
    refund failed          | general   | M+ O+       | 1009 50 · 220902 -50
    payment                | general   | M− O−       | 220902 50 · 1002 -50
    dispute withdrawn      | lunch     | M−          | 112201 20 · 1009 -20
                           | general   | M−          | 112201 4 · 1009 -4
    dispute fee            | general   | M− W−       | 5401 15 · 1009 -15
    dispute won            | lunch     | M+          | 1009 12 · 112201 -12
                           | general   | M+          | 1009 1 · 112201 -1
    dispute lost           | lunch     | W−          | 410102 8 · 112201 -8
                           | general   | W−          | 5901 3 · 112201 -3
    provider overdrawn     | general   | M+ O+       | 1009 17.6 · 220905 -17.6
    bank fee               | general   | M− W−       | 5301 8 · 1002 -8
    fixed asset bought     | lunch     | M−          | 1501 2400 · 1002 -2400
    depreciation           | lunch     | W−          | 5101 40 · 1502 -40
    investment bought      | original  | M−          | 1403 300000 · 1002 -300000
    investment sold        | general   | M+ W+       | 1002 4950 · 1102 200 · 1101 -5000 · 460101 -150
    investment sold        | original  | M+          | 1002 101000 · 1101 -100000 · Z01 -1000
                           | general   | M+ W+       | Z01 1000 · 460101 -1000
    investment sold        | original  | M+          | 1002 99500 · 1101 -100000 · Z01 500
                           | general   | M− W−       | Z01 -500 · 460101 500
    fall in value          | general   | M− W−       | 5501 900 · Z01 -900
                           | original  | M+          | Z01 900 · 1102 -900
    fall in value          | general   | M− W−       | 5501 500 · Z01 -500
                           | original  | M+ W−       | Z01 500 · 310101 100 · 1102 -600
    reversal               | evergreen | M− W− floor− | 1002 -50000 · 410102 50000
    reversal               | lunch     | O− C+ W+    | 5101 -1500 · 2202 1425 · 220903 75 · Y02 -1500 · Y01 1500
    spin-off               | lunch     | M− W−       | 5101 1000 · 1002 -1000
    spin-off received      | original  | M+ W+       | 1002 200 · 310101 -200
                           | lunch     | M+ W+       | 1002 800 · 410102 -800
    year closing           | general   | 0           | 410101 3100 · 3101 -3100 · 430101 8000 · 3101 -8000 · 460101 910 · 3101 -910 · 490101 103.5 · 3101 -103.5 · 5101 -1200 · 3101 1200 · 5301 -6408 · 3101 6408 · 5501 -1400 · 3101 1400 · 5401 72 · 3101 -72 · 5901 -8 · 3101 8
                           | stairs    | 0           | 410101 630 · 3101 -630
                           | lunch     | 0           | 410102 1056 · 3102 -1056 · 440102 6000 · 3102 -6000 · 450102 450 · 3102 -450 · 5101 -2195 · 3101 2195 · 5301 -10 · 3101 10 · 5401 -0.6 · 3101 0.6
                           | study     | 0           | 3201 70 · 3102 -70 · 410102 600 · 3102 -600 · 5101 90 · 3101 -90
  `);
});

it('leaves each fund with what these lines add up to: money, owed, promised, worth, floor', async () => {
  const rows = await test.db.query<{ row: string }[]>(
    `SELECT concat_ws(' | ', h.code, f.code, trim_scale(b.money / 100.0), trim_scale(b.owed / 100.0), trim_scale(b.promised / 100.0), trim_scale(b.worth / 100.0), trim_scale(b.floor / 100.0)) AS row
     FROM fund_balance b JOIN fund f ON f.id = b.fund JOIN foundation h ON h.id = b.foundation ORDER BY b.fund`);
  expect(rows.map(({ row }) => row).join('\n')).toBe(table`
    liuyinli | original  | 1402400 | 0      | 0    | 2000900 | 0
    liuyinli | general   | 24243.1 | 4323.6 | 0    | 20679.5 | 0
    liuyinli | stairs    | 1630    | 0      | 0    | 1630    | 0
    liuyinli | lunch     | 15165.4 | 925    | 1700 | 16700.4 | 0
    liuyinli | study     | 1890    | 0      | 0    | 1960    | 0
    liuyinli | evergreen | 100000  | 0      | 0    | 100000  | 100000
    liuyinli | lift      | 9200    | 0      | 0    | 0       | 0
    nanyuan  | original  | 200     | 0      | 0    | 200     | 0
    nanyuan  | lunch     | 800     | 0      | 0    | 800     | 0
  `);
});

it('tells the old side of a chart migration apart in the log', async () => {
  const [row] = await test.db.query<{ number: bigint }[]>("SELECT s.number FROM journal_entry e JOIN sealed_entry s ON s.entry = e.id WHERE e.kind = 'chart migration'");
  const [entry] = await test.app.get(Log).entries(story.foundation, Number(row!.number), Number(row!.number));
  expect(entry!.text).toContain('\nposting lift 1801 100000\nposting lift 2004/1701 -100000\n');
});

it('no named check complains, once the trial balance has its two names', async () => {
  await signOpening(test.ownerUrl);
  expect(await complaints(test)).toEqual({});
});
