import { IsIn, IsOptional, Matches } from 'class-validator';
import { CLOSING_STEPS, type ClosingStepName } from './closing-steps';

export class StepForm {
  @IsIn(CLOSING_STEPS, { message: 'step-unknown' }) step: ClosingStepName;
}

export class SignatureForm {
  /** The first signature that the second rests on; nothing with the first. */
  @IsOptional() @Matches(/^\d{1,9}$/, { message: 'a-seal-rests-on-a-first-signature' }) upon?: string;
}
