import { documented } from '../../support/fault-doc';
import { MACHINE_FAULTS } from '../../support/fault-machine';
import { isBucket } from '../../support/fault-place';
import { testFaults } from '../../support/fault-suite';
import { FAULTS } from '../../support/fault-table';

jest.setTimeout(isBucket ? 1_200_000 : 120_000);

testFaults(MACHINE_FAULTS);

test('docs/faults.md has these rows and no others', () => {
  expect([...documented().keys()]).toEqual(FAULTS.map(({ name }) => name));
});
