import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import Stripe from 'stripe';
import { KnownPhones } from '../people/known-phones';
import { Config } from '../platform/config';
import { createStripe } from '../platform/stripe';
import { Worker } from '../platform/worker';
import { Checkouts } from './checkouts.service';
import { DonationsApiController } from './donations.api.controller';
import { DonationsController } from './donations.controller';
import { Donations } from './donations.service';
import { Fees } from './fees.service';
import { Forgetting } from './forgetting.service';
import { GiftsController } from './gifts.controller';
import { GivingQueries } from './giving.queries';
import { Inbox } from './inbox';
import { MyGiftsController } from './my-gifts.controller';
import { hasGiven, MyGiftsQueries } from './my-gifts.queries';
import { OddPaymentsController } from './odd-payments.controller';
import { Payments } from './payments.service';
import { Practice } from './practice';
import { Receipts } from './receipts.service';
import { ReceiptsController } from './receipts.controller';
import { Refunds } from './refunds.service';
import { Settlement } from './settlement.service';
import { StripeDoor } from './stripe-door';

@Module({})
export class GivingModule implements OnApplicationBootstrap {
  static with(config: Config): DynamicModule {
    return {
      module: GivingModule,
      controllers: [DonationsController, DonationsApiController, GiftsController, ReceiptsController, OddPaymentsController, MyGiftsController],
      providers: [
        Donations, Checkouts, Inbox, Payments, Refunds, Receipts, Fees, Settlement, StripeDoor, Forgetting, GivingQueries, MyGiftsQueries,
        { provide: Stripe, inject: [Config], useFactory: createStripe },
        ...(config.practice ? [Practice] : []),
      ],
      exports: [Donations, Settlement, Fees],
    };
  }

  constructor(private readonly worker: Worker, private readonly settlement: Settlement, private readonly fees: Fees, private readonly forgetting: Forgetting, private readonly phones: KnownPhones) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.settlement);
    this.worker.start(this.fees);
    this.worker.start(this.forgetting);
    this.phones.add(hasGiven);
  }
}
