import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ScheduleModel, WorkflowParameter } from '../argo/model';
import { objectName } from '../argo/names';
import { renderSchedule } from '../argo/render';
import { isZone, scheduleProblems } from '../check/argo/schedule';
import { GenomicsError } from '../errors';
import { type ArgoVersion, atLeast, mustHaveVersion } from '../pods/argo-version';
import { mustBeName } from '../pods/queue';
import { resolveDefaults } from '../pods/stage-defaults';
import { namespaceOf } from '../storage/namespace';
import { mustBeWhole } from '../values/numbers';

/** When a workflow runs by itself, and what happens when it cannot. */
export interface ScheduleProps {
  /**
   * In cron's five fields: `0 3 * * 1-5`, or `@daily`. Before Argo 3.6 each of several becomes a CronWorkflow of its
   * own, and `concurrencyPolicy` holds for each by itself.
   */
  readonly cron: string | readonly [string, ...string[]];
  /** As in `Asia/Shanghai`. @default that of Argo's controller, mostly UTC */
  readonly timezone?: string;
  /**
   * What happens when a run is due and the last one has not ended: `Forbid` leaves the new one out, `Replace` ends the
   * old one, `Allow` has both. @default 'Forbid': two runs in one folder would only wait for each other
   */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /** Seconds within which a run that was missed, because the controller was down, is made up for. @default it is not */
  readonly startingDeadlineSeconds?: number;
  /** Ended runs whose records are kept. @default Argo's, 3 that succeeded and 1 that failed */
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  /** Whether nothing is started. @default false */
  readonly suspend?: boolean;
  /** The account of its runs. @default the workflow's own */
  readonly serviceAccountName?: string;
  /** The CronWorkflow's name, at most 52 characters: Argo adds the time to it. @default the WorkflowTemplate's */
  readonly name?: string;
}

/** Values for parameters by name; `R` must be given, since they have none. */
export type GivenArguments<R extends string, O extends string> = { readonly [K in R]: string } & {
  readonly [K in O]?: string;
};

/** A schedule with the arguments of its runs; they may be left out where each parameter has a value. */
export type Schedule<A> = ScheduleProps &
  (Record<never, never> extends A ? { readonly arguments?: A } : { readonly arguments: A });

/** What is scheduled. */
export interface Scheduled {
  /** The WorkflowTemplate's name. */
  readonly name: string;
  readonly parameters: readonly WorkflowParameter[];
}

/**
 * A workflow's name with the time that Argo adds has at most 63 characters (maxCharsInCronWorkflowName of validate.go).
 */
const LONGEST_NAME = 52;

/** The CronWorkflow that starts a workflow; before Argo 3.6 one for each schedule. */
export class WorkflowSchedule extends Construct {
  constructor(scope: Construct, id: string, props: Schedule<Readonly<Record<string, string>>>, scheduled: Scheduled) {
    super(scope, id);
    const { name = scheduled.name, cron, timezone } = props;
    const version = mustHaveVersion(this, resolveDefaults(this, {}).argoVersion, 'a schedule');
    const schedules = typeof cron === 'string' ? [cron] : cron;
    for (const one of schedules) mustBeSchedule(this, one);
    if (timezone !== undefined && !isZone(timezone)) throw noZone(this, timezone);
    mustBeWhole(this, 'schedule.startingDeadlineSeconds', props.startingDeadlineSeconds, 0);
    mustBeWhole(this, 'schedule.successfulJobsHistoryLimit', props.successfulJobsHistoryLimit, 0);
    mustBeWhole(this, 'schedule.failedJobsHistoryLimit', props.failedJobsHistoryLimit, 0);
    const settings = settingsOf(this, props, scheduled);
    for (const [index, when] of timesOf(version, schedules).entries()) {
      const own = mustBeShort(this, index === 0 ? name : `${name}-${index + 1}`);
      new ApiObject(this, index === 0 ? 'Resource' : `Resource${index + 1}`, {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'CronWorkflow',
        metadata: { name: own, namespace: namespaceOf(this) },
        spec: renderSchedule({ ...settings, when }),
      });
    }
  }
}

/** When, for each CronWorkflow. */
function timesOf(version: ArgoVersion, schedules: readonly string[]): readonly ScheduleModel['when'][] {
  return atLeast(version, '3.6') ? [{ schedules }] : schedules.map((schedule) => ({ schedule }));
}

function settingsOf(
  where: Construct,
  props: Schedule<Readonly<Record<string, string>>>,
  { name, parameters }: Scheduled,
): Omit<ScheduleModel, 'when'> {
  const { cron: _, name: __, arguments: given = {}, serviceAccountName, concurrencyPolicy = 'Forbid', ...more } = props;
  return {
    ...more,
    concurrencyPolicy,
    workflowTemplate: name,
    arguments: argumentsOf(where, given, parameters),
    ...(serviceAccountName && {
      serviceAccountName: mustBeName(where, 'schedule.serviceAccountName', serviceAccountName),
    }),
  };
}

/** What a run is given, in the order of the parameters. Nobody is there to be asked when it starts. */
function argumentsOf(
  where: Construct,
  given: Readonly<Record<string, string | undefined>>,
  parameters: readonly WorkflowParameter[],
): readonly { readonly name: string; readonly value: string }[] {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw wrongArgument(where, unknown, 'is no parameter of the workflow', `one of ${names.join(', ')}`);
  return parameters.flatMap(({ name, value, enum: choices }) => {
    const own = given[name];
    if (own === undefined && value === undefined)
      throw wrongArgument(where, name, 'is missing, and the parameter has no value', 'a value');
    if (own === undefined) return [];
    if (/\{\{|\n/.test(own)) throw wrongArgument(where, name, `is '${own}'`, "one line without '{{'");
    if (choices !== undefined && !choices.includes(own))
      throw wrongArgument(where, name, `is '${own}'`, `one of ${choices.join(', ')}`);
    return [{ name, value: own }];
  });
}

function wrongArgument(where: Construct, name: string, what: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: `argument '${name}' of a schedule ${what}`,
    got: `schedule.arguments.${name}`,
    expected,
    fix: 'correct schedule.arguments, or give the parameter a value',
  });
}

/** Argo 4 takes no time zone within a schedule. */
function mustBeSchedule(where: Construct, schedule: string): void {
  const [problem] = scheduleProblems(schedule);
  if (problem === undefined && !/^(CRON_)?TZ=/.test(schedule)) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'a schedule is not one of cron',
    got: `'${schedule}'`,
    expected: problem?.replace(/[.]$/, '') ?? 'five fields without a time zone',
    fix: 'write minute, hour, day of month, month and day of week, as in 0 3 * * 1-5, and the zone as timezone',
  });
}

function noZone(where: Construct, timezone: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'schedule.timezone is no time zone',
    got: `'${timezone}'`,
    expected: 'a name of the time zone database, as Asia/Shanghai',
    fix: 'correct it, or leave it out for the time of the controller',
  });
}

function mustBeShort(where: Construct, name: string): string {
  if (name.length <= LONGEST_NAME) return objectName(where, name);
  throw new GenomicsError('invalid-name', where, {
    what: "a CronWorkflow's name is too long for the time that Argo adds to it",
    got: `'${name}', ${name.length} characters`,
    expected: `at most ${LONGEST_NAME}`,
    fix: 'set schedule.name',
  });
}
