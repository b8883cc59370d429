import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { ENROLMENT_DAYS, Enrolments } from '../people/enrolments.service';
import { Foundations } from '../people/foundations';
import { PeopleModule } from '../people/people.module';
import { type Appointment, People, ROLES } from '../people/people';
import { CannotStart, sayWhyAndExit } from '../platform/cannot-start';
import { Clock } from '../platform/clock';
import { type Config, readConfig } from '../platform/config';
import { withDatabase } from '../platform/local-database';
import { PlatformModule } from '../platform/platform.module';
import { type Day, isDay } from '../rules/day';
import { Refused } from '../rules/refused';
import { refusalIn } from '../platform/words';
import { refusedFrom } from '../platform/database';
import { refuseUnmigrated } from './migrate';

const WORDS = ['foundation', 'name', 'english', 'login', 'role', 'from', 'to'] as const;
const USAGE = 'npm run appoint -- --foundation CODE --name 王芳 --english "Wang Fang" --login wangfang --role administrator [--from 2026-11-22] [--to 2027-11-21]';

export type Asked = Omit<Appointment, 'from'> & { readonly foundation: string; readonly from: Day | null };

/** @throws CannotStart when the words after `npm run appoint --` do not say whom and what */
export function readArguments(args: string[]): Asked {
  const { foundation, name, english, login, role, from, to } = parse(args);
  const usage = (zh: string, en: string): never => {
    throw new CannotStart(`${zh} 用法：${USAGE}`, `${en} Usage: ${USAGE}`);
  };
  if (!foundation || !name || !english || !login) return usage('请写明基金会代码、姓名、英文名和登录名。', 'Name the foundation’s code, the person’s name, English name and sign-in name.');
  if (!/^[a-z][a-z0-9.-]{1,30}$/.test(login)) return usage('登录名用 2 到 31 个小写字母、数字、点或连字符，以字母开头。', 'A sign-in name has 2 to 31 small letters, digits, dots or hyphens and begins with a letter.');
  const known = ROLES.find((one) => one === role);
  if (!known) return usage(`岗位须是：${ROLES.join('、')}。`, `The role is one of ${ROLES.join(', ')}.`);
  if ([from, to].some((day) => day !== undefined && !isDay(day))) return usage('日期写成 2026-11-22 这样。', 'Days are written like 2026-11-22.');
  return { foundation, name, englishName: english, login, role: known, from: from ?? null, to: to ?? null };
}

function parse(args: string[]): Partial<Record<(typeof WORDS)[number], string>> {
  try {
    return parseArgs({ args, options: Object.fromEntries(WORDS.map((word) => [word, { type: 'string' as const }])) }).values;
  } catch (error) {
    throw new CannotStart(`用法：${USAGE}`, `Usage: ${USAGE}. ${(error as Error).message}`);
  }
}

/** Appoints somebody and makes the link by which they enrol. Done again it makes a new link: also the way back in when every key is lost. */
export async function appoint(config: Config, asked: Asked): Promise<string> {
  const app = await NestFactory.createApplicationContext({ module: class {}, imports: [PlatformModule.with(config), PeopleModule.with(config)] }, { abortOnError: false, logger: false });
  try {
    const foundation = await app.get(Foundations).find(asked.foundation);
    if (!foundation) throw new CannotStart(`没有代码为 ${asked.foundation} 的基金会。`, `There is no foundation ${asked.foundation}.`);
    const by = { foundation: foundation.id, address: null };
    const person = await app.get(DataSource).transaction((tx) => app.get(People).appoint(tx, { ...asked, from: asked.from ?? app.get(Clock).today() }, by));
    const token = await app.get(Enrolments).make(person, by);
    return `${config.baseUrl}/f/${foundation.code}/desk/enrolments/${token}`;
  } catch (error) {
    const refused = error instanceof Refused ? error : refusedFrom(error);
    throw refused ? new CannotStart(refusalIn('zh', refused), refusalIn('en', refused)) : error;
  } finally {
    await app.close();
  }
}

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2));
  const config = readConfig(process.env);
  await withDatabase(config, async () => {
    await refuseUnmigrated(config.databaseUrl);
    const link = await appoint(config, asked);
    console.log(`请把这个链接交给${asked.name}本人，${ENROLMENT_DAYS} 天内用一次。\nHand this link to ${asked.englishName} in person; it works once, within ${ENROLMENT_DAYS} days.\n\n  ${link}\n`);
  });
}

if (require.main === module) main().catch(sayWhyAndExit);
