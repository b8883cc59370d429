import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Allow } from '../../platform/access';
import { Needed } from '../../platform/form-fields';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { PAPER_TYPES } from '../../rules/paper';
import { Refused } from '../../rules/refused';
import { Audit } from '../audit';
import { callerOf } from '../sign-in';
import { keysOf, WithPapers } from './held-files';
import { PaperPages } from './paper-pages';
import { Papers } from './papers.service';

type Answer = { url: string; statusCode: number };

class WhyForm {
  @Needed('why-missing', 200) why: string;
}

/** A page of ours never holds these, but what is opened by its own address must do no harm there either. */
const HARMLESS = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox";
/** What every browser shows by itself. The others are saved: within a sandbox no browser opens a PDF. */
const SHOWN = ['image/jpeg', 'image/png', 'image/webp'];

/** Papers of whatever the desk records. Who may read a thing's own page, may read its papers: that is asked of its kind. */
@ApiExcludeController()
@Controller('desk/papers') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class PapersController {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly pages: PaperPages, private readonly audit: Audit) {}

  @Get('of/:kind/:thing') @Render('desk/papers')
  list(@Req() request: FastifyRequest): Promise<object> {
    const { kind, thing } = request.params as { kind: string; thing: string };
    return this.pages.page(request, kind, thing);
  }

  @Post('of/:kind/:thing') @Redirect() @WithPapers()
  @FormPage('desk/papers', (controller: PapersController, request) => controller.list(request))
  async add(@Param('kind') name: string, @Param('thing') key: string, @Req() request: FastifyRequest): Promise<Answer> {
    const { kind, thing } = await this.pages.find(request, name, key);
    const keys = keysOf(request);
    if (keys.length === 0) throw new Refused('file-missing', { field: 'file' });
    const added = await this.db.transaction((tx) => this.papers.attach(tx, { column: kind.column, id: thing.id, foundation: request.foundation!.id }, keys, request.person!));
    return seeOther(request, name, key, added === 0 ? 'same' : 'added');
  }

  @Get(':id')
  async open(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { name, type, content } = await this.papers.content(request.foundation!.id, idIn(id), request.person!);
    const isShown = SHOWN.includes(type);
    // what is saved is noted with every other file that is taken away; what is looked at is noted here
    if (isShown) await this.audit.write('exported', { ...callerOf(request), detail: `${visitOf(request).base}/desk/papers/${id}` });
    await reply.type(type).header('content-disposition', `${isShown ? 'inline' : 'attachment'}; filename="paper-${id}.${PAPER_TYPES[type]}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`)
      .header('content-security-policy', HARMLESS).header('x-content-type-options', 'nosniff').header('cross-origin-resource-policy', 'same-origin').send(content);
  }

  @Post(':id/withdrawals') @Redirect()
  @FormPage('desk/papers', async (controller: PapersController, request) => {
    const id = idIn((request.params as { id: string }).id);
    const { kind, key } = await controller.papers.whose(controller.db, request.foundation!.id, id, request.person!);
    return controller.pages.page(request, kind.name, key, id);
  })
  async withdraw(@Param('id') id: string, @Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { kind, key } = await this.papers.withdraw({ foundation: request.foundation!.id, id: idIn(id) }, why, request.person!);
    return seeOther(request, kind.name, key, 'withdrawn');
  }
}

const seeOther = (request: FastifyRequest, kind: string, key: string, done: 'added' | 'same' | 'withdrawn'): Answer => ({ url: `${visitOf(request).base}/desk/papers/of/${kind}/${encodeURIComponent(key)}?done=${done}`, statusCode: 303 });

/** @throws NotFoundException for what cannot be a number of ours */
function idIn(id: string): string {
  if (!/^\d{1,15}$/.test(id)) throw new NotFoundException();
  return id;
}
