import { BANK_CHECKS } from '../bank/checks';
import { MEETING_CHECKS } from '../council/meetings/checks';
import { ENTERPRISE_CHECKS } from '../enterprises/checks';
import { FOUNDING_CHECKS } from '../foundations/checks';
import { FUND_CHECKS } from '../funds/checks';
import { CAMPAIGN_CHECKS } from '../funds/campaigns/checks';
import { ENDOWMENT_CHECKS } from '../funds/endowment/checks';
import { GROUP_CHECKS } from '../funds/group-funds/checks';
import { PURSE_CHECKS } from '../funds/purses/checks';
import { PROGRAMME_CHECKS } from '../funds/programmes/checks';
import { MOVE_CHECKS } from '../funds/moves/checks';
import { GIVING_CHECKS } from '../giving/checks';
import { type Check, LEDGER_CHECKS } from '../ledger/checks';
import { CLOSING_CHECKS } from '../ledger/closing-checks';
import type { Log } from '../ledger/log';
import { logChecks } from '../ledger/log-checks';
import { PAPER_CHECKS } from '../ledger/paper-checks';
import { STATEMENT_CHECKS } from '../ledger/statements/statement-checks';

/** Every named check of the house. A feature with checks of its own adds its list here, and `npm run verify` and the public page have them. */
export const allChecks = (log: Log): readonly Check[] => [
  ...LEDGER_CHECKS,
  ...logChecks(log),
  ...CLOSING_CHECKS,
  ...STATEMENT_CHECKS,
  ...PAPER_CHECKS,
  ...BANK_CHECKS,
  ...FOUNDING_CHECKS,
  ...FUND_CHECKS,
  ...CAMPAIGN_CHECKS,
  ...ENDOWMENT_CHECKS,
  ...PURSE_CHECKS,
  ...GROUP_CHECKS,
  ...PROGRAMME_CHECKS,
  ...MOVE_CHECKS,
  ...GIVING_CHECKS,
  ...ENTERPRISE_CHECKS,
  ...MEETING_CHECKS,
];
