import { checkAgreement, type Agreement } from './named-fund';

const host = '渝中区四柱社区基金会';
const complete: Agreement = {
  host,
  name: `${host}助老专项基金`,
  purpose: '帮助本社区老人',
  use: '送餐、陪诊',
  termination: '三年期满或双方同意',
  remainingProperty: '用于本会相同或者相近的目的',
};

it.each([complete.name, `${host}·助老专项基金`, `${host} 88 Fund`])('%s may be the name', (name) =>
  expect(() => checkAgreement({ ...complete, name })).not.toThrow());

it.each([host, `${host} `, `${host}·`, '助老专项基金', '四柱社区基金会助老专项基金', `新${host}助老专项基金`, ''])('%j may not be the name', (name) =>
  expect(() => checkAgreement({ ...complete, name })).toThrow(expect.objectContaining({ code: 'fund-name-carries-the-hosts-full-name', facts: { host, name } })));

it.each(['purpose', 'use', 'termination', 'remainingProperty'])('an agreement without %s is incomplete', (part) => {
  for (const nothing of ['', ' \n', '　'])
    expect(() => checkAgreement({ ...complete, [part]: nothing })).toThrow(expect.objectContaining({ code: 'agreement-incomplete', facts: { missing: part } }));
});

it('all missing parts are named at once', () =>
  expect(() => checkAgreement({ ...complete, use: '', remainingProperty: '' })).toThrow(expect.objectContaining({ facts: { missing: 'use, remainingProperty' } })));
