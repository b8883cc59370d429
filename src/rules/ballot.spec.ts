import { boxOf, type Choice, codeText, drawn, keyHash, keysOf, newToken, openBox, openBoxes, readCode, readToken, sealBox, trackingCode } from './ballot';

const keys = keysOf(Buffer.alloc(32, 7));
const others = keysOf(Buffer.alloc(32, 8));

describe('a token', () => {
  it('is read as it was given, and as people write it down', () => {
    const token = newToken(keys);
    expect(token).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    const bytes = readToken(keys, token)!;
    for (const typed of [token.toLowerCase(), token.replaceAll('-', ' '), token.replaceAll('-', ''), token.replaceAll('0', 'o').replaceAll('1', 'l'), token.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)), `\u200B${token}\n`]) expect(readToken(keys, typed)).toEqual(bytes);
  });

  it('is of one vote alone, and nobody makes one without its key', () => {
    const token = newToken(others);
    expect(readToken(keys, token)).toBeNull();
    for (const typed of ['', '-', 'U'.repeat(32), '0'.repeat(32), '0'.repeat(31), '0'.repeat(40), '表决']) expect(readToken(keys, typed)).toBeNull();
    for (let nth = 0; nth < 32; nth++) {
      const letters = [...newToken(keys).replaceAll('-', '')];
      letters[nth] = letters[nth] === '0' ? '2' : '0';
      expect(readToken(keys, letters.join(''))).toBeNull();
    }
  });

  it('has a tracking code, which does not lead back', () => {
    const token = readToken(keys, newToken(keys))!;
    const code = codeText(trackingCode(token));
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(readCode(code.toLowerCase())).toBe(code);
    expect(readCode('0000')).toBeNull();
    expect(token.includes(trackingCode(token).subarray(0, 4))).toBe(false);
    expect(boxOf(trackingCode(token), 1)).toBe(0);
  });

  it('keys are apart, and what the database knows opens nothing', () => {
    expect(new Set([keys.proof, keys.tokens, keys.box, keyHash(keys)].map((one) => one.toString('hex'))).size).toBe(4);
  });
});

describe('a box', () => {
  const ballots = new Map<string, Choice>([['bbbbbbbbbb', 'against'], ['aaaaaaaaaa', 'for'], ['\u00ff\u0000cccccccc', 'abstain']]);

  it('opens with its key, as itself, and not otherwise', () => {
    const sealed = sealBox(keys, ballots, '1/0');
    expect(openBox(keys, sealed, '1/0')).toEqual(new Map(ballots));
    expect(() => openBox(others, sealed, '1/0')).toThrow();
    expect(() => openBox(keys, sealed, '1/1')).toThrow();
    expect(() => openBox(keys, Buffer.concat([sealed.subarray(0, -1), Buffer.of(sealed.at(-1)! ^ 1)]), '1/0')).toThrow();
    expect(openBox(keys, Buffer.alloc(0), '1/0').size).toBe(0);
  });

  it('looks anew each time, is as long for one choice as for another, and shows no code', () => {
    const sealed = sealBox(keys, ballots, '1/0');
    expect(sealBox(keys, ballots, '1/0').equals(sealed)).toBe(false);
    expect(sealBox(keys, new Map([...ballots].map(([code]): [string, Choice] => [code, 'for'])), '1/0').length).toBe(sealed.length);
    expect(sealed.includes('aaaaaaaaaa')).toBe(false);
  });

  it('its ballots lie in no order of arrival', () => {
    expect([...openBox(keys, sealBox(keys, ballots, '1/0'), '1/0').keys()]).toEqual([...ballots.keys()].sort());
  });
});

describe('all boxes of a vote', () => {
  const codes = Array.from({ length: 40 }, () => trackingCode(readToken(keys, newToken(keys))!));
  const boxes = (of: readonly Buffer[][]): { sealed: Buffer; of: string }[] => of.map((box, nth) => ({ sealed: sealBox(keys, new Map(box.map((code) => [code.toString('latin1'), code[9]! % 2 ? 'for' : 'abstain'])), `1/${nth}`), of: `1/${nth}` }));
  const filled = [0, 1, 2].map((nth) => codes.filter((code) => boxOf(code, 3) === nth));

  it('one after the other are the list as it is published, with the choices apart', () => {
    const open = openBoxes(keys, boxes(filled));
    expect(open.codes.toString()).toBe(codes.map((code) => `${codeText(code)}\n`).sort().join(''));
    expect(open.choices).toEqual([...codes].sort((a, b) => a.compare(b)).map((code) => (code[9]! % 2 ? 'for' : 'abstain')));
    expect(openBoxes(keys, [{ sealed: Buffer.alloc(0), of: '1/0' }])).toEqual({ codes: Buffer.alloc(0), choices: [] });
    expect([boxOf(Buffer.alloc(10), 3), boxOf(Buffer.alloc(10, 255), 3)]).toEqual([0, 2]);
  });

  it('do not open with a ballot twice, or in another box', () => {
    const [first, second, third] = filled as [Buffer[], Buffer[], Buffer[]];
    expect(() => openBoxes(keys, boxes([second, first, third]))).toThrow('do not lie in order');
    const last = [...codes].sort((a, b) => a.compare(b)).at(-1)!;
    expect(() => openBoxes(keys, boxes([codes, [last]]))).toThrow('do not lie in order');
  });
});

it('a lot loses nobody and puts anybody anywhere', () => {
  const all = Array.from({ length: 6 }, (_, nth) => nth);
  const places = new Set<string>();
  for (let round = 0; round < 600; round++) drawn([...all]).forEach((one, place) => places.add(`${one} at ${place}`));
  expect(drawn([...all]).sort()).toEqual(all);
  expect(places.size).toBe(36);
});
