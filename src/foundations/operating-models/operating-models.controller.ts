import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { IsIn, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { DayField } from '../../platform/form-fields';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import { ResolutionsQueries } from '../resolutions.queries';
import { type Model, MODELS, OperatingModels } from './operating-models.service';

export class ModelForm {
  @IsIn(MODELS, { message: 'an-operating-model-is-one-of-four' }) model: Model;
  @DayField() from: string;
  @Matches(/^\d{1,9}$/, { message: 'an-operating-model-rests-on-a-resolution' }) resolution: string;
}

/** The operating model 运行模式 at the desk; the public reads it at /income. */
@Controller('desk/operating-model') @Allow('bookkeeper', 'secretary-general')
export class OperatingModelsController {
  constructor(private readonly db: DataSource, private readonly models: OperatingModels, private readonly resolutions: ResolutionsQueries) {}

  @Get() @Render('desk/operating-model')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const rows = await this.db.query<{ model: Model; from: Day; resolution: string; by: string }[]>(
      `SELECT o.model, o.from_day AS "from", r.number AS resolution, p.${lang === 'zh' ? 'name' : 'english_name'} AS by FROM operating_model o JOIN resolution r ON r.id = o.resolution JOIN person p ON p.id = o.recorded_by WHERE o.foundation = $1 ORDER BY o.from_day DESC`, [foundation]);
    return {
      models: rows.map((row) => ({ ...row, model: t(`model.${row.model}`) })), acts: !request.person!.readsAll,
      choices: MODELS.map((value) => ({ value, label: t(`model.${value}`) })), resolutions: await this.resolutions.choices(foundation, { body: 'council' }),
      typed: { model: '', from: '', resolution: '' },
      done: request.method === 'GET' && (request.query as { done?: unknown }).done === 'model' ? t('model.done') : null,
    };
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/operating-model', (controller: OperatingModelsController, request) => controller.page(request))
  async choose(@Body() { model, from, resolution }: ModelForm, @Req() request: FastifyRequest): Promise<{ url: string; statusCode: number }> {
    await this.models.choose(request.foundation!.id, { model, from, resolution: Number(resolution) }, request.person!);
    return { url: `${visitOf(request).base}/desk/operating-model?done=model`, statusCode: 303 };
  }
}
