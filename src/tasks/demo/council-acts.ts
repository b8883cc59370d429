import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Attendance } from '../../council/meetings/attendance.service';
import { Meetings } from '../../council/meetings/meetings.service';
import { OwnMeetings } from '../../council/meetings/own-meetings.service';
import { JointProposals } from '../../council/motions/joint-proposals.service';
import { Motions } from '../../council/motions/motions.service';
import { OwnMotions } from '../../council/motions/own-motions.service';
import { VoterPhones } from '../../council/motions/voter-phones.service';
import { Results } from '../../council/results/results.service';
import { Ballots } from '../../council/votes/ballots.service';
import { VoteClosings } from '../../council/votes/vote-closings.service';
import { VoteKeyFiles } from '../../council/votes/vote-keys';
import { Votes } from '../../council/votes/votes.service';
import { Notices } from '../../people/notices.service';
import { Papers } from '../../people/papers/papers.service';
import { Relations } from '../../people/relations.service';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Worker } from '../../platform/worker';

export type CouncilActs = ReturnType<typeof councilActs>;

/** The acts of a council as they were done at an hour of its story: weeks of it are told at once. */
export function councilActs(app: INestApplicationContext, hour: Date) {
  const clock = new (class extends Clock {
    override now(): Date {
      return hour;
    }
  })();
  const [db, notices, config, worker] = [app.get(DataSource), app.get(Notices, { strict: false }), app.get(Config, { strict: false }), app.get(Worker, { strict: false })];
  const [keys, papers, relations] = [app.get(VoteKeyFiles, { strict: false }), app.get(Papers, { strict: false }), app.get(Relations, { strict: false })];
  const votes = new Votes(db, keys, clock);
  return {
    hour,
    phones: new VoterPhones(db, notices, config, worker, clock), proposals: new JointProposals(db, notices, config, worker, clock),
    motions: new Motions(db, relations, notices, config, worker, clock), own: new OwnMotions(db, clock),
    meetings: new Meetings(db, notices, config, worker, clock), ownMeetings: new OwnMeetings(db, clock), attendance: new Attendance(db, clock),
    votes, ballots: new Ballots(db, keys, clock), closings: new VoteClosings(db, keys, votes, clock), results: new Results(db, papers, clock),
  };
}
