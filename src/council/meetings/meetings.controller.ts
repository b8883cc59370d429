import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { Refused } from '../../rules/refused';
import { Attendance, type How } from './attendance.service';
import { CancellationForm, MeetingForm, MinutesForm, MoveForm, OTHER_POINTS, PaperProxyForm, ProxyEndForm, SheetForm } from './meetings.form';
import { MeetingPages, whichOf } from './meetings-page';
import { Meetings, type Point } from './meetings.service';
import { Minutes } from './minutes.service';

type Answer = { url: string; statusCode: number };
const back = (controller: MeetingsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** Meetings of bodies at the desk: called, moved, who was there, minutes. */
@ApiExcludeController()
@Controller('desk/meetings') @Allow('programme-officer', 'secretary-general')
export class MeetingsController {
  constructor(private readonly pages: MeetingPages, private readonly meetings: Meetings, private readonly attendance: Attendance, private readonly minutes: Minutes) {}

  @Get() @Render('desk/meetings')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('new') @Render('desk/meeting-new')
  blank(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.blank(request);
  }

  @Get(':no') @Render('desk/meeting')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':no/notice') @Render('desk/meeting-notice')
  notice(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':no/sign-in-sheet') @Render('desk/meeting-sheet')
  sheet(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':no/minutes') @Render('desk/meeting-minutes')
  async printed(@Req() request: FastifyRequest): Promise<object> {
    const page = await this.pages.page(request);
    if (page.newest === null) throw new NotFoundException();
    return page;
  }

  @Post() @Redirect() @FormPage('desk/meeting-new', (controller: MeetingsController, request) => controller.blank(request))
  async call(@Body() form: MeetingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const body = await this.pages.bodyOf(request, form.body);
    const others = OTHER_POINTS.flatMap((n): Point[] => {
      const [title, papers] = [form[`title${n}`] ?? '', form[`papers${n}`] ?? ''];
      if (title === '' && papers !== '') throw new Refused('a-point-of-an-agenda-says-what-it-is', { field: `title${n}` });
      return title === '' ? [] : [{ title, papers }];
    });
    const number = await this.meetings.call(request.foundation!.id, { ...body, ...appointmentIn(form), points: [...form.motions.map((id) => ({ motion: Number(id) })), ...others] }, request.person!);
    return { url: `${visitOf(request).base}/desk/meetings/${number}?done=called`, statusCode: 303 };
  }

  @Post(':no/moves') @Redirect() @FormPage('desk/meeting', back)
  async move(@Body() { moveWhy, ...form }: MoveForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.meetings.move(whichOf(request), appointmentIn(form), moveWhy, request.person!);
    return seeOther(request, 'moved');
  }

  @Post(':no/cancellations') @Redirect() @FormPage('desk/meeting', back)
  async callOff(@Body() { offWhy }: CancellationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.meetings.callOff(whichOf(request), offWhy, request.person!);
    return seeOther(request, 'called-off');
  }

  @Post(':no/sheets') @Redirect() @FormPage('desk/meeting', back)
  async enter(@Body() { seen, inPerson, remote, proxy, strikeWhy }: SheetForm, @Req() request: FastifyRequest): Promise<Answer> {
    const sheet = new Map<number, How>();
    for (const [how, parties] of [['in-person', inPerson], ['remote', remote], ['proxy', proxy]] as const) {
      for (const party of parties.map(Number)) {
        if (sheet.has(party)) throw new Refused('a-member-is-present-in-one-way', { field: 'sheet' });
        sheet.set(party, how);
      }
    }
    await this.attendance.enter(whichOf(request), sheet, { seen, why: strikeWhy ?? '' }, request.person!);
    return seeOther(request, 'sheet');
  }

  @Post(':no/proxies') @Redirect() @FormPage('desk/meeting', back)
  async giveProxy(@Body() { giver, holder, proxyPaper }: PaperProxyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.attendance.giveProxy(whichOf(request), { giver: Number(giver), holder: Number(holder), paper: proxyPaper }, request.person!);
    return seeOther(request, 'proxy');
  }

  @Post(':no/proxy-ends') @Redirect() @FormPage('desk/meeting', back)
  async endProxy(@Body() { represented, proxyWhy }: ProxyEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.attendance.endProxy(whichOf(request), Number(represented), proxyWhy, request.person!);
    return seeOther(request, 'proxy-ended');
  }

  @Post(':no/minutes') @Redirect() @FormPage('desk/meeting', back)
  async write(@Body() { after, presidedBy, keptBy, guests, words, minutesWhy }: MinutesForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.minutes.write(whichOf(request), { presidedBy: presidedBy === '' ? null : Number(presidedBy), keptBy, guests: guests ?? '', words, why: minutesWhy ?? '' }, Number(after), request.person!);
    return seeOther(request, 'minutes');
  }

  @Post(':no/scans') @Redirect() @WithPapers() @FormPage('desk/meeting', back)
  async scan(@Req() request: FastifyRequest): Promise<Answer> {
    await this.minutes.enterScan(whichOf(request), keysOf(request), request.person!);
    return seeOther(request, 'scan');
  }

  @Post(':no/comparisons') @Redirect() @StepUp() @FormPage('desk/meeting', back)
  async compare(@Req() request: FastifyRequest): Promise<Answer> {
    await this.minutes.compare(whichOf(request), request.person!);
    return seeOther(request, 'compared');
  }
}

/** Times are those of Shanghai, wherever the computer stands. */
const appointmentIn = ({ day, time, place, dialIn }: { day: string; time: string; place: string; dialIn?: string }) => ({ startsAt: new Date(`${day}T${time.padStart(5, '0')}:00+08:00`), place, dialIn: dialIn ?? '' });
const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/meetings/${whichOf(request).number}?done=${done}`, statusCode: 303 });
