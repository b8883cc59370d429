// Runs a TypeScript program of the tests as a process of its own, without a build: `node test/support/typescript.js PROGRAM.ts`.
// The transformer and its settings are the tests' own.
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const [[, settings]] = Object.values(require('../jest.config').transform);

Module._extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...settings, filename }).code, filename);

require(process.argv[2]);
