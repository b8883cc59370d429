import { pathBack, preferencesOf } from '../../src/platform/preferences.controller';

describe('preferences', () => {
  it.each([
    ['/ledger?month=2026-11', '/ledger?month=2026-11'],
    ['/en/funds/ELDERLY', '/en/funds/ELDERLY'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/..//evil.example', '/evil.example'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['\t//evil.example', '/'],
    ['', '/'],
    [undefined, '/'],
    [['/a'], '/'],
  ])('%j leads back to %s', (back, path) => {
    expect(pathBack(back)).toBe(path);
  });

  it('knows three sizes and the senior version', () => {
    expect(preferencesOf(undefined)).toEqual({ size: 'm', elder: false });
    expect(preferencesOf({ size: 'xl', elder: 'on' })).toEqual({ size: 'xl', elder: true });
    expect(preferencesOf({ size: 'xxl', elder: '1' })).toEqual({ size: 'm', elder: false });
  });
});
