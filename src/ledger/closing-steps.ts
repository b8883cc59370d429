import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Month } from '../rules/day';

/**
 * The seven steps of a month's closing, in their order: everything received is booked and banked; the bank agrees with the
 * books; unidentified money is known about; vouchers are checked; depreciation and accruals; restrictions are released;
 * the statements agree.
 */
export const CLOSING_STEPS = ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements'] as const;
export type ClosingStepName = (typeof CLOSING_STEPS)[number];

/** Something that is still open in a month: a sentence for people, and the page of the desk where it is dealt with. */
export interface Pending {
  readonly words: { readonly zh: string; readonly en: string };
  /** Address within the foundation, `/desk/…`. */
  readonly path: string;
  /** The month can be closed all the same; whoever closes it reads this first. */
  readonly mayStay?: true;
}

/** Asks one folder's rows what stands in the way of closing a month. */
export type AskPending = (db: EntityManager, asked: { foundation: number; month: Month }) => Promise<Pending[]>;

/** Folders to the right of the books say here what keeps a month open: the books know neither bank lines nor cash counts. */
@Injectable()
export class ClosingSteps {
  private readonly asked: { step: ClosingStepName; ask: AskPending }[] = [];

  /** To be called once, when the module starts. */
  ask(step: ClosingStepName, ask: AskPending): void {
    this.asked.push({ step, ask });
  }

  /** What is still open, by step. */
  async pending(db: EntityManager, asked: { foundation: number; month: Month }): Promise<ReadonlyMap<ClosingStepName, Pending[]>> {
    const found = new Map<ClosingStepName, Pending[]>(CLOSING_STEPS.map((step) => [step, []]));
    for (const { step, ask } of this.asked) found.get(step)!.push(...(await ask(db, asked)));
    return found;
  }
}
