import { Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Vouchers 凭证: who made them and who has checked them. */
@Injectable()
export class Vouchers {
  /** Says who made entries that a person wrote by hand (regulations E3: maker, checker and cashier differ); what is not said here was made by the system. */
  async made(tx: EntityManager, foundation: number, maker: number, entries: readonly bigint[]): Promise<void> {
    await tx.query('INSERT INTO voucher_maker (entry, foundation, maker) SELECT entry, $1, $2 FROM unnest($3::bigint[]) entry', [foundation, maker, entries]);
  }

  /** Checks one voucher. @throws Refused `whoever-made-a-voucher-does-not-check-it`, `a-voucher-is-checked-once`, `whoever-checks-vouchers-answers-for-the-books` */
  async check(tx: EntityManager, foundation: number, entry: bigint, checker: number, at: Date): Promise<void> {
    await tx.query('SELECT voucher_check_one($1, $2, $3, $4)', [foundation, entry, checker, at]);
  }

  /** Checks several, named by their numbers: all of them or none. @throws NotFoundException for a number that is not there, and as `check` */
  async checkAll(tx: EntityManager, foundation: number, numbers: readonly string[], checker: number, at: Date): Promise<void> {
    const rows = await tx.query<{ entry: bigint }[]>('SELECT entry FROM sealed_entry WHERE foundation = $1 AND voucher = ANY ($2) ORDER BY entry', [foundation, numbers]);
    if (rows.length < new Set(numbers).size) throw new NotFoundException();
    for (const { entry } of rows) await this.check(tx, foundation, entry, checker, at);
  }
}
