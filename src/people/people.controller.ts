import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { FormPage } from '../platform/form-page';
import { longDay } from '../platform/views';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';
import { Contacts } from './contacts.service';
import { ENROLMENT_DAYS, Enrolments } from './enrolments.service';
import { Notices } from './notices.service';
import { AppointmentForm, ContactForm, EndForm } from './people.form';
import { People, type Role, ROLES } from './people';
import { PeopleQueries } from './people.queries';
import { callerOf } from './sign-in';
import { StepUp } from './step-up';

type Answer = { url: string; statusCode: number };
const DONE = ['appointed', 'ended', 'reached'];

/** Who is in office, and how they come by their keys. */
@Controller('desk/people') @Allow('administrator')
export class PeopleController {
  constructor(private readonly db: DataSource, private readonly people: People, private readonly enrolments: Enrolments, private readonly contacts: Contacts, private readonly notices: Notices, private readonly queries: PeopleQueries, private readonly config: Config, private readonly clock: Clock) {}

  @Get() @Render('desk/people')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    return {
      people: await this.queries.list(foundation, this.clock.today(), lang),
      roles: ROLES.map((value) => ({ value, label: wordsOf(lang)(`role.${value}`) })), may: mayAppoint(request), typed: { from: this.clock.today() }, done: doneIn(request),
    };
  }

  @Get(':id') @Render('desk/person')
  async person(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const id = idIn(request);
    const person = await this.queries.person(request.foundation!.id, id, lang);
    if (!person) throw new NotFoundException();
    const reached = await this.notices.contactsOf(id, request.foundation!.id);
    const today = this.clock.today();
    const open = person.appointments.filter(({ to, endedAt }) => endedAt === null && (to === null || to >= today));
    return {
      person, may: mayAppoint(request), own: id === request.person!.id, days: ENROLMENT_DAYS, reached, done: doneIn(request),
      typed: { when: 'day', lastDay: today, appointment: open.length === 1 ? open[0]!.id : '', phone: reached.sms ?? '', mail: reached.mail ?? '' },
      endable: open.map(({ id: value, role, from }) => ({ value, label: wordsOf(lang)('person.appointment', { role, from: longDay(from, lang) }) })),
    };
  }

  @Post() @Redirect() @StepUp()
  @FormPage('desk/people', (controller: PeopleController, request) => controller.list(request))
  async appoint(@Body() { namesake, ...appointment }: AppointmentForm, @Req() request: FastifyRequest): Promise<Answer> {
    const person = await this.db.transaction((tx) => this.people.appoint(tx, { ...appointment, namesake: namesake === '1' }, callerOf(request)));
    return seeOther(request, `/desk/people/${person}?done=appointed`);
  }

  @Post(':id/ends') @Redirect()
  @FormPage('desk/person', (controller: PeopleController, request) => controller.person(request))
  async end(@Param('id') id: string, @Body() { appointment, when, lastDay }: EndForm, @Req() request: FastifyRequest): Promise<Answer> {
    const person = idIn(request);
    const held = await this.queries.person(request.foundation!.id, person, visitOf(request).lang);
    if (!held) throw new NotFoundException();
    if (!held.appointments.some((one) => one.id === appointment)) throw new Refused('appointment-missing', { field: 'appointment' });
    const [role, from] = appointment.split(' ') as [Role, Day];
    if (when === 'now') await this.people.endNow({ person, role, from }, callerOf(request));
    else if (lastDay === null) throw new Refused('day-missing', { field: 'lastDay' });
    else await this.people.end({ person, role, from, lastDay }, callerOf(request));
    return seeOther(request, `/desk/people/${id}?done=ended`);
  }

  @Post(':id/contacts') @Redirect() @StepUp()
  @FormPage('desk/person', (controller: PeopleController, request) => controller.person(request))
  async reach(@Param('id') id: string, @Body() { phone, mail }: ContactForm, @Req() request: FastifyRequest): Promise<Answer> {
    const person = await this.queries.person(request.foundation!.id, idIn(request), visitOf(request).lang);
    if (!person) throw new NotFoundException();
    await this.contacts.enter(person.id, { sms: phone || null, mail: mail || null }, callerOf(request));
    return seeOther(request, `/desk/people/${id}?done=reached`);
  }

  /** The answer itself shows the link: it is told once and stands nowhere. */
  @Post(':id/enrolments') @StepUp()
  @FormPage('desk/person', (controller: PeopleController, request) => controller.person(request))
  async enrol(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const person = await this.queries.person(request.foundation!.id, idIn(request), visitOf(request).lang);
    if (!person) throw new NotFoundException();
    const token = await this.enrolments.make(person.id, callerOf(request));
    await reply.status(200).view('desk/enrolment-link', { person, days: ENROLMENT_DAYS, link: `${this.config.baseUrl}${visitOf(request).base}/desk/enrolments/${token}` });
  }
}

/** @throws NotFoundException for what cannot be a number of ours */
function idIn(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

/** Supervisors and auditors read this page too. */
const mayAppoint = (request: FastifyRequest): boolean => request.person!.roles.includes('administrator');
const seeOther = (request: FastifyRequest, path: string): Answer => ({ url: visitOf(request).base + path, statusCode: 303 });

function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`people.done.${known}`) : null;
}
