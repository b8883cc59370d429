import type { ExecutionContext } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import type { Foundation } from '../../src/people/foundations';
import { type DeskPage, pagesFor } from '../../src/people/desk-pages';
import { People, type Role, ROLES, type Somebody } from '../../src/people/people';
import { AccessGuard } from '../../src/platform/access';
import { Clock } from '../../src/platform/clock';
import { SetClock, startApp, type TestApp } from '../support/app';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';

/** Every route that is not open to anybody, and who may knock. Another one, or another role, is written here first. */
const DOORS = `
  GET  /desk                                          all of them
  GET  /desk/founding                                 bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/contributions/:id               bookkeeper secretary-general supervisor auditor
  POST /desk/founding/contributions                   bookkeeper secretary-general
  POST /desk/founding/contributions/:id/bounces       bookkeeper secretary-general
  POST /desk/founding/contributions/:id/confirmations bookkeeper secretary-general
  POST /desk/founding/papers                          bookkeeper secretary-general
  POST /desk/founding/registrations                   bookkeeper secretary-general
  GET  /desk/me                                       all of them
  POST /desk/me/passwords                             all of them
  POST /desk/me/recovery-codes                        all of them
  POST /desk/me/sessions/ends                         all of them
  GET  /desk/payments                                 bookkeeper secretary-general supervisor auditor
  GET  /desk/search                                   programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/people                                   administrator supervisor auditor
  GET  /desk/people/:id                               administrator supervisor auditor
  POST /desk/people                                   administrator
  POST /desk/people/:id/ends                          administrator
  POST /desk/people/:id/enrolments                    administrator
  GET  /desk/ratios                                   bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements                               bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements/:name                         bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements/:name/rows                    bookkeeper cashier secretary-general supervisor auditor`;
/** The doors of the desk that stand open: what stands there proves by itself who comes. */
const OPEN_AT_THE_DESK = ['GET /desk/enrolments/:token', 'GET /desk/sign-in', 'POST /desk/enrolments/:token', 'POST /desk/sessions', 'POST /desk/sessions/ends'];

interface Route { readonly method: string; readonly path: string; readonly handler: object; readonly controller: object }
const METHODS: Readonly<Record<number, string>> = { 0: 'GET', 1: 'POST' };

let house: TestApp;
let foundation: Foundation;
let routes: Route[];
const people = new Map<Role, Somebody>();
const desks = new Map<Role, AtDesk>();

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z'), imports: [DiscoveryModule] });
  foundation = await preparing(house);
  routes = routesOf(house);
  for (const role of ROLES) {
    const id = await appointed(house, foundation, role, role);
    people.set(role, (await house.app.get(People).withRoles(id, foundation.id, '2026-06-30'))!);
    desks.set(role, await atDesk(house, id));
  }
  const { id } = people.get('bookkeeper')!;
  await house.app.get(FoundingContributions).record(foundation.id, { founder: '示例物业有限公司', sum: 100n, reference: 'ICBC1', valueDay: '2026-02-11' }, { id, name: '', roles: [] });
}, 60_000);
afterAll(() => house.close());

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const table = (): Map<string, readonly Role[]> => new Map(DOORS.trim().split('\n').map((line) => {
  const [, method, path, who] = /(\w+)\s+(\S+)\s+(.*)$/.exec(line.trim())!;
  return [`${method} ${path}`, ROLES.filter((role) => who === 'all of them' || who!.split(' ').includes(role))] as const;
}));

it('every route × every role is as the table says', () => {
  const guard = new AccessGuard(new Reflector());
  const opens = (route: Route, person: Somebody | null): boolean => {
    const context = { getHandler: () => route.handler, getClass: () => route.controller, switchToHttp: () => ({ getRequest: () => ({ person, method: route.method }) }) };
    try {
      return guard.canActivate(context as unknown as ExecutionContext);
    } catch {
      return false;
    }
  };
  const closed = routes.filter((route) => !opens(route, null));
  expect(new Map(closed.map((route) => [nameOf(route), ROLES.filter((role) => opens(route, people.get(role)!))]))).toEqual(new Map(table()));
  // what stands open is open to those who are signed in as well
  expect(routes.filter((route) => opens(route, null) && !ROLES.every((role) => opens(route, people.get(role)!)))).toEqual([]);
  expect(routes.filter((route) => opens(route, null) && route.path.startsWith('/desk')).map(nameOf).sort()).toEqual(OPEN_AT_THE_DESK);
});

it('and so they answer, over HTTP', async () => {
  for (const [name, allowed] of table()) {
    const [method, path] = name.split(' ') as [string, string];
    const id = path.includes('/people/') ? people.get('cashier')!.id : 1;
    const address = path.replace(':id', String(id)).replace(':name/rows', 'balance-sheet/rows?line=assets&column=end').replace(':name', 'balance-sheet');
    const nobody = await (method === 'GET' ? house.request().get(address) : house.request().post(address));
    expect([name, nobody.status, nobody.headers.location]).toEqual([name, 303, expect.stringMatching(/^\/desk\/sign-in\?back=/)]);
    for (const role of ROLES) {
      const { visitor } = desks.get(role)!;
      const { status } = await (method === 'GET' ? visitor.get(address) : visitor.post(address).type('form').send({}));
      expect([name, role, status !== 404]).toEqual([name, role, allowed.includes(role)]);
    }
  }
}, 60_000);

it('the navigation shows each role what it finds, and nothing else', async () => {
  const all: DeskPage[] = ['founding', 'payments', 'statements', 'ratios', 'people', 'me'];
  for (const role of ROLES) {
    const shown = pagesFor(people.get(role)!).map(({ name }) => name);
    const page = await desks.get(role)!.reads('/desk/me');
    for (const name of all) {
      expect([role, name, page.includes(`href="/desk/${name}"`)]).toEqual([role, name, shown.includes(name)]);
      expect([role, name, (await desks.get(role)!.visitor.get(`/desk/${name}`)).status]).toEqual([role, name, shown.includes(name) ? 200 : 404]);
    }
  }
});

it('whoever holds no office in another foundation is nobody there', async () => {
  await preparing(house, 'qingshi', '青石巷社区基金会');
  const answer = await desks.get('bookkeeper')!.visitor.get('/f/qingshi/desk/founding');
  expect([answer.status, answer.headers.location]).toEqual([303, '/f/qingshi/desk/sign-in?back=%2Fdesk%2Ffounding']);
  await desks.get('bookkeeper')!.reads('/f/wutongli/desk/founding');
});

it('an auditor reads from the first day to the last', async () => {
  const id = await appointed(house, foundation, '赵磊', 'auditor', { from: '2026-06-01', to: '2026-06-30' });
  const clock = house.app.get<SetClock>(Clock);
  clock.set('2026-06-30T15:59:00Z');
  const desk = await atDesk(house, id);
  await desk.reads('/desk/founding');
  clock.set('2026-06-30T16:00:00Z');
  expect((await desk.visitor.get('/desk/founding')).status).toBe(303);
});

function routesOf({ app }: TestApp): Route[] {
  const scanner = new MetadataScanner();
  return app.get(DiscoveryService, { strict: false }).getControllers().flatMap(({ metatype }) => {
    const controller = metatype as { prototype: Record<string, object> };
    const bases = [Reflect.getMetadata('path', controller) as string | string[]].flat();
    return scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
      const handler = controller.prototype[name]!;
      if (!Reflect.hasMetadata('path', handler)) return [];
      const method = METHODS[Reflect.getMetadata('method', handler) as number]!;
      return bases.flatMap((base) => [Reflect.getMetadata('path', handler) as string | string[]].flat().map((path) => ({ method, path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'), handler, controller })));
    });
  });
}
