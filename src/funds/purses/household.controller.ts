import { Body, Controller, Get, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { keepPrivate } from '../../platform/secret-link';
import { Limited } from '../../platform/throttle';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { Households } from './households.service';
import { AnswerForm, TransferForm } from './purse.form';
import { PurseSheets } from './purse-sheets.service';
import { PursesQueries } from './purses.queries';

/** A whole building may answer from one address, in its hall; nobody guesses a secret of 144 bits. */
const FROM_ONE_ADDRESS = { requests: 300, seconds: 600 };

/** The slip of a household leads here: no account, one question for each thing that stands on its name. */
@Controller('c/:token') @Public()
export class HouseholdController {
  constructor(private readonly households: Households, private readonly sheets: PurseSheets, private readonly queries: PursesQueries, private readonly clock: Clock) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      await reply.view('funds/household', await this.model(request, reply));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      await reply.status(404).view('funds/household-gone', {});
    }
  }

  @Post('answers') @Limited(FROM_ONE_ADDRESS)
  @FormPage('funds/household', (controller: HouseholdController, request, reply) => controller.model(request, reply))
  async answer(@Param('token') token: string, @Body() { contribution, answer, words }: AnswerForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.households.answer(token, request.foundation!.id, { contribution: BigInt(contribution), right: answer === 'yes', words: words || null });
    await reply.redirect(`${visitOf(request).base}/c/${token}?done=${answer}`, 303);
  }

  @Post('transfers') @Limited(FROM_ONE_ADDRESS)
  @FormPage('funds/household', (controller: HouseholdController, request, reply) => controller.model(request, reply))
  async transfer(@Param('token') token: string, @Body() { amount }: TransferForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.sheets.announce(token, request.foundation!.id, yuan(amount));
    await reply.redirect(`${visitOf(request).base}/c/${token}?done=transfer#transfer`, 303);
  }

  /** @throws NotFoundException for a slip that counts no more */
  async model(request: FastifyRequest, reply: FastifyReply): Promise<object> {
    keepPrivate(reply);
    const { lang } = visitOf(request);
    const { token } = request.params as { token: string };
    const household = await this.households.behind(token, request.foundation!.id);
    const [rows, account] = await Promise.all([this.queries.ofHousehold(household.id, this.clock.today(), lang), household.closed ? null : this.queries.account(household.foundation)]);
    const { done } = request.query as { done?: unknown };
    return {
      token, door: household.door, purse: { code: household.purse, name: lang === 'zh' ? household.purseName : household.purseEnglishName },
      asked: rows.filter(({ booked, reversed, says }) => booked && !reversed && says === null),
      answered: rows.filter(({ booked, reversed, says }) => booked && !reversed && says !== null),
      reversed: rows.filter(({ reversed }) => reversed),
      announced: rows.filter(({ booked }) => !booked), account,
      typed: { amount: '', words: '' }, done: request.method === 'GET' && (done === 'yes' || done === 'no' || done === 'transfer') ? done : null,
    };
  }
}
