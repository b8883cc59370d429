import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import Stripe from 'stripe';
import { ExpectedMoney } from '../bank/expected-money';
import { KnownPhones } from '../people/known-phones';
import { Papers } from '../people/papers/papers.service';
import { Config } from '../platform/config';
import { CONFLICTS } from '../platform/errors';
import { createStripe } from '../platform/stripe';
import { Worker } from '../platform/worker';
import { BatchPages } from './batches/batch-page';
import { BatchPayouts } from './batches/batch-payouts';
import { LineGifts } from './batches/line-gifts';
import { BatchPosting } from './batches/batch-posting.service';
import { BatchesController } from './batches/batches.controller';
import { BatchQueries } from './batches/batches.queries';
import { GiftBatches } from './batches/batches.service';
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
import { AnnouncedQueries } from './offline/announced.queries';
import { CashBankingsController } from './offline/cash-bankings.controller';
import { CashBankings } from './offline/cash-bankings.service';
import { CashCounts } from './offline/cash-counts.service';
import { ChequesAndGoods } from './offline/cheques-and-goods.service';
import { ExpectedGifts } from './offline/expected-gifts';
import { FiscalReceiptsController } from './offline/fiscal-receipts.controller';
import { FiscalReceipts } from './offline/fiscal-receipts.service';
import { GiftBookings } from './offline/gift-bookings.service';
import { BANKING_PAPERS, GIFT_PAPERS } from './offline/gift-papers';
import { OfflineGiftsController } from './offline/offline-gifts.controller';
import { OfflineGiftPages } from './offline/offline-gifts-page';
import { OfflineGiftsQueries } from './offline/offline-gifts.queries';
import { OfflineGifts } from './offline/offline-gifts.service';
import { TransferAccountController } from './offline/transfer-account.controller';
import { Transfers } from './offline/transfers.service';
import { Payments } from './payments.service';
import { Practice } from './practice';
import { Receipts } from './receipts.service';
import { ReceiptsController } from './receipts.controller';
import { Refunds } from './refunds.service';
import { Settlement } from './settlement.service';
import { StripeDoor } from './stripe-door';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-batch-is-confirmed-once', 'a-batch-is-withdrawn-once', 'a-confirmed-batch-is-not-withdrawn', 'a-withdrawn-batch-is-not-confirmed', 'a-gift-is-in-one-batch', 'no-more-goods-leave-than-there-are', 'what-has-left-a-store-came-in']) CONFLICTS.add(code);
for (const code of ['a-count-is-made-once', 'an-offline-gift-ends-once', 'a-gift-is-reversed-once', 'a-bank-line-is-recorded-once', 'a-cheque-is-handed-in-once', 'an-issue-is-booked-once', 'a-banking-ends-once', 'an-account-is-confirmed-once', 'a-fiscal-receipt-is-voided-once', 'a-fiscal-number-is-used-once', 'a-gift-has-one-fiscal-receipt']) CONFLICTS.add(code);

@Module({})
export class GivingModule implements OnApplicationBootstrap {
  static with(config: Config): DynamicModule {
    return {
      module: GivingModule,
      controllers: [
        DonationsController, DonationsApiController, GiftsController, ReceiptsController, OddPaymentsController, MyGiftsController, BatchesController,
        CashBankingsController, FiscalReceiptsController, TransferAccountController, OfflineGiftsController,
      ],
      providers: [
        Donations, Checkouts, Inbox, Payments, Refunds, Receipts, Fees, Settlement, StripeDoor, Forgetting, GivingQueries, MyGiftsQueries,
        GiftBatches, BatchPosting, BatchPayouts, LineGifts, BatchQueries, BatchPages,
        OfflineGifts, OfflineGiftPages, AnnouncedQueries, OfflineGiftsQueries, CashCounts, GiftBookings, CashBankings, ChequesAndGoods, ExpectedGifts, Transfers, FiscalReceipts,
        { provide: Stripe, inject: [Config], useFactory: createStripe },
        ...(config.practice ? [Practice] : []),
      ],
      exports: [Donations, Settlement, Fees, GiftBatches],
    };
  }

  constructor(
    private readonly worker: Worker, private readonly settlement: Settlement, private readonly fees: Fees, private readonly forgetting: Forgetting, private readonly batches: BatchPosting,
    private readonly phones: KnownPhones, expected: ExpectedMoney, payouts: BatchPayouts, papers: Papers,
  ) {
    expected.add(payouts);
    papers.add(GIFT_PAPERS, BANKING_PAPERS);
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.settlement);
    this.worker.start(this.fees);
    this.worker.start(this.forgetting);
    this.worker.start(this.batches);
    this.phones.add(hasGiven);
  }
}
