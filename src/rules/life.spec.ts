import { type Life, LIFE_ACTS, nextActs, PAPER_OF, refuseOutOfOrder, works } from './life';

it.each<[Life, string, boolean]>([
  ['preparing', '', true],
  ['registered', 'suspension change liquidation', true],
  ['suspended', 'resumption liquidation', false],
  ['liquidating', 'ending', false],
  ['ended', '', false],
])('%s: what may come next is "%s"', (life, acts, open) => {
  expect(nextActs(life).join(' ')).toBe(acts);
  expect(works(life)).toBe(open);
  for (const act of LIFE_ACTS) {
    if (acts.split(' ').includes(act)) expect(() => refuseOutOfOrder(life, act)).not.toThrow();
    else expect(() => refuseOutOfOrder(life, act)).toThrow(expect.objectContaining({ code: 'an-act-of-life-follows-the-one-before' }));
  }
});

it('every act shows a paper of its own', () => expect(new Set(Object.values(PAPER_OF)).size).toBe(LIFE_ACTS.length));
