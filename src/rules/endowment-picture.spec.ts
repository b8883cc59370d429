import { type Drawn, endowmentPicture, type Picture } from './endowment-picture';

const drawn = (more: Partial<Drawn> = {}): Picture => endowmentPicture({ principal: 200_000_000n, value: 220_000_000n, promised: 2_000_000n, allowed: 8_000_000n, spent: 1_000_000n, room: 15_000_000n, ...more });
const told = ({ whole, year }: Picture): string[] => [whole, year].map((pieces) => pieces.map(({ mark, sum, x, width }) => `${mark} ${sum} ${x}+${width}`).join(' | '));

it('what is kept, what has grown on it, and what of that is promised and free', () => {
  expect(told(drawn())).toEqual([
    'principal 200000000 0.00%+90.90% | promised 2000000 90.90%+0.91% | spendable 5000000 91.81%+2.28% | gains 13000000 94.09%+5.91%',
    'spent 1000000 0.00%+12.50% | promised 2000000 12.50%+25.00% | spendable 5000000 37.50%+62.50%',
  ]);
  expect(drawn()).toMatchObject({ gains: 20_000_000n, missing: 0n, left: 5_000_000n, heldBy: null });
});

it('exactly at its principal there is nothing above it, a fen below it is missing', () => {
  expect(drawn({ value: 200_000_000n, promised: 0n })).toMatchObject({ gains: 0n, missing: 0n, left: 0n, heldBy: 'value' });
  expect(told(drawn({ value: 199_999_999n, promised: 0n }))[0]).toBe('principal 199999999 0.00%+99.99% | missing 1 99.99%+0.01%');
});

it('promises above what has grown are drawn no further than it', () => {
  expect(told(drawn({ value: 201_000_000n }))[0]).toBe('principal 200000000 0.00%+99.50% | promised 1000000 99.50%+0.50%');
});

it('the books, the value and the rule: what leaves least decides, and says so', () => {
  expect(drawn({ room: 5_000_000n })).toMatchObject({ left: 5_000_000n, heldBy: null });
  expect(drawn({ room: 4_999_999n })).toMatchObject({ left: 4_999_999n, heldBy: 'books' });
  expect(drawn({ value: 206_999_999n })).toMatchObject({ left: 4_999_999n, heldBy: 'value' });
  expect(drawn({ spent: 9_000_000n, promised: 0n })).toMatchObject({ left: 0n, heldBy: null });
});

it('a year in which more was used than allowed fills its bar', () => expect(told(drawn({ spent: 9_000_000n, promised: 1_000_000n }))[1]).toBe('spent 9000000 0.00%+90.00% | promised 1000000 90.00%+10.00%'));

it('without a rule there is no bar of the year, and the books decide', () => expect(drawn({ allowed: null })).toMatchObject({ year: [], left: 15_000_000n }));
it('a fund with nothing in it has nothing to draw', () => expect(drawn({ principal: 0n, value: 0n, promised: 0n, allowed: 0n, spent: 0n, room: 0n })).toMatchObject({ whole: [], year: [], left: 0n }));
