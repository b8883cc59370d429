import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setUpOpenMonth } from './desk/open-month';
import { setUpOpenApi } from './disclosure/open-api';
import { Practice } from './giving/practice';
import { StripeDoor } from './giving/stripe-door';
import { setUpPages } from './people/pages';
import type { Config } from './platform/config';
import { setUpHttp } from './platform/http';

/** What stands before the routes, in the order in which requests meet it: the same in production and in tests. */
export async function setUp(app: NestFastifyApplication, config: Config): Promise<void> {
  await setUpHttp(app, config);
  const assets = setUpPages(app, config);
  setUpOpenMonth(app);
  setUpOpenApi(app);
  app.get(StripeDoor).mount(app);
  if (config.practice) app.get(Practice).mount(app, assets.href('public.css'));
}
