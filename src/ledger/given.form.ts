import { IsOptional, Matches } from 'class-validator';
import { Line } from '../platform/form-fields';
import type { Given } from '../rules/guardrails';

/** What a held spend rests on, where it is held. See shared/held-spend. */
export class GivenForm {
  @IsOptional() @Matches(/^\d{0,9}$/, { message: 'a-held-spend-rests-on-a-resolution' }) resolution?: string;
  @Line(200) consent?: string;
  @Line(400) reason?: string;
}

export const givenIn = ({ resolution, consent, reason }: GivenForm): Given => ({ resolution: resolution ? Number(resolution) : null, consent: consent || null, reason: reason || null });
