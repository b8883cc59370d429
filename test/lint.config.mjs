import tseslint from 'typescript-eslint';

const MONEY = '/([aA]mount|[bB]alance|[fF]ee|[tT]otal|[pP]rice|[gG]ross|[nN]et)$/';
const house = [
  { selector: `:matches(Identifier[name=${MONEY}], PropertyDefinition[key.name=${MONEY}], TSPropertySignature[key.name=${MONEY}]) > TSTypeAnnotation > TSNumberKeyword`, message: 'Money is Fen (bigint), never number.' },
  { selector: `CallExpression[callee.property.name='transaction'] > ArrowFunctionExpression MemberExpression[object.type='ThisExpression'][property.name='db']`, message: 'Inside a transaction use tx, not this.db.' },
  { selector: `MemberExpression[object.name='Math'][property.name='round'], CallExpression[callee.name='parseFloat'], MemberExpression[property.name='toFixed']`, message: 'Use rules/money.' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'Ask the Clock.' },
];

export default tseslint.config(
  { ignores: ['**/*.js', '**/*.mjs'] }, // settings of tools, and what browsers run: not in the TypeScript project
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // a type-only import of a form or a provider compiles to `Object` and validation is skipped without a word
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-syntax': ['error', ...house],
    },
  },
  // The rule book is pure; the clock is the one place that asks the time; tests and tools measure and play.
  { files: ['src/platform/clock.ts', 'src/rules/money.ts', 'src/rules/*.spec.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['test/**/*.ts', 'src/**/*.spec.ts'], rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' } },
);
