import { IsIn, Matches } from 'class-validator';
import { CountForm } from '../../../platform/count-form';
import { DayField, Needed, Phone } from '../../../platform/form-fields';
import { FormKey, Lines } from '../purse.form';

export class KeeperForm {
  @Needed('keeper-name-missing', 40) keeperName: string;
  @Matches(/^./, { message: 'phone-missing' }) @Phone() phone: string;
}

/** A list as a keeper types it at home. */
export class ListForm {
  @FormKey() key: string;
  @IsIn(['cash', 'transfer'], { message: 'purse-way-missing' }) way: 'cash' | 'transfer';
  @DayField() day: string;
  @Lines() rows: string;
}

/** The first count of its cash; nothing of a transfer. */
export class TakeForm extends CountForm {}
