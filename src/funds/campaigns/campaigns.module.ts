import { Module } from '@nestjs/common';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { CampaignsController } from './campaigns.controller';
import { CampaignPages } from './campaigns-page';
import { CampaignsQueries } from './campaigns.queries';
import { Campaigns } from './campaigns.service';
import { FILING_PAPERS } from './filing-papers';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-filing-is-confirmed-once', 'a-withdrawn-filing-stays-withdrawn', 'a-filing-is-withdrawn-once', 'a-confirmed-filing-stands']) CONFLICTS.add(code);

@Module({ controllers: [CampaignsController], providers: [CampaignPages, Campaigns, CampaignsQueries], exports: [Campaigns] })
export class CampaignsModule {
  constructor(papers: Papers) {
    papers.add(FILING_PAPERS);
  }
}
