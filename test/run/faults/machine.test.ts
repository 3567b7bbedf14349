import { documented } from '../../support/fault-doc';
import { MACHINE_FAULTS } from '../../support/fault-machine';
import { testFaults } from '../../support/fault-suite';
import { FAULTS } from '../../support/fault-table';

jest.setTimeout(120_000);

testFaults(MACHINE_FAULTS);

test('docs/faults.md has these rows and no others', () => {
  expect([...documented().keys()]).toEqual(FAULTS.map(({ name }) => name));
});
