import { Global, Module } from '@nestjs/common';
import { FoundationsModule } from '../foundations/foundations.module';
import { ResolutionsQueries } from '../foundations/resolutions.queries';
import { SpendGuards } from '../ledger/spend-guards';
import { CONFLICTS } from '../platform/errors';
import { EndowmentModule } from './endowment/endowment.module';
import { Guardrails } from './guardrails';
import { GuardrailsApiController } from './guardrails.api';
import { GuardrailsController } from './guardrails.controller';
import { GuardrailPages } from './guardrails-page';

// somebody else has done it meanwhile: the page comes back as it stands now
CONFLICTS.add('a-spend-is-let-through-once');

@Global()
@Module({ imports: [EndowmentModule, FoundationsModule], controllers: [GuardrailsController, GuardrailsApiController], providers: [GuardrailPages, Guardrails], exports: [Guardrails] })
export class GuardrailsModule {
  constructor(guards: SpendGuards, guardrails: Guardrails, resolutions: ResolutionsQueries) {
    guards.add({ findings: (db, draft, lang) => guardrails.of(db, draft, lang), resolutions: (foundation) => resolutions.choices(foundation, { body: 'council' }) });
  }
}
