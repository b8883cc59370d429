import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A mail server that keeps what it is given, or answers as it is told. */
export interface MailServer {
  readonly url: string;
  readonly mails: string[];
  /** What is answered to a command (`RCPT`, `DATA`, or `END` for the mail itself) from now on; nothing at all for ''. */
  answers: Record<string, string>;
  close(): Promise<void>;
}

export async function mailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let lines = '';
    let mail: string | null = null;
    const say = (command: string, usual: string): void => {
      const answer = house.answers[command] ?? usual;
      if (answer) socket.write(`${answer}\r\n`);
    };
    say('HELLO', '220 mail.test ESMTP');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      lines += chunk.toString('utf8');
      for (let end = lines.indexOf('\r\n'); end !== -1; end = lines.indexOf('\r\n')) {
        const line = lines.slice(0, end);
        lines = lines.slice(end + 2);
        if (mail !== null) {
          if (line !== '.') { mail += `${line}\n`; continue; }
          const answer = house.answers.END ?? '250 kept';
          if (answer.startsWith('250')) mails.push(mail);
          mail = null;
          say('END', '250 kept');
          continue;
        }
        const command = line.split(/[ :]/)[0]!.toUpperCase();
        if (command === 'DATA' && (house.answers.DATA ?? '354').startsWith('354')) mail = '';
        if (command === 'QUIT') socket.end('221 bye\r\n');
        else say(command, command === 'EHLO' ? '250-mail.test\r\n250 8BITMIME' : command === 'DATA' ? '354 go on' : '250 fine');
      }
    });
  });
  const house: MailServer = { url: `smtp://127.0.0.1:${await listening(server)}`, mails, answers: {}, close: () => closed(server, sockets) };
  return house;
}

/** A gateway for text messages that keeps what it is sent, or answers as it is told. */
export interface Gateway {
  readonly url: string;
  readonly taken: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** The next answers: a status, or 0 for none at all. Afterwards 202. */
  answers: number[];
  close(): Promise<void>;
}

export async function gateway(): Promise<Gateway> {
  const sockets = new Set<Socket>();
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk)).on('end', () => {
      house.taken.push({ headers: request.headers, body });
      const status = house.answers.shift() ?? 202;
      if (status) response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/elsewhere' } : {}).end('whatever it says');
    });
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  const house: Gateway = { url: '', taken: [], answers: [], close: () => closed(server, sockets) };
  return Object.assign(house, { url: `http://127.0.0.1:${await listening(server)}/sms` });
}

const listening = (server: Server): Promise<number> => new Promise((ready) => server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port)));

function closed(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((done) => server.close(() => done()));
}
