import { hasTag } from '../expression/tags';
import { at, type JsonObject, object, text } from '../json';
import type { RuleProblem } from '../rule';
import { OUTPUTS, type StageOption } from './options';
import { mountAt, named, type StageView, volumeOf } from './stage-view';

/** Where a stage's options and what is mounted do not agree. */
export function* mounts(stage: StageView): Generator<RuleProblem> {
  const { options, isOpen } = stage;
  const volumes = named(options, /^volume$/);
  const others = named(options, /^mount$/);
  if (!isOpen)
    for (const option of [...volumes, ...others])
      if (mountAt(stage, option.first) === undefined && !hasTag(option.first))
        yield {
          path: option.path,
          message:
            `--${option.name}=${option.first},${option.rest ?? ''} says what is mounted at ${option.first}, and ` +
            'nothing is; synthesize again, or mount it there.',
        };
  for (const option of others) yield* otherSource(stage, option);
  const [output] = named(options, OUTPUTS);
  if (output !== undefined && volumes.length === 0)
    yield {
      path: output.path,
      message:
        `--${output.name}=${output.first} is a file on a volume, and no option says where one is mounted; ` +
        'synthesize again, or put --volume=… back.',
    };
  yield* readOnly(stage, volumes, output !== undefined);
}

/** What the work key names, and what is mounted in its place. */
function* otherSource(stage: StageView, { first, rest = '' }: StageOption): Generator<RuleProblem> {
  const mount = mountAt(stage, first);
  const source = mount === undefined ? undefined : sourceOf(volumeOf(stage, mount.json), mount.json);
  if (mount !== undefined && source !== undefined && source !== rest)
    yield {
      path: mount.path,
      message:
        `${source} is mounted at ${first}, and --mount=${first},${rest} says another, which is what results ` +
        'are told by; synthesize again, or make the two one.',
    };
}

function sourceOf(volume: JsonObject, mount: JsonObject): string | undefined {
  const claim = text(object(volume['persistentVolumeClaim'])['claimName']);
  const configMap = text(object(volume['configMap'])['name']);
  const secret = text(object(volume['secret'])['secretName']);
  const subPath = text(mount['subPath']);
  if (claim !== undefined) return `claim/${claim}${subPath === undefined ? '' : `/${subPath}`}`;
  if (configMap !== undefined) return `ConfigMap/${configMap}`;
  return secret === undefined ? undefined : `Secret/${secret}`;
}

/**
 * A stage writes to the volumes of its outputs, of which it has one at least; clean.sh removes on all. A stage may read
 * others.
 */
function* readOnly(stage: StageView, volumes: readonly StageOption[], hasOutput: boolean): Generator<RuleProblem> {
  const mounted = volumes.flatMap(({ first }) => mountAt(stage, first) ?? []);
  const closed = mounted.filter(
    ({ json }) =>
      json['readOnly'] === true || object(volumeOf(stage, json)['persistentVolumeClaim'])['readOnly'] === true,
  );
  const isWrong = stage.program === 'clean' || (hasOutput && closed.length === volumes.length);
  const [first] = isWrong ? closed : [];
  if (first !== undefined)
    yield {
      path: at(first.path, 'readOnly'),
      message:
        `the stage writes to ${text(first.json['mountPath'])}, which is mounted read-only; synthesize again, ` +
        'or remove readOnly.',
    };
}
