import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { visitOf } from '../platform/visit';
import { dayOf } from '../rules/day';
import { shownName } from '../rules/names';
import { nameOf } from './gift-page';
import { GivingQueries, type ReceiptFacts } from './giving.queries';

/** Is this receipt ours? */
@ApiExcludeController()
@Public()
@Controller('receipts')
export class ReceiptsController {
  constructor(private readonly queries: GivingQueries) {}

  @Get(':no')
  async receipt(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('no') no: string): Promise<void> {
    const facts = await this.found(no, request.foundation!.id);
    const { lang } = visitOf(request);
    await reply.status(facts ? 200 : 404).view('giving/receipt', {
      no: facts?.no ?? no,
      receipt: facts && {
        state: facts.voided ? 'void' : 'valid', issued: facts.issued, gift: facts.gift, amount: facts.amount, fund: { code: facts.fund.code, name: nameOf(facts.fund, lang) }, principal: facts.principal, paid: dayOf(facts.paid),
        title: titleOf(facts, reply), voided: facts.voided, why: facts.why && reply.words(`receipt.why.${facts.why}`), instead: null,
        // without its check code: with that one the fiscal system tells the payer's whole name
        fiscal: facts.voided ? null : facts.fiscal && { code: facts.fiscal.code, number: facts.fiscal.number, day: facts.fiscal.day },
      },
    });
  }

  private async found(no: string, foundation: number): Promise<ReceiptFacts | null> {
    try {
      return await this.queries.receipt(no, foundation);
    } catch (error) {
      if (error instanceof NotFoundException) return null;
      throw error;
    }
  }
}

/** The number is no secret, so the public reads no more of a name here than the donor has agreed to (PIPL 25). */
function titleOf({ title, display }: ReceiptFacts, reply: FastifyReply): string {
  if (title === null) return reply.words('anonymous');
  return display === 'anonymous' ? reply.words('receipt.kept') : shownName({ display, name: title });
}
