/** What an accountant answers before money is taken in for others: an agreement to pass it on, or three questions (解释 2020, 3(1); regulations 7.4, D14). */
export interface AgencyTest {
  /** There is an agreement by which we only pass it on. */
  readonly passesOn: boolean;
  /** With the money comes at once the duty to hand it to those it is for: our own net assets do not grow. */
  readonly dutyAtOnce: boolean;
  /** We are in between only, and may change neither whom it is for nor what for. */
  readonly onlyBetween: boolean;
  /** Whoever gives it has named whom it is for. */
  readonly namedByGiver: boolean;
}

/** Held for others 受托代理: no gift, no income, no receipt. Anything else is a gift, and what it is for restricts it. */
export const classOfPurse = ({ passesOn, dutyAtOnce, onlyBetween, namedByGiver }: AgencyTest): 'agency' | 'restricted' =>
  (passesOn || (dutyAtOnce && onlyBetween && namedByGiver) ? 'agency' : 'restricted');
