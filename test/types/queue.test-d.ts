// A queue is of one manager. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import { type ComputeProfile, setDefaults } from '../../lib';

export function queuesAreOfOneManager(scope: Construct): void {
  setDefaults(scope, { queue: { kueue: 'cohorts', workloadPriorityClass: 'urgent' }, priorityClassName: 'overnight' });
  setDefaults(scope, { queue: { volcano: 'q1' } });
  setDefaults(scope, { queue: false });
  // @ts-expect-error Kueue and Volcano together: neither would start the pod
  setDefaults(scope, { queue: { kueue: 'cohorts', volcano: 'q1' } });
  // @ts-expect-error Volcano has no workload priority: it takes priorityClassName
  setDefaults(scope, { queue: { volcano: 'q1', workloadPriorityClass: 'urgent' } });
  // @ts-expect-error a priority without a queue
  setDefaults(scope, { queue: { workloadPriorityClass: 'urgent' } });
  // @ts-expect-error a name alone does not say whose queue it is
  setDefaults(scope, { queue: 'cohorts' });
  // @ts-expect-error the scheduler follows from the queue
  const profile: ComputeProfile = { schedulerName: 'volcano' };
  setDefaults(scope, { compute: profile });
  // @ts-expect-error an estimate is in minutes
  setDefaults(scope, { estimate: { hours: 1 } });
}
