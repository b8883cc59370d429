import { Refused } from './refused';

/** Where a foundation stands: 筹备、存续、暂停活动、清算、终止. */
export type Life = 'preparing' | 'registered' | 'suspended' | 'liquidating' | 'ended';

/** What the registrar or the council decides about the foundation itself: 暂停、恢复、变更登记、进入清算、注销. */
export const LIFE_ACTS = ['suspension', 'resumption', 'change', 'liquidation', 'ending'] as const;
export type LifeAct = (typeof LIFE_ACTS)[number];

/** The paper of the registrar that each act shows (400 arts. 15–18, 42). */
export const PAPER_OF = {
  suspension: 'suspension-order', resumption: 'resumption-notice', change: 'change-approval', liquidation: 'liquidation-notice', ending: 'deregistration-notice',
} as const satisfies Record<LifeAct, string>;

const NEXT: Record<Life, readonly LifeAct[]> = {
  preparing: [], // it is registered by its own act
  registered: ['suspension', 'change', 'liquidation'],
  suspended: ['resumption', 'liquidation'],
  liquidating: ['ending'],
  ended: [],
};

export const nextActs = (life: Life): readonly LifeAct[] => NEXT[life];

/** @throws Refused `an-act-of-life-follows-the-one-before` */
export function refuseOutOfOrder(life: Life, act: LifeAct): void {
  if (!NEXT[life].includes(act)) throw new Refused('an-act-of-life-follows-the-one-before', { field: 'kind' }, '400 arts. 15–18');
}

/** Whether it may open funds and take new gifts. Preparing it may: what is given to a named fund then stands beside its original fund (CL 29). */
export const works = (life: Life): boolean => life === 'preparing' || life === 'registered';
