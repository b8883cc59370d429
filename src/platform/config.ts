import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Max, Min, type ValidationArguments, ValidateBy, ValidateIf, validateSync } from 'class-validator';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CannotStart } from './cannot-start';
import { localDatabaseOwnerUrl, localDatabaseUrl } from './local-database';
import { localCheckpointKeyFile, localSecrets } from './secrets';

/** The settings, read once from the environment when a program starts. */
export class Config {
  readonly production: boolean;
  /** Nothing here is real: no production, and no key with which Stripe would take real or test money. */
  readonly practice: boolean;
  /** Sizhu runs its own PostgreSQL under the data folder. */
  readonly embedded: boolean;
  readonly port: number;
  /** Where the public reaches us, without a slash at the end. */
  readonly baseUrl: string;
  readonly dataDir: string;
  /** The application's role; it cannot change what the books say but through the ledger's own functions. */
  readonly databaseUrl: string;
  /** The owner's role, for migrations alone. A web process in production does not know it. */
  readonly databaseOwnerUrl?: string;
  readonly databaseReplicaUrls: readonly string[];
  readonly checkpointKeyFile: string;
  readonly sessionSecret: string;
  readonly stripeSecretKey?: string;
  readonly stripeWebhookSecret: string;
  /** Another `scheme://host:port` for Stripe's API. */
  readonly stripeApiBase?: string;
  /** The mail server, and who our letters are from. */
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  /** What sends our text messages, and the secret by which it knows us. */
  readonly smsGatewayUrl?: string;
  readonly smsGatewaySecret?: string;
  readonly logLevel: string;

  constructor(settings: Omit<Config, never>) {
    Object.assign(this, settings);
  }
}

/**
 * Reads the settings, or says everything that is wrong with them at once.
 * In production nothing secret has a default; elsewhere what is missing is made at random and kept in the data folder.
 * @throws CannotStart
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // docker compose hands over a variable that is not set as an empty text
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const read = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const mistakes = validateSync(read, { stopAtFirstError: true }).flatMap((mistake) => Object.values(mistake.constraints ?? {}));
  if (mistakes.length) throw new CannotStart('请改正这些设置后再启动。 Correct these settings and start again.', ...mistakes);

  const production = read.NODE_ENV === 'production';
  const dataDir = resolve(read.DATA_DIR);
  const embedded = !read.DATABASE_URL;
  const secrets = production ? undefined : makeable(dataDir, () => localSecrets(dataDir));
  return new Config({
    production,
    practice: !production && !read.STRIPE_SECRET_KEY,
    embedded,
    port: read.PORT,
    baseUrl: (read.BASE_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, ''),
    dataDir,
    databaseUrl: read.DATABASE_URL ?? localDatabaseUrl(dataDir),
    databaseOwnerUrl: embedded ? localDatabaseOwnerUrl(dataDir) : read.DATABASE_OWNER_URL,
    databaseReplicaUrls: read.DATABASE_REPLICA_URLS,
    checkpointKeyFile: read.CHECKPOINT_KEY_FILE ? resolve(read.CHECKPOINT_KEY_FILE) : makeable(dataDir, () => localCheckpointKeyFile(dataDir)),
    sessionSecret: read.SESSION_SECRET ?? secrets!.sessionSecret,
    stripeSecretKey: read.STRIPE_SECRET_KEY,
    stripeWebhookSecret: read.STRIPE_WEBHOOK_SECRET ?? secrets!.stripeWebhookSecret,
    stripeApiBase: read.STRIPE_API_BASE,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM,
    smsGatewayUrl: read.SMS_GATEWAY_URL,
    smsGatewaySecret: read.SMS_GATEWAY_SECRET,
    // the lines a person sees at `npm start` should not drown in requests
    logLevel: read.LOG_LEVEL ?? (production ? 'info' : 'warn'),
  });
}

function makeable<T>(dataDir: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new CannotStart(`无法在 ${dataDir} 读写文件（${code}），请改正其权限，或用 DATA_DIR 另选目录。`, `Cannot read and write files in ${dataDir} (${code}): correct its permissions, or choose another folder with DATA_DIR.`);
  }
}

type Test = (value: string, all: Environment) => boolean;
/** No port, or one that there can be, behind the host and in `?port=`. Not by `URL`, which knows no address without a host. */
function possiblePort(address: string): boolean {
  const [host = ''] = address.replace(/^\w+:\/\/([^/?#]*@)?/, '').split(/[/?#]/);
  const ports = [/:([^:\]]*)$/.exec(host)?.[1], new URLSearchParams(address.split('?')[1]).get('port')];
  return ports.every((port) => !port || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535));
}
/** The host of a PostgreSQL address may be empty: it stands in `?host=` when it is a socket. */
const postgresAddress: Test = (value) => /^postgres(ql)?:\/\/\S+$/.test(value) && possiblePort(value);
/** Without a path: our addresses begin at the root. */
const webAddress: Test = (value, all) => /^https?:\/\/[^\s/?#@]+\/*$/.test(value) && URL.canParse(value) && possiblePort(value) && (all.NODE_ENV !== 'production' || value.startsWith('https://'));
/** Looked into at once: with another key everything would start, and nothing could ever be sealed. */
const signingKey: Test = (value) => {
  try {
    return createPrivateKey(readFileSync(value)).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
};

/** The environment's variables by their own names. No sentence repeats a secret. */
class Environment {
  @IsIn(['production', 'development', 'test'], says('须是 production、development 或 test', 'must be production, development or test'))
  NODE_ENV = 'development';

  @Transform(({ value }) => Number(value))
  @IsInt(says('须是 1 至 65535 的整数', 'must be a whole number from 1 to 65535'))
  @Min(1, says('须是 1 至 65535 的整数', 'must be a whole number from 1 to 65535'))
  @Max(65535, says('须是 1 至 65535 的整数', 'must be a whole number from 1 to 65535'))
  PORT = 3000;

  @DemandedInProduction()
  @Is(webAddress, '须是不带路径的网址，如 https://example.org；生产环境须用 https', 'must be an address without a path, such as https://example.org; production needs https')
  BASE_URL?: string;

  @DemandedInProduction()
  @Is(postgresAddress, '须是应用角色的数据库地址，如 postgresql://sizhu_app:…@host/sizhu', 'must be the database address of the application’s role, such as postgresql://sizhu_app:…@host/sizhu')
  DATABASE_URL?: string;

  @IsOptional()
  @Is(postgresAddress, '须是属主角色的数据库地址，如 postgresql://sizhu_owner:…@host/sizhu', 'must be the database address of the owner’s role, such as postgresql://sizhu_owner:…@host/sizhu')
  DATABASE_OWNER_URL?: string;

  @Transform(({ value }) => String(value).split(',').map((url) => url.trim()).filter(Boolean))
  @Is(postgresAddress, '须是以逗号分隔的数据库地址', 'must be database addresses separated by commas')
  DATABASE_REPLICA_URLS: string[] = [];

  @DemandedInProduction()
  @Is(signingKey, '须是签名私钥文件（Ed25519，PEM）的路径，且可读取', 'must be the path of a readable file with an Ed25519 private key in PEM')
  CHECKPOINT_KEY_FILE?: string;

  DATA_DIR = './var';

  @DemandedInProduction()
  @Length(32, undefined, says('须至少 32 个字符', 'must have 32 characters or more'))
  SESSION_SECRET?: string;

  @DemandedInProduction()
  @Is((value) => !value.startsWith('pk_'), '须是 Stripe 的私密密钥，而非以 pk_ 开头的公开密钥', 'must be Stripe’s secret key, not the public one that begins with pk_')
  STRIPE_SECRET_KEY?: string;

  @DemandedInProduction()
  @Is((value) => value.startsWith('whsec_'), '须是 Stripe 回调的签名密钥（whsec_…）', 'must be the secret with which Stripe signs its webhooks (whsec_…)')
  STRIPE_WEBHOOK_SECRET?: string;

  @IsOptional()
  @Is((value) => /^https?:\/\/[^/?#@\s]+$/.test(value) && URL.canParse(value) && possiblePort(value), '须形如 scheme://host:port', 'must look like scheme://host:port')
  STRIPE_API_BASE?: string;

  @IsOptional()
  @Is((value) => /^smtps?:\/\/\S+$/.test(value) && possiblePort(value), '须是邮件服务器地址，如 smtps://user:…@host', 'must be a mail server’s address, such as smtps://user:…@host')
  SMTP_URL?: string;

  @DemandedBeside('SMTP_URL')
  @Is((value) => /^([^<>\r\n]+ )?<?[^@\s<>]+@[^@\s<>]+>?$/.test(value), '须是发信地址，如 梧桐里社区基金会 <desk@example.org>（设置了 SMTP_URL 时必填）', 'must be the address that mail comes from, such as Wutongli <desk@example.org> (demanded beside SMTP_URL)')
  MAIL_FROM?: string;

  @IsOptional()
  @Is((value, all) => /^https?:\/\/[^\s#@]+$/.test(value) && URL.canParse(value) && possiblePort(value) && (all.NODE_ENV !== 'production' || value.startsWith('https://')), '须是短信网关的网址；生产环境须用 https', 'must be the address of the text message gateway; production needs https')
  SMS_GATEWAY_URL?: string;

  @DemandedBeside('SMS_GATEWAY_URL')
  @Length(32, undefined, says('须至少 32 个字符（设置了 SMS_GATEWAY_URL 时必填）', 'must have 32 characters or more (demanded beside SMS_GATEWAY_URL)'))
  SMS_GATEWAY_SECRET?: string;

  @IsOptional()
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], says('须是 fatal、error、warn、info、debug、trace 或 silent', 'must be fatal, error, warn, info, debug, trace or silent'))
  LOG_LEVEL?: string;
}

/** One sentence in both languages: `PORT 须是……。 PORT must be …` */
function says(zh: string, en: string): { message: (about: ValidationArguments) => string } {
  return { message: ({ property }) => `${property} ${zh}。 ${property} ${en}.` };
}

/** Outside production the setting may be absent. */
function DemandedInProduction(): PropertyDecorator {
  return (target, property) => ValidateIf((all: Environment) => all.NODE_ENV === 'production' || all[property as keyof Environment] !== undefined)(target, property);
}

/** Without the other setting the setting may be absent. */
function DemandedBeside(other: keyof Environment): PropertyDecorator {
  return (target, property) => ValidateIf((all: Environment) => all[other] !== undefined || all[property as keyof Environment] !== undefined)(target, property);
}

/** Every value of the setting passes the test. */
function Is(test: Test, zh: string, en: string): PropertyDecorator {
  const validate = (value: unknown, about?: ValidationArguments): boolean => [value].flat().every((one) => typeof one === 'string' && test(one, about!.object as Environment));
  return ValidateBy({ name: 'is', validator: { validate } }, says(zh, en));
}
