import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../platform/access';
import { FormPage } from '../../../platform/form-page';
import { Limited } from '../../../platform/throttle';
import { visitOf } from '../../../platform/visit';
import { wordsOf } from '../../../platform/words';
import { sheetLines } from '../sheet-rows';
import { ListForm } from './keeper.form';
import { KeeperLists } from './keeper-lists.service';
import { KeeperPages } from './keeper-pages';

type Answer = { url: string; statusCode: number };

/** The purse of a stair leader, from their own telephone: what they hand in, and whose door has not answered. Without a session nobody gets to what stands under `/me`. */
@ApiExcludeController()
@Controller('me/purses/:code') @Public()
export class MyPursesController {
  constructor(private readonly pages: KeeperPages, private readonly lists: KeeperLists) {}

  @Get() @Render('me/purse')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.mine(request);
  }

  @Get('reminders') @Render('me/purse-reminders')
  reminders(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.reminders(request);
  }

  @Post('lists') @Redirect() @Limited({ requests: 30, seconds: 600 })
  @FormPage('me/purse', (controller: MyPursesController, request) => controller.page(request))
  async handIn(@Body() { key, way, day, rows }: ListForm, @Req() request: FastifyRequest): Promise<Answer> {
    const keeper = await this.pages.keeper(request);
    const list = await this.lists.handIn(keeper, { key, way, day, lines: await sheetLines({ rows, file: null, day }) });
    return seeOther(request, `/lists/${list}?done=sent`);
  }

  @Get('lists/:id') @Render('me/purse-list')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Post('lists/:id/withdrawals') @Redirect()
  @FormPage('me/purse-list', (controller: MyPursesController, request) => controller.list(request))
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    if (!/^\d{1,15}$/.test(id)) throw new NotFoundException();
    await this.lists.giveBack(await this.pages.keeper(request), BigInt(id), wordsOf('zh')('keeper-list.called-back'), null);
    return seeOther(request, '?done=called-back');
  }
}

const seeOther = (request: FastifyRequest, path: string): Answer => ({ url: `${visitOf(request).base}/me/purses/${(request.params as { code: string }).code}${path}`, statusCode: 303 });
