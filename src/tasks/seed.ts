import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppModule } from '../app.module';
import { Sealer } from '../ledger/sealer';
import { Foundations } from '../people/foundations';
import { CannotStart, sayWhyAndExit } from '../platform/cannot-start';
import { type Config, readConfig } from '../platform/config';
import { emptyLocalDatabase, withDatabase } from '../platform/local-database';
import { CHAOYANG, openChaoyang } from './demo/chaoyang';
import { DEMO_PASSWORD, demoOf } from './demo/demo';
import { QINGSHI, prepareQingshi } from './demo/qingshi';
import { INVITATION_CODE, foundWutongli } from './demo/wutongli';
import { COUNCIL_PHONES } from './demo/wutongli-motions';

/**
 * Fills a database that has no foundation yet and leaves any other alone. Everything is done as people do it, by the acts of
 * the features; the days are those before today, so that the demo never looks abandoned.
 * @returns whether there was anything to do
 */
export async function seed(app: INestApplicationContext): Promise<boolean> {
  if ((await app.get(Foundations).all()).length > 0) return false;
  const demo = demoOf(app);
  await foundWutongli(demo);
  await prepareQingshi(demo);
  await openChaoyang(demo);
  await app.get(Sealer).seal();
  return true;
}

/** Stands in the data folder while the first start writes the demo. Nobody is served before that is done, so a half can be thrown away. */
const markIn = ({ dataDir }: Config): string => join(dataDir, 'seeding');

/** A first start that was killed in the middle has left half a demo: this one begins anew. To be called before anybody uses the database. */
export async function clearHalfSeeded(config: Config): Promise<void> {
  if (existsSync(markIn(config))) await emptyLocalDatabase(config);
}

/** The demo, on the first start only, and then whole. */
export async function seedFirst(app: INestApplicationContext, config: Config): Promise<void> {
  if ((await app.get(Foundations).all()).length === 0) writeFileSync(markIn(config), '');
  await seed(app);
  rmSync(markIn(config), { force: true });
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
    `议事会  Council ${baseUrl}/me/council`,
    `                ${Object.entries(COUNCIL_PHONES).slice(0, 2).map(([name, phone]) => `${name} ${phone}`).join(' · ')}（居民议事会成员 members of the residents' council）`,
    `筹备中  Founding  ${baseUrl}/f/${QINGSHI}/desk`,
    '                陈静 chenjing（会计 bookkeeper）· 赵磊 zhaolei（秘书长 secretary-general）',
    `动态码  Codes   ${baseUrl}/f/${QINGSHI}/outbox`,
    `月结  Closing   ${baseUrl}/f/${CHAOYANG}/desk`,
    '                许静 xujing（会计 bookkeeper）· 方圆 fangyuan（出纳 cashier）· 高远 gaoyuan（秘书长 secretary-general）· 何清 heqing（监事 supervisor）',
    `动态码  Codes   ${baseUrl}/f/${CHAOYANG}/outbox`,
    `邀请码  Code    ${INVITATION_CODE}  ${baseUrl}/funds/stair-lights`,
  ];
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.production) throw new CannotStart('示例数据不能写入生产环境。', 'The demo does not go into production.');
  await withDatabase(config, async () => {
    const app = await NestFactory.createApplicationContext(AppModule.with(config), { logger: false, abortOnError: false });
    try {
      console.log((await seed(app)) ? '示例已写入。 The demo has been written.' : '这里已有基金会，什么也没有写入。 There is a foundation here already: nothing was written.');
    } finally {
      await app.close();
    }
  });
}

if (require.main === module) main().catch(sayWhyAndExit);
