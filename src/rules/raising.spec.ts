import { admit, giveForm, type Raising } from './raising';

const open: Raising = {
  mode: 'public',
  campaign: { filingNo: '53500000MJ0000001AA26001', from: '2026-06-01', to: '2026-11-30' },
  qualification: { certificateNo: '53500000MJ0000001A', from: '2020-01-01', to: '2026-12-31' },
  closedOn: null,
  atRest: false,
  day: '2026-11-21',
  invited: false,
};
const none = { campaign: null, qualification: null };

it.each<[string, Partial<Raising>, string, string | null]>([
  ['a filed campaign of a qualified host', {}, 'open', null],
  ['the campaign begins today', { day: '2026-06-01' }, 'open', null],
  ['the campaign begins tomorrow', { day: '2026-05-31' }, 'none', 'campaign-not-open-yet'],
  ['the campaign ends today', { day: '2026-11-30' }, 'open', null],
  ['the campaign ended yesterday', { day: '2026-12-01' }, 'none', 'campaign-over'],
  ['no campaign was filed', { campaign: null }, 'none', 'campaign-not-filed'],
  ['the host is not qualified', { qualification: null }, 'none', 'not-qualified-for-public-raising'],
  ['neither qualified nor filed', none, 'none', 'not-qualified-for-public-raising'],
  ['qualified from today', { qualification: { certificateNo: 'A', from: '2026-11-21', to: null } }, 'open', null],
  ['qualified from tomorrow', { qualification: { certificateNo: 'A', from: '2026-11-22', to: null } }, 'none', 'not-qualified-for-public-raising'],
  ['qualified until today', { qualification: { certificateNo: 'A', from: '2020-01-01', to: '2026-11-21' } }, 'open', null],
  ['qualified until yesterday', { qualification: { certificateNo: 'A', from: '2020-01-01', to: '2026-11-20' } }, 'none', 'not-qualified-for-public-raising'],
  ['an invitation does not prolong a public campaign', { day: '2026-12-01', invited: true }, 'none', 'campaign-over'],
  ['closed tomorrow', { closedOn: '2026-11-22' }, 'open', null],
  ['closed today', { closedOn: '2026-11-21' }, 'none', 'fund-closed'],
  ['closed, though invited', { mode: 'invited', closedOn: '2026-11-21', invited: true }, 'none', 'fund-closed'],
  ['joint, in its days', { mode: 'joint' }, 'partner', 'gifts-go-to-the-partner'],
  ['joint, the visitor invited by us', { mode: 'joint', invited: true }, 'partner', 'gifts-go-to-the-partner'],
  ['joint, the partner not qualified', { mode: 'joint', qualification: null }, 'none', 'not-qualified-for-public-raising'],
  ['joint, over', { mode: 'joint', day: '2026-12-01' }, 'none', 'campaign-over'],
  ['invited only, with an invitation', { mode: 'invited', ...none, invited: true }, 'open', null],
  ['invited only, without one', { mode: 'invited', ...none }, 'code', 'invitation-needed'],
  ['invited only needs an invitation whatever papers there are', { mode: 'invited' }, 'code', 'invitation-needed'],
  ['the foundation is at rest, whatever is filed', { atRest: true }, 'none', 'a-foundation-at-rest-takes-no-gifts'],
  ['the foundation is at rest, though invited', { atRest: true, mode: 'invited', ...none, invited: true }, 'none', 'a-foundation-at-rest-takes-no-gifts'],
  ['no mode chosen yet', { mode: null, invited: true }, 'none', 'fund-not-raising'],
])('%s', (_, change, form, reason) => {
  const raising = { ...open, ...change };
  expect(giveForm(raising)).toEqual({ form, reason });
  if (reason === null) expect(() => admit(raising)).not.toThrow();
  else expect(() => admit(raising)).toThrow(expect.objectContaining({ code: reason }));
});

it('a refusal says which days and which law', () =>
  expect(() => admit({ ...open, day: '2026-12-01' })).toThrow(
    expect.objectContaining({ facts: { day: '2026-12-01', from: '2026-06-01', to: '2026-11-30', filingNo: '53500000MJ0000001AA26001' }, article: 'CL 24' }),
  ));
