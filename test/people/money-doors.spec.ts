import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// Whatever is sent to the desk and ends in a door of the books asks for a fresh code first. Which forms those are is not a list that somebody keeps:
// it is found by following every call, and every mention of a function, from each POST to the SQL that calls a function of the owner's.

const ROOT = join(__dirname, '..', '..');
const migrations = readdirSync(join(ROOT, 'migrations')).map((file) => readFileSync(join(ROOT, 'migrations', file), 'utf8')).join('\n');
/** The functions by which alone the books change: they run as their owner. */
const BOOK_DOORS = migrations.split(/CREATE (?:OR REPLACE )?FUNCTION /).slice(1).filter((text) => /^[^$]*SECURITY DEFINER/.test(text)).map((text) => /^\w+/.exec(text)![0]);
/** Lock what is weighed and say what it holds: the funds of an entry, a purse with its rules. */
const WEIGHS = ['ledger_open', 'purse_hold'];
/** Says which line and which posting are the same money; none moves. */
const JOINS = ['bank_match', 'bank_unmatch'];
/** Keep who has a paper, what was said aloud, and what was posted, objected and answered: nothing is decided or booked by them. Opening, counting and closing a vote and putting it into effect do ask. */
const RECORDS = ['vote_hand_paper', 'vote_return_paper', 'vote_write_down', 'result_post', 'motion_objection_enter', 'motion_objection_reply'];
const callOf = (doors: readonly string[]): RegExp => new RegExp(`\\b(${doors.join('|')})\\s*\\(`);
const DOORS = BOOK_DOORS.filter((door) => ![...WEIGHS, ...RECORDS].includes(door));
const BOOKS = DOORS.filter((door) => !JOINS.includes(door));

const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config, ts.sys, ROOT);
const program = ts.createProgram(fileNames.filter((file) => file.includes('/src/') && !file.endsWith('.spec.ts')), { ...options, noEmit: true, skipLibCheck: true });
const checker = program.getTypeChecker();
const isOurs = (node: ts.Node): boolean => node.getSourceFile().fileName.startsWith(join(ROOT, 'src'));

interface Handler { readonly name: string; readonly asks: boolean; readonly body: ts.MethodDeclaration }

function handlersOfTheDesk(): Handler[] {
  return program.getSourceFiles().filter(isOurs).flatMap((file) => file.statements.filter(ts.isClassDeclaration)).flatMap((controller) => {
    const said = (node: ts.HasDecorators, name: string): string | undefined => ts.getDecorators(node)?.map((decorator) => decorator.expression.getText()).find((text) => text.startsWith(`${name}(`));
    if (!/^Controller\('desk/.test(said(controller, 'Controller') ?? '')) return [];
    return controller.members.filter(ts.isMethodDeclaration).filter((method) => said(method, 'Post'))
      .map((method) => ({ name: `${controller.name!.text}.${method.name.getText()}`, asks: said(method, 'StepUp') !== undefined, body: method }));
  });
}

/** Whether a handler comes to one of these doors, however far behind it. */
function reaches(start: ts.Node, doors: readonly string[]): boolean {
  const call = callOf(doors);
  const seen = new Set<ts.Node>();
  const next = [start];
  for (let node = next.pop(); node; node = next.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    let found = false;
    const look = (part: ts.Node): void => {
      if (ts.isDecorator(part)) return;
      if ((ts.isStringLiteralLike(part) || ts.isTemplateHead(part) || ts.isTemplateMiddle(part) || ts.isTemplateTail(part)) && call.test(part.text)) found = true;
      if (ts.isIdentifier(part)) next.push(...declarationsOf(part));
      ts.forEachChild(part, look);
    };
    look(node);
    if (found) return true;
  }
  return false;
}

/** What of ours a name stands for, where that has something to run. */
function declarationsOf(name: ts.Identifier): ts.Node[] {
  let symbol = checker.getSymbolAtLocation(name);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  return (symbol?.declarations ?? []).filter(isOurs).flatMap((declaration): ts.Node[] => {
    if (ts.isMethodDeclaration(declaration) || ts.isFunctionDeclaration(declaration) || ts.isGetAccessor(declaration)) return [declaration];
    if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration)) return declaration.initializer ? [declaration.initializer] : [];
    if (ts.isClassDeclaration(declaration)) return declaration.members.filter((member) => ts.isConstructorDeclaration(member));
    return [];
  });
}

it('every POST of the desk that books an entry asks for a fresh code', () => {
  expect(BOOK_DOORS).toEqual(expect.arrayContaining(['ledger_post', 'foundation_register']));
  const handlers = handlersOfTheDesk();
  expect(handlers.length).toBeGreaterThan(10);
  const ofMoney = handlers.filter(({ body }) => reaches(body, DOORS));
  expect(ofMoney.map(({ name }) => name)).toEqual(expect.arrayContaining(['FoundingController.confirm', 'FoundingController.bounce', 'FoundingController.register']));
  // what is booked already is matched as soon as a statement shows it
  const without = ofMoney.filter(({ asks }) => !asks);
  expect(without.map(({ name }) => name)).toEqual(['BankStatementsController.import']);
  expect(without.filter(({ body }) => reaches(body, BOOKS))).toEqual([]);
  // and the question tells one form from another: recording a transfer books nothing
  expect(ofMoney.map(({ name }) => name)).not.toContain('FoundingController.record');
});
