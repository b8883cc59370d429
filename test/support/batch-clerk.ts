import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { BatchPosting } from '../../src/giving/batches/batch-posting.service';
import { Ledger } from '../../src/ledger/ledger.service';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { Clock } from '../../src/platform/clock';
import { dataSourceOptions } from '../../src/platform/database';
import { Worker } from '../../src/platform/worker';

// A process of its own that books the batches that wait, until it is done or killed.

async function work(url: string): Promise<void> {
  const db = await new DataSource(dataSourceOptions(url)).initialize();
  const posting = new BatchPosting(db, new Ledger(), new Vouchers(), new Clock(), new Worker());
  while (await posting.run());
  await db.destroy();
}

void work(process.argv[3]!);
