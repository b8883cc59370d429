import type { EntityManager } from 'typeorm';
import { restingInWords } from '../../foundations/resolutions-page';
import { restingOn } from '../../foundations/resolutions.queries';
import type { Lang } from '../../platform/words';
import { dayOf } from '../../rules/day';
import { objectionInPublic, resultInWords } from './result-words';
import { objectionsTo, resultRow } from './results.queries';

type Asks = Pick<EntityManager, 'query'>;

/** What was decided on a motion, its notice with objections, and whether it has taken effect; null before its vote is closed. */
export async function resultOfMotion(db: Asks, motion: number, { lang, now }: { lang: Lang; now: Date }): Promise<object | null> {
  const row = await resultRow(db, null, { motion }, lang);
  return row && resultModel(db, row, { lang, now });
}

/** The same of a result at hand. */
export async function resultModel(db: Asks, row: NonNullable<Awaited<ReturnType<typeof resultRow>>>, { lang, now }: { lang: Lang; now: Date }) {
  const today = dayOf(now);
  const objections = await objectionsTo(db, row.vote, lang);
  return {
    ...resultInWords(row, objections, { lang, today }), objections: objections.map((one) => objectionInPublic(one, { lang, today })),
    resting: row.effect ? restingInWords(await restingOn(db, row.effect.resolution), lang) : [],
  };
}
