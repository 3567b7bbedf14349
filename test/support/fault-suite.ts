import { type Bench, observeOurs, observeSeed } from './fault-case';
import { faultData } from './fault-data';
import { documented, isWriting, rowOf, writeRow } from './fault-doc';
import { isBucket, isSampled } from './fault-place';
import { serveFaults } from './fault-server';
import { FAULTS, type Fault } from './fault-table';
import { committedPipeline } from './manifests';

/**
 * A test for each fault: how ours ends and what it says, that no wrong BAM can be taken, that the next run mends it,
 * and what the document says.
 */
export function testFaults(faults: readonly Fault[]): void {
  let bench: Bench;
  beforeAll(async () => {
    const data = faultData(11, 20_000, 150);
    bench = { pipeline: committedPipeline(), server: await serveFaults(), data, other: faultData(12, 15_000, 110) };
  });
  afterAll(() => bench.server.close());

  // A bucket takes several times as long: of what a source does, which hardly touches it, a third.
  const tried = faults.filter(({ sources }, at) => !isSampled || sources === undefined || at % 3 === 0);
  test.each(tried.map((fault) => [fault.name, fault] as const))(
    '%s: told, never a wrong BAM, mended by the next run',
    async (name, fault) => {
      const seen = await observeOurs(fault, bench);
      const { status, says } = (isBucket ? fault.onBucket : undefined) ?? fault;
      expect([seen.first.last.task, seen.first.last.status, seen.log]).toEqual([
        fault.task,
        status,
        expect.stringMatching(says),
      ]);
      expect(seen.lies).toEqual([]);
      if (seen.second !== undefined)
        expect([seen.second.isDone, seen.second.isDone || seen.second.last.log]).toEqual([true, true]);
      if (isBucket) return;
      const row = rowOf(fault, await observeSeed(fault, bench), seen);
      if (isWriting)
        writeRow(
          name,
          row,
          FAULTS.map((one) => one.name),
        );
      expect(documented().get(name)).toBe(row);
    },
  );
}
