import type { IncomingMessage } from 'node:http';
import { enter, visitOf } from '../../src/platform/visit';

describe('an address', () => {
  it.each([
    ['/', '/', 'zh', null, ''],
    ['/funds/A?page=2', '/funds/A?page=2', 'zh', null, ''],
    ['/en', '/', 'en', null, '/en'],
    ['/en?x=1', '/?x=1', 'en', null, '/en'],
    ['/en/funds', '/funds', 'en', null, '/en'],
    ['/english', '/english', 'zh', null, ''],
    ['/f/qiaoxi', '/', 'zh', 'qiaoxi', '/f/qiaoxi'],
    ['/f/qiaoxi/funds', '/funds', 'zh', 'qiaoxi', '/f/qiaoxi'],
    ['/en/f/qiaoxi/funds', '/funds', 'en', 'qiaoxi', '/en/f/qiaoxi'],
    ['/f/qiaoxi/en/funds', '/funds', 'en', 'qiaoxi', '/en/f/qiaoxi'],
    ['/f/qiaoxi/enough', '/enough', 'zh', 'qiaoxi', '/f/qiaoxi'],
    ['/f/en', '/', 'zh', 'en', '/f/en'],
    ['/f/', '/f/', 'zh', null, ''],
    ['/f/%00', '/f/%00', 'zh', null, ''],
    ['/f/a/f/b', '/f/b', 'zh', 'a', '/f/a'],
    ['/en/en', '/en', 'en', null, '/en'],
    ['/funds?next=/en/f/x', '/funds?next=/en/f/x', 'zh', null, ''],
  ])('%s leads to %s', (url, route, lang, foundation, base) => {
    const raw = { url } as IncomingMessage;
    expect(enter(raw)).toBe(route);
    expect(visitOf({ raw })).toEqual({ lang, foundation, base });
  });
});
