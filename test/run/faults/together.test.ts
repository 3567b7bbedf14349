import { testFaults } from '../../support/fault-suite';
import { RUN_FAULTS } from '../../support/fault-together';

jest.setTimeout(120_000);

testFaults(RUN_FAULTS);
