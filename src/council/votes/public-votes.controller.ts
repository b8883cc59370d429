import { Body, Controller, Get, Header, Injectable, NotFoundException, Post, Render, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { csvCell } from '../../platform/csv-cell';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { CHOICES, readCode } from '../../rules/ballot';
import { recountTable } from '../../rules/recount';
import { Ballots } from './ballots.service';
import { BallotForm, TokenForm } from './votes.form';
import { publicationOf, voteOf, type VoteRow } from './votes.queries';

/** What passes here is on no line of the log and in no figure of a route: only its ballot remains of it. */
const Unseen = (): MethodDecorator => RouteConfig({ unseen: true });
const back = (controller: PublicVotesController, request: FastifyRequest, reply: FastifyReply): Promise<object> => controller.ballot(request, reply);

/** A ballot on which nothing is chosen: fresh with its token, or with a field for it. */
export function blank(request: FastifyRequest, token: string, signedOut = false): object {
  const t = wordsOf(visitOf(request).lang);
  return { fresh: token !== '', signedOut, choices: CHOICES.map((value) => ({ value, label: t(`ballot.choice.${value}`) })), typed: { token, choice: '' } };
}

@Injectable()
export class PublicVotePages {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  async of(request: FastifyRequest): Promise<VoteRow> {
    const { id } = request.params as { id: string };
    const vote = /^\d{1,9}$/.test(id) ? await voteOf(this.db, request.foundation!.id, Number(id), this.clock.now(), visitOf(request).lang) : null;
    if (!vote) throw new NotFoundException();
    return vote;
  }

  /** After closing: the result, what anybody counts again, and whether a code is in the box. */
  async page(request: FastifyRequest): Promise<object> {
    const vote = await this.of(request);
    const { code } = request.query as { code?: unknown };
    const published = await publicationOf(this.db, request.foundation!.id, vote.id);
    const typed = typeof code === 'string' ? code.slice(0, 60) : '';
    const read = readCode(typed);
    return {
      vote, published: published && { recountHash: published.recountHash, codesHash: published.codesHash, chain: published.chain, codes: published.codes.length / 20 },
      found: published && typed.trim() !== '' ? { code: read ?? typed, there: read !== null && `\n${published.codes}`.includes(`\n${read}\n`) } : null, typed: { code: typed },
    };
  }

  /** @throws NotFoundException while it is not closed */
  async published(request: FastifyRequest): Promise<{ codes: string; recount: string }> {
    const { id } = await this.of(request);
    const published = await publicationOf(this.db, request.foundation!.id, id);
    if (!published) throw new NotFoundException();
    return published;
  }
}

/** What everybody sees of a vote; and where a ballot is put in, by whoever has a token. Nobody is signed in here, and no session is looked up. */
@ApiExcludeController()
@Controller('votes') @Public()
export class PublicVotesController {
  constructor(private readonly pages: PublicVotePages, private readonly ballots: Ballots) {}

  @Get(':id') @Render('council/vote')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  /** For whoever has a token already, and means to change what they said. */
  @Get(':id/ballot') @Unseen() @Render('council/ballot')
  async ballot(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    const vote = await this.pages.of(request);
    if (!vote.secret) throw new NotFoundException();
    return { vote, ...blank(request, '') };
  }

  /** Back from the check, to choose again: with the token, and without what was chosen. */
  @Post(':id/ballot') @Unseen() @FormPage('council/ballot', back)
  async again(@Body() { token }: TokenForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const vote = await this.pages.of(request);
    await this.ballots.check(vote.id, token);
    await reply.status(200).header('cache-control', 'no-store').view('council/ballot', { vote, ...blank(request, token) });
  }

  /** Read once more before it counts. */
  @Post(':id/checks') @Unseen() @FormPage('council/ballot', back)
  async check(@Body() { token, choice }: BallotForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const vote = await this.pages.of(request);
    await this.ballots.check(vote.id, token);
    await reply.status(200).header('cache-control', 'no-store').view('council/ballot-check', { vote, choice, token });
  }

  /** Answers with the receipt at once: a code in an address would be kept by the browser. Sent twice it counts once. */
  @Post(':id/ballots') @Unseen() @FormPage('council/ballot', back)
  async cast(@Body() { token, choice }: BallotForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const vote = await this.pages.of(request);
    const code = await this.ballots.cast(vote.id, token, choice);
    await reply.status(200).header('cache-control', 'no-store').view('council/ballot-receipt', { vote, code });
  }

  @Get(':id/codes.txt') @Header('content-type', 'text/plain; charset=utf-8')
  async codes(@Req() request: FastifyRequest): Promise<string> {
    return (await this.pages.published(request)).codes;
  }

  @Get(':id/recount.json') @Header('content-type', 'application/json; charset=utf-8')
  async recount(@Req() request: FastifyRequest): Promise<string> {
    return (await this.pages.published(request)).recount;
  }

  @Get(':id/recount.csv') @Header('content-type', 'text/csv; charset=utf-8')
  async table(@Req() request: FastifyRequest): Promise<string> {
    return recountTable((await this.pages.published(request)).recount, csvCell);
  }
}
