import { loopPicture } from './loop';

it('draws what came, where it lay and where it went in one scale', () => {
  const { bars, bands } = loopPicture(
    [{ from: '洗衣店', to: '午餐', sum: 600n }, { from: '洗衣店', to: '楼道', sum: 200n }, { from: '其他', to: '午餐', sum: 200n }],
    [{ from: '午餐', to: '食堂', sum: 500n }, { from: '午餐', to: '留下', sum: 300n }, { from: '楼道', to: '电工', sum: 200n }]);
  expect(bars).toEqual([
    [{ name: '洗衣店', sum: 800n, from: 0, width: 80_000 }, { name: '其他', sum: 200n, from: 80_000, width: 20_000 }],
    [{ name: '午餐', sum: 800n, from: 0, width: 80_000 }, { name: '楼道', sum: 200n, from: 80_000, width: 20_000 }],
    [{ name: '食堂', sum: 500n, from: 0, width: 50_000 }, { name: '留下', sum: 300n, from: 50_000, width: 30_000 }, { name: '电工', sum: 200n, from: 80_000, width: 20_000 }],
  ]);
  expect(bands).toEqual([['0,0 60000,0 60000,40 0,40', '60000,0 80000,0 100000,40 80000,40', '80000,0 100000,0 80000,40 60000,40'], ['0,0 50000,0 50000,40 0,40', '50000,0 80000,0 80000,40 50000,40', '80000,0 100000,0 100000,40 80000,40']]);
});

it('leaves no gap where parts are no whole hundred-thousandths, and shows one fen beside a million', () => {
  const { bars: [above] } = loopPicture([{ from: 'a', to: 'f', sum: 1n }, { from: 'b', to: 'f', sum: 1n }, { from: 'c', to: 'f', sum: 1n }], [{ from: 'f', to: 'x', sum: 3n }]);
  expect(above!.map(({ from, width }) => [from, width])).toEqual([[0, 33_333], [33_333, 33_333], [66_666, 33_334]]);
  const { bars: [whole] } = loopPicture([{ from: 'a', to: 'f', sum: 100_000_000n }, { from: 'b', to: 'f', sum: 1n }], [{ from: 'f', to: 'x', sum: 100_000_001n }]);
  expect(whole!.map(({ from, width }) => [from, width])).toEqual([[0, 99_999], [99_999, 1]]);
});

it('draws one step more where something was paid for a group', () => {
  const { bars, bands } = loopPicture(
    [{ from: '洗衣店', to: '午餐', sum: 1_000n }],
    [{ from: '午餐', to: '护花队', sum: 300n }, { from: '午餐', to: '午餐，其余', sum: 700n }],
    [{ from: '午餐，其余', to: '食堂', sum: 500n }, { from: '护花队', to: '食堂', sum: 100n }, { from: '护花队', to: '花店', sum: 200n }, { from: '午餐，其余', to: '留下', sum: 200n }]);
  expect(bars.map((bar) => bar.map(({ name, sum }) => `${name} ${sum}`))).toEqual([['洗衣店 1000'], ['午餐 1000'], ['护花队 300', '午餐，其余 700'], ['食堂 600', '花店 200', '留下 200']]);
  expect(bands[2]).toEqual(['0,0 10000,0 10000,40 0,40', '10000,0 30000,0 80000,40 60000,40', '30000,0 80000,0 60000,40 10000,40', '80000,0 100000,0 100000,40 80000,40']);
});

it('refuses what does not add up', () => {
  expect(() => loopPicture([{ from: 'a', to: 'f', sum: 2n }], [{ from: 'f', to: 'g', sum: 2n }], [{ from: 'g', to: 'x', sum: 1n }])).toThrow('a fund receives what leaves it');
  expect(() => loopPicture([{ from: 'a', to: 'f', sum: 2n }], [{ from: 'f', to: 'x', sum: 1n }])).toThrow('a fund receives what leaves it');
  expect(() => loopPicture([{ from: 'a', to: 'f', sum: 1n }], [])).toThrow('a fund receives what leaves it');
  expect(() => loopPicture([{ from: 'a', to: 'f', sum: 0n }], [{ from: 'f', to: 'x', sum: 0n }])).toThrow('above zero');
});
