import { type Day, yearOf } from './day';

/** What residents' groups do, as the register of civil affairs sorts them (M11). */
export const GROUP_FIELDS = ['charity', 'living', 'affairs', 'culture', 'rights'] as const;
/** For whom a group is there 自益、互益、公益. */
export const ORIENTATIONS = ['self', 'mutual', 'public'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];
export const MEMBER_ROLES = ['lead', 'deputy', 'treasurer', 'recorder', 'member'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];
/** How money reaches a group, which is never paid itself (regulations § 11 I). */
export const GROUP_ROUTES = ['carrier', 'vendors', 'goods', 'advance'] as const;
export type GroupRoute = (typeof GROUP_ROUTES)[number];
export const CARRIER_KINDS = ['residents-committee', 'hub'] as const;

/** What a year of birth says of a day: of age on all of its days, on none, or, in the year of the eighteenth birthday and where no year is known, what they say themselves. */
export function ageByYear(born: number | null, day: Day): 'of-age' | 'minor' | 'to-declare' {
  if (born === null) return 'to-declare';
  const years = yearOf(day) - born;
  return years > 18 ? 'of-age' : years === 18 ? 'to-declare' : 'minor';
}

/** How a filing stands on a day. */
export function filingOn(filing: { readonly from: Day; readonly until: Day } | null, day: Day): 'none' | 'filed' | 'run-out' | 'to-come' {
  if (!filing) return 'none';
  return day < filing.from ? 'to-come' : day > filing.until ? 'run-out' : 'filed';
}
