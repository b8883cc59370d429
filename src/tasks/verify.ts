import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { sayWhyAndExit } from '../platform/cannot-start';
import { type Config, readConfig } from '../platform/config';
import { withDatabase } from '../platform/local-database';
import { PlatformModule } from '../platform/platform.module';
import { Log } from '../ledger/log';
import { type Answer, Verifications } from '../disclosure/verifications.service';

/** What the checks need and no more: nothing here numbers, settles or serves. */
@Module({ providers: [Log, Verifications] })
class VerifyModule {}

/** Runs every named check over the whole books and prints what it found. @returns whether all of them hold */
async function verify(config: Config): Promise<boolean> {
  const app = await NestFactory.createApplicationContext({ module: VerifyModule, imports: [PlatformModule.with(config)] }, { abortOnError: false, logger: false });
  try {
    const answers = await app.get(Verifications).verify(print);
    const failed = answers.filter((answer) => answer.offences.length > 0).length;
    console.log(failed === 0 ? `\n${answers.length} 项检查全部通过 all ${answers.length} checks hold` : `\n${failed} 项检查没有通过 ${failed} of ${answers.length} checks do not hold`);
    return failed === 0;
  } finally {
    await app.close();
  }
}

function print({ check, offences }: Answer, took: number): void {
  console.log(`${offences.length === 0 ? '✓' : '✗'} ${check.sentence.zh} ${check.sentence.en} (${Math.ceil(took)} ms)`);
  for (const { entry, detail } of offences) console.log(`    ${entry ?? '—'}  ${detail}`);
}

if (require.main === module) {
  const config = readConfig(process.env);
  withDatabase(config, () => verify(config)).then((whole) => process.exit(whole ? 0 : 1), sayWhyAndExit);
}
