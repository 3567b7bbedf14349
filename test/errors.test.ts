import { inspect } from 'node:util';
import { GenomicsError } from '../lib';

test('an error that nobody caught is printed with its message once; its fields are there for who reads them', () => {
  const problem = { what: 'a name is wrong', got: "'x y'", expected: 'no space', fix: 'rename it' };
  const error = new GenomicsError('invalid-name', 'chart', problem);
  expect(inspect(error, { customInspect: false })).toBe(error.stack);
  expect(inspect(error).match(/a name is wrong/g)).toHaveLength(1);
  expect(error).toMatchObject({ name: 'GenomicsError', code: 'invalid-name', where: 'chart', problem, more: [] });
});
