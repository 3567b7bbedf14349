import { isBucket } from '../../support/fault-place';
import { testFaults } from '../../support/fault-suite';
import { SOURCE_FAULTS } from '../../support/fault-table';

jest.setTimeout(isBucket ? 1_200_000 : 120_000);

testFaults(SOURCE_FAULTS);
