import { admitOffline } from './offline-gift';
import type { Raising } from './raising';

const raising = (more: Partial<Raising> = {}): Raising => ({
  mode: 'public', campaign: { filingNo: 'A26001', from: '2026-01-01', to: '2026-12-31' }, qualification: { certificateNo: '1', from: '2025-01-01', to: null }, closedOn: null, atRest: false, day: '2026-11-21', invited: false, ...more,
});

it('a box or an event needs what public raising needs', () => {
  for (const channel of ['box', 'event'] as const) {
    expect(() => admitOffline(channel, raising())).not.toThrow();
    expect(() => admitOffline(channel, raising({ mode: 'invited' }))).toThrow('a-box-or-event-is-public-raising');
    expect(() => admitOffline(channel, raising({ campaign: null }))).toThrow('a-box-or-event-is-public-raising');
    expect(() => admitOffline(channel, raising({ qualification: null }))).toThrow('a-box-or-event-is-public-raising');
    expect(() => admitOffline(channel, null)).toThrow('a-box-or-event-is-public-raising');
  }
});

it('what somebody brings to the counter is taken by every fund that is open', () => {
  for (const fund of [raising(), raising({ mode: 'invited' }), raising({ mode: null }), null]) expect(() => admitOffline('counter', fund)).not.toThrow();
  expect(() => admitOffline('counter', raising({ closedOn: '2026-11-21' }))).toThrow('fund-closed');
});
