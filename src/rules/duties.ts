import { Refused } from './refused';

/**
 * Two acts that one person may not both do (Accounting Law art. 37; regulations E3): the second is refused to whoever did the first.
 * Each is a sentence of its own, `refused.<duty>`, that says who may do it instead.
 */
export type Duty =
  /** One records a gift, another matches it with the bank. */
  | 'whoever-records-a-gift-does-not-match-it'
  /** One asks for a payment, another approves it. */
  | 'whoever-requests-does-not-approve'
  /** One approves a payment, another pays. */
  | 'whoever-approves-does-not-pay';

/**
 * @param doneBy those who did the first act; nobody when the system did it
 * @throws Refused named by the duty
 */
export function refuseSamePerson(duty: Duty, doneBy: readonly (number | null)[] | number | null, by: number): void {
  if ([doneBy].flat().includes(by)) throw new Refused(duty, {}, 'Accounting Law art. 37; regulations E3');
}
