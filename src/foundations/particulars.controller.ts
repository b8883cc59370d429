import { Body, Controller, Get, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { FOUNDATION_KINDS } from '../rules/original-fund';
import { CertificateSheets } from './certificate-sheet';
import { certificatePdf } from './certificate.pdf';
import { KindForm, ParticularsForm } from './founding.form';
import { lifeOf } from './life/life';
import { Particulars, particularsOn } from './particulars.service';
import { kindOn, lawfulFloor, Registrations } from './registrations.service';

type Answer = { url: string; statusCode: number };

/** What is registered besides the money: of what kind it is, where it sits and what it does; and the data sheet that the registrar's form is filled in from. */
@Controller('desk/founding') @Allow('bookkeeper', 'secretary-general')
export class ParticularsController {
  constructor(private readonly db: DataSource, private readonly particulars: Particulars, private readonly registrations: Registrations, private readonly sheets: CertificateSheets, private readonly clock: Clock) {}

  @Get('particulars') @Render('desk/particulars')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!;
    const today = this.clock.today();
    const [now, kind, life] = await Promise.all([particularsOn(this.db, foundation.id, today), kindOn(this.db, foundation.id, today), lifeOf(this.db, foundation.id)]);
    const kinds = await Promise.all(FOUNDATION_KINDS.map(async (one) => ({ value: one, label: t(`foundation.kind.${one}`), floor: await lawfulFloor(this.db, foundation, today, one), now: one === kind.kind })));
    return {
      kinds, preparing: life === 'preparing', now, acts: !request.person!.readsAll,
      answers: (['no', 'yes'] as const).map((value) => ({ value, label: t(`answer.${value}`) })),
      typed: { kind: kind.kind, privateMoney: kind.privateMoney ? 'yes' : 'no', from: '', domicile: now?.domicile ?? '', englishDomicile: now?.englishDomicile ?? '', scope: now?.scope ?? '', englishScope: now?.englishScope ?? '', approval: '' },
      done: doneIn(request, lang),
    };
  }

  @Post('kinds') @Redirect() @StepUp()
  @FormPage('desk/particulars', (controller: ParticularsController, request) => controller.page(request))
  async sayKind(@Body() { kind, privateMoney }: KindForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.registrations.sayKind(request.foundation!.id, { kind, privateMoney: privateMoney === 'yes' });
    return seeOther(request, 'kind');
  }

  @Post('particulars') @Redirect()
  @FormPage('desk/particulars', (controller: ParticularsController, request) => controller.page(request))
  async record(@Body() { approval, ...said }: ParticularsForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.particulars.record(request.foundation!.id, { ...said, approval: approval || null }, request.person!);
    return seeOther(request, 'particulars');
  }

  @Get('sheet') @Render('desk/certificate-sheet')
  async sheet(@Req() request: FastifyRequest): Promise<object> {
    return { sheet: await this.sheets.of(request.foundation!, visitOf(request).lang) };
  }

  /** 登记事项数据单, to be printed: in Chinese, whoever asks, for the registrar reads it. */
  @Get('sheet.pdf')
  async pdf(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const file = await certificatePdf(await this.sheets.of(request.foundation!, 'zh'), { today: this.clock.today(), at: this.clock.now() });
    await reply.type('application/pdf').header('content-disposition', `inline; filename="${request.foundation!.code}-registration.pdf"`).header('cache-control', 'no-store').send(file);
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/founding/particulars?done=${done}`, statusCode: 303 });

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  return request.method === 'GET' && (done === 'kind' || done === 'particulars') ? wordsOf(lang)(`founding.done.${done}`) : null;
}
