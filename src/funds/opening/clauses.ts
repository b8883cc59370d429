import type { Lang } from '../../platform/words';
import type { AgreedKind } from '../../rules/fund-opening';
import type { Clause } from './agreement-text';

/**
 * The clauses that an agreement begins with, for staff to write over. What stands here is advice of the house and no law; what the two sides sign is what they wrote.
 * A micro-fund is decided on by the council of its community (M04).
 */
export function usualClauses(kind: AgreedKind, preserved: boolean): Record<Exclude<Clause, 'purpose' | 'use' | 'naming'>, Record<Lang, string>> {
  return {
    hostDuties: {
      zh: '甲方（基金会）在自己的账户和账簿中单独核算本基金，专款专用；按月公布收支；不以本基金的名义单独开户、刻章；对本基金的一切活动负责。',
      en: 'The foundation keeps this fund apart in its own accounts and books, spends it on its purpose alone, publishes income and spending each month, opens no account and cuts no seal in its name, and answers for everything it does.',
    },
    partyDuties: {
      zh: '乙方（发起方）按约定捐入资金；可以推荐管委会成员、查阅账目、提出使用建议；不得以本基金的名义对外募捐、签约，不得从本基金取得利益。',
      en: 'The founder gives the sums agreed upon; may propose members of the committee, see the books and suggest uses; does not raise money or sign contracts in the name of the fund and takes no benefit from it.',
    },
    committee: kind === 'micro'
      ? { zh: '管委会由本社区居民议事会担任，成员为单数、不少于5人，不领取报酬；监事至少1人列席。', en: 'The council of the community is the committee: an odd number of at least five members, unpaid; at least one supervisor attends.' }
      : { zh: '管委会由居民、发起方、基金会和街道的代表组成，成员为单数、不少于5人，不领取报酬；监事至少1人列席。', en: 'The committee is made up of residents, the founder, the foundation and the street: an odd number of at least five members, unpaid; at least one supervisor attends.' },
    termination: {
      zh: `${preserved ? '双方书面同意' : '用完为止；或双方书面同意'}，或连续12个月没有收支时终止。`,
      en: `${preserved ? 'Ends by written consent of both sides' : 'Ends when it is used up, or by written consent of both sides'}, or after twelve months without any movement.`,
    },
    remainingProperty: {
      zh: '剩余财产转入本基金会宗旨相同或者相近的基金，三个月内公布；不归还发起方，不分给任何个人。',
      en: 'What is left goes to a fund of this foundation with the same or a similar purpose and is published within three months; nothing goes back to the founder or to any person.',
    },
    disclosure: {
      zh: '本协议的要点、每一笔收支和各次修订在基金会网站上公开；个人信息除外。',
      en: 'The main points of this agreement, every receipt and payment and all amendments are public on the foundation’s website; personal data are not.',
    },
  };
}
