import type { Day } from './day';
import { Refused } from './refused';

/**
 * How a fund asks for gifts: from the public under the host's own qualification 公开募捐, jointly with a qualified
 * partner 合作公开募捐, or from invited people only 定向募捐. It decides what a page shows and takes (CL 22–30; ux C4).
 */
export type RaisingMode = 'public' | 'joint' | 'invited';

export interface Raising {
  /** Null while the fund has not chosen yet. */
  mode: RaisingMode | null;
  /** The filed campaign plan 募捐方案, of the host or of the partner. Both days are inside the campaign. */
  campaign: { filingNo: string; from: Day; to: Day } | null;
  /** The qualification for public raising 公开募捐资格 of whoever takes the gifts: the host, or the partner in the joint mode. */
  qualification: { certificateNo: string; from: Day; to: Day | null } | null;
  /** The first day on which the fund is closed. */
  closedOn: Day | null;
  /** The foundation is suspended, in liquidation or ended (rules/life). */
  atRest: boolean;
  day: Day;
  /** Whether this visitor came with an invitation or is a signed-in member of the circle. */
  invited: boolean;
}

const ARTICLES = {
  'a-foundation-at-rest-takes-no-gifts': '400 arts. 16–18, 42',
  'fund-closed': 'M02',
  'fund-not-raising': 'CL 22, 29',
  'not-qualified-for-public-raising': 'CL 22, 110',
  'campaign-not-filed': 'CL 24',
  'campaign-not-open-yet': 'CL 24',
  'campaign-over': 'CL 24',
  'gifts-go-to-the-partner': 'CL 26',
  'invitation-needed': 'CL 29, 30',
} as const;
export type NoGift = keyof typeof ARTICLES;

/** What the page shows: the form, a field for the invitation code, the way to the partner, or none. */
export type GiveForm =
  | { form: 'open'; reason: null }
  | { form: 'code'; reason: 'invitation-needed' }
  | { form: 'partner'; reason: 'gifts-go-to-the-partner' }
  | { form: 'none'; reason: Exclude<NoGift, 'invitation-needed' | 'gifts-go-to-the-partner'> };

/** Which form the fund's page shows on the day, and why no gift may be taken here if it may not. */
export function giveForm({ mode, campaign, qualification, closedOn, atRest, day, invited }: Raising): GiveForm {
  if (atRest) return { form: 'none', reason: 'a-foundation-at-rest-takes-no-gifts' };
  if (closedOn !== null && closedOn <= day) return { form: 'none', reason: 'fund-closed' };
  if (mode === null) return { form: 'none', reason: 'fund-not-raising' };
  if (mode === 'invited') return invited ? { form: 'open', reason: null } : { form: 'code', reason: 'invitation-needed' };

  if (qualification === null || day < qualification.from || (qualification.to !== null && qualification.to < day))
    return { form: 'none', reason: 'not-qualified-for-public-raising' };
  if (campaign === null) return { form: 'none', reason: 'campaign-not-filed' };
  if (day < campaign.from) return { form: 'none', reason: 'campaign-not-open-yet' };
  if (campaign.to < day) return { form: 'none', reason: 'campaign-over' };
  // All money of a joint campaign goes into the partner's account and books (CL 26), so our own form is never shown.
  return mode === 'joint' ? { form: 'partner', reason: 'gifts-go-to-the-partner' } : { form: 'open', reason: null };
}

/**
 * Lets a gift in, or says why not.
 * @throws Refused with a code of `NoGift`
 */
export function admit(raising: Raising): void {
  const { reason } = giveForm(raising);
  if (reason === null) return;
  const { campaign, day } = raising;
  throw new Refused(reason, { day, ...(campaign && { from: campaign.from, to: campaign.to, filingNo: campaign.filingNo }) }, ARTICLES[reason]);
}
