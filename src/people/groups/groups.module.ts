import { Global, Module } from '@nestjs/common';
import { CONFLICTS } from '../../platform/errors';
import { KnownPhones } from '../known-phones';
import { GroupMembers, isInAGroup } from './group-members.service';
import { GroupMoneyController } from './group-money.controller';
import { GroupPages } from './group-pages';
import { GroupRoutes } from './group-routes.service';
import { GroupsController } from './groups.controller';
import { GroupsQueries } from './groups.queries';
import { Groups } from './groups.service';
import { MyGroupPages } from './my-group-pages';
import { MyGroupsController } from './my-groups.controller';
import { OwnGroups } from './own-groups.service';
import { PublicGroups, PublicGroupsController } from './public-groups.controller';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-group-ends-once', 'an-ended-group-stays-as-it-is', 'a-member-consents-once', 'a-member-leaves-once', 'a-handing-over-ends-once', 'one-handing-over-at-a-time', 'a-filing-of-a-group-ends-once', 'a-way-of-money-ends-once', 'one-advance-at-a-time', 'a-looking-after-ends-once']) CONFLICTS.add(code);

/** Residents' self-organised groups 居民自组织. */
@Global()
@Module({
  controllers: [GroupsController, GroupMoneyController, PublicGroupsController, MyGroupsController],
  providers: [Groups, GroupMembers, GroupRoutes, OwnGroups, GroupsQueries, GroupPages, MyGroupPages, PublicGroups], exports: [Groups, GroupMembers, GroupRoutes, OwnGroups, GroupsQueries, GroupPages, MyGroupPages, PublicGroups],
})
export class GroupsModule {
  constructor(phones: KnownPhones) {
    phones.add(isInAGroup);
  }
}
