import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { Sealer } from '../ledger/sealer';
import { Foundations } from '../people/foundations';
import { CannotStart, sayWhyAndExit } from '../platform/cannot-start';
import { readConfig } from '../platform/config';
import { withDatabase } from '../platform/local-database';
import { DEMO_PASSWORD, demoOf } from './demo/demo';
import { QINGSHI, prepareQingshi } from './demo/qingshi';
import { INVITATION_CODE, foundWutongli } from './demo/wutongli';

/**
 * Fills a database that has no foundation yet and leaves any other alone. Everything is done as people do it, by the acts of
 * the features; the days are those before today, so that the demo never looks abandoned.
 */
export async function seed(app: INestApplicationContext): Promise<void> {
  if ((await app.get(Foundations).all()).length > 0) return;
  const demo = demoOf(app);
  await foundWutongli(demo);
  await prepareQingshi(demo);
  await app.get(Sealer).seal();
}

/** Where to look and as whom to sign in, for those who have just started Sizhu. */
export function signIns(baseUrl: string): string[] {
  return [
    `工作台  Desk    ${baseUrl}/desk`,
    '                李敏 limin · 周晓 zhouxiao（会计 bookkeepers）',
    '                王建国 wangjianguo（秘书长 secretary-general）',
    '                孙丽 sunli（管理员 administrator）· 何平 heping（监事 supervisor）',
    `密码  Password  ${DEMO_PASSWORD}`,
    `动态码  Codes   ${baseUrl}/outbox`,
    `筹备中  Founding  ${baseUrl}/f/${QINGSHI}/desk`,
    '                陈静 chenjing（会计 bookkeeper）· 赵磊 zhaolei（秘书长 secretary-general）',
    `动态码  Codes   ${baseUrl}/f/${QINGSHI}/outbox`,
    `邀请码  Code    ${INVITATION_CODE}  ${baseUrl}/funds/stair-lights`,
  ];
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.production) throw new CannotStart('示例数据不能写入生产环境。', 'The demo does not go into production.');
  await withDatabase(config, async () => {
    const app = await NestFactory.createApplicationContext(AppModule.with(config), { logger: false, abortOnError: false });
    try {
      await seed(app);
    } finally {
      await app.close();
    }
  });
}

if (require.main === module) main().catch(sayWhyAndExit);
