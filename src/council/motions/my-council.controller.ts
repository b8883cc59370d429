import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { maskedPhone } from '../../rules/names';
import { waitsForMember as votesWaitFor } from '../votes/waits-for-member';
import { bodiesOn, membersOf } from './bodies.queries';
import { MotionEndForm } from './motions.form';
import { doneOf, voterPoints } from './my-motions-page';
import { VoterPhones } from './voter-phones.service';
import { voterOf } from './voter-phones.queries';
import { type Waits, waitsForMember } from './waits-for-member';

type Answer = { url: string; statusCode: number };
const back = (controller: MyCouncilController, request: FastifyRequest): Promise<object> => controller.page(request);

/** Everything that may wait for a member, a list of each part. */
const WAITS = [waitsForMember, votesWaitFor];

/** A member's page: whether this is their telephone, and then what waits for them, one thing a row. */
@ApiExcludeController()
@Controller('me/council') @Public()
export class MyCouncilController {
  constructor(private readonly phones: VoterPhones, private readonly db: DataSource, private readonly clock: Clock) {}

  @Get() @Render('me/council')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const { phone } = request.telephone!;
    const voter = await voterOf(this.db, { foundation, phone });
    const facts = { phone: maskedPhone(phone), name: voter?.name ?? null, done: doneOf(request), typed: { endWhy: '' } };
    if (!voter?.confirmed) return { ...facts, asking: voter !== null, points: voter ? voterPoints(request, voter) : [], waits: [], bodies: [] };
    const [now, today] = [this.clock.now(), this.clock.today()];
    const waits: Waits[] = [];
    for (const asked of WAITS) waits.push(...(await asked(this.db, { foundation, party: voter.party, now, lang })));
    const bodies = [];
    for (const body of await bodiesOn(this.db, { foundation, day: today, lang })) if ((await membersOf(this.db, foundation, body, today)).some(({ party }) => party === voter.party)) bodies.push({ key: body.key, name: body.name });
    return { ...facts, asking: false, points: [], waits: waits.map(({ what, facts: named, href, due }) => ({ says: t(what, named), go: t(`${what}.go`), href, due })), bodies };
  }

  @Post('consents') @Redirect() @FormPage('me/council', back)
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    const voter = await voterOf(this.db, { foundation: request.foundation!.id, phone: request.telephone!.phone });
    if (!voter) throw new NotFoundException();
    await this.phones.confirm(request.foundation!.id, request.telephone!, voterPoints(request, voter).join('\n'));
    return seeOther(request, 'confirmed');
  }

  @Post('ends') @Redirect() @FormPage('me/council', back)
  async leave(@Body() { endWhy }: MotionEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.phones.leave(request.foundation!.id, request.telephone!, endWhy);
    return seeOther(request, 'left');
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/me/council?done=${done}`, statusCode: 303 });
