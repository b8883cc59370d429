import { Module } from '@nestjs/common';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { MyObjectionsController } from './my-objections.controller';
import { RESULT_NOTICE_PAPERS } from './result-papers';
import { ResultsController } from './results.controller';
import { ResultPages } from './results-page';
import { Results } from './results.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of [
  'a-result-is-posted-once', 'a-telephone-objects-once', 'a-resident-objects-once', 'an-objection-is-answered-once', 'an-upheld-objection-waits-for-a-second-person', 'a-second-person-decides-once', 'a-motion-takes-effect-once',
  'a-motion-in-effect-takes-no-objections', 'every-objection-is-answered-first', 'an-upheld-objection-keeps-a-motion-from-effect', 'the-last-vote-on-a-motion-counts',
]) CONFLICTS.add(code);

/** Results of votes on motions: posted, objected to, in effect. */
@Module({
  controllers: [ResultsController, MyObjectionsController],
  providers: [Results, ResultPages],
  exports: [Results],
})
export class ResultsModule {
  constructor(papers: Papers) {
    papers.add(RESULT_NOTICE_PAPERS);
  }
}
