import { Module } from '@nestjs/common';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { Attendance } from './attendance.service';
import { MeetingsController } from './meetings.controller';
import { MeetingPages } from './meetings-page';
import { Meetings } from './meetings.service';
import { MINUTES_PAPERS } from './minutes-papers';
import { Minutes } from './minutes.service';
import { MyMeetingsController } from './my-meetings.controller';
import { OwnMeetings } from './own-meetings.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['attendance-changed-meanwhile', 'a-meeting-is-called-off-once', 'a-meeting-that-is-called-off-stays-so', 'a-meeting-that-began-is-not-moved', 'a-member-is-present-once', 'a-member-is-represented-once', 'a-member-represents-one-other', 'a-proxy-ends-once',
  'versions-of-minutes-follow-each-other', 'the-newest-minutes-are-signed', 'a-member-signs-minutes-once', 'signed-minutes-are-entered-once', 'signed-minutes-are-compared-once', 'who-was-there-stands-once-minutes-are-signed', 'members-answer-before-it-begins']) CONFLICTS.add(code);

/** Meetings 会议 of bodies. */
@Module({
  controllers: [MeetingsController, MyMeetingsController],
  providers: [Meetings, Attendance, Minutes, OwnMeetings, MeetingPages],
  exports: [Meetings, Attendance, Minutes, OwnMeetings],
})
export class MeetingsModule {
  constructor(papers: Papers) {
    papers.add(MINUTES_PAPERS);
  }
}
