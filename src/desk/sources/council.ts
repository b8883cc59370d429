import { composed, councilsOf, figuresOn, seatsOf } from '../../council/residents-councils.queries';
import { addDays } from '../../rules/day';
import { compositionMissing, placesToFill } from '../../rules/residents-council';
import type { Source, Task } from '../tasks';

/** Who looks after residents' councils. */
const KEEPERS = ['programme-officer', 'secretary-general'];
/** So many days before a term is over somebody begins to think of an election. */
const DAYS_AHEAD = 60;

/** Residents' councils that lack somebody, and those with terms that end soon, or are over and leave it short, for which nobody is chosen yet. */
export const residentsCouncils: Source = async (db, { foundation, lang, today }) => {
  const all = await councilsOf(db, foundation, lang);
  const councils = all.filter(({ from, last }) => from <= today && (last === null || today <= last));
  if (councils.length === 0) return [];
  const [[{ jurisdiction }], seats] = [await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [foundation]), await seatsOf(db, foundation, lang)];
  const { figures } = await figuresOn(db, jurisdiction, today);
  const task = (kind: string, code: string, values: Record<string, string>, due: string | null): Task => ({ kind, values, sum: null, path: `/desk/councils/${code}`, by: null, due, roles: KEEPERS, notBy: [] });
  return councils.flatMap((council) => {
    const theirs = seats.filter((seat) => seat.council === council.id);
    const incomplete = compositionMissing(composed(council, { day: today, figures, councils: all, seats })).length > 0;
    const ending = placesToFill(addDays(today, DAYS_AHEAD), theirs).filter(({ until }) => until >= today || incomplete);
    const [first] = ending.map(({ until }) => until);
    return [
      ...(incomplete ? [task('council-incomplete', council.code, { name: council.name }, null)] : []),
      ...(first === undefined ? [] : [task('council-term', council.code, { name: council.name, count: String(ending.length) }, first)]),
    ];
  });
};
