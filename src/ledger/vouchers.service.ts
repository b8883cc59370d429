import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Vouchers 凭证: who made them. */
@Injectable()
export class Vouchers {
  /** Says who made entries that a person wrote by hand (regulations E3: maker, checker and cashier differ); what is not said here was made by the system. */
  async made(tx: EntityManager, foundation: number, maker: number, entries: readonly bigint[]): Promise<void> {
    await tx.query('INSERT INTO voucher_maker (entry, foundation, maker) SELECT entry, $1, $2 FROM unnest($3::bigint[]) entry', [foundation, maker, entries]);
  }
}
