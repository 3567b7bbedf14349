import { testFaults } from '../../support/fault-suite';
import { SOURCE_FAULTS } from '../../support/fault-table';

jest.setTimeout(120_000);

testFaults(SOURCE_FAULTS);
