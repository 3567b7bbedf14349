import { hasTag } from '../expression/tags';
import { at, object, quote, scalar, text } from '../json';
import { withoutHost } from '../kubernetes/image';
import { parseQuantity } from '../kubernetes/quantity';
import { type RuleProblem, templateRule } from '../rule';
import { named, type StageView, stagesOf } from './stage-view';

/** What stage.sh is told of its own pod, since no pod can ask for it. */
export const stageSettings = templateRule(
  'stage-settings',
  'error',
  'a stage’s options tell its image, its scratch and its retries as they are',
  function* (template, flow, world) {
    for (const stage of stagesOf(template, flow, world)) {
      yield* image(stage);
      yield* scratch(stage);
      yield* retries(stage);
    }
  },
);

function* image({ options, container: { json, path } }: StageView): Generator<RuleProblem> {
  const given = text(json['image']);
  const [told] = named(options, /^image$/);
  const isShared = named(options, /^cache-key$/).length > 0;
  const place = at(path, 'image');
  if (given === undefined || hasTag(given)) return;
  if (told !== undefined && !isShared && !isImage(given, told.first))
    yield {
      path: place,
      message:
        `the image is ${quote(given)}, and --image=${told.first} tells results by another: those of the old ` +
        'image would count as done; synthesize again with the new image, or change both.',
    };
  const isKeyless = named(options, /^stage$/).length > 0 && told === undefined && !isShared;
  if (isKeyless)
    yield {
      path: place,
      message: `no option tells results by the image; synthesize again, or put --image=${withoutHost(given)} back.`,
    };
}

/** Another registry's host or a folder on it is the same image, and so is one with its digest behind the tag. */
function isImage(given: string, told: string): boolean {
  const whole = withoutHost(given);
  const tagged = /^(.*:[^/@]+)@/.exec(whole)?.[1] ?? whole;
  return [whole, tagged].some((one) => one === told || one.endsWith(`/${told}`));
}

function* scratch({ options, container: { json, path } }: StageView): Generator<RuleProblem> {
  const [told] = named(options, /^scratch-mib$/);
  const request = object(object(json['resources'])['requests'])['ephemeral-storage'];
  const bytes = parseQuantity(request);
  if (told === undefined || bytes === undefined || Math.floor(bytes / 1024 ** 2) === Number(told.first)) return;
  yield {
    path: at(path, 'resources', 'requests', 'ephemeral-storage'),
    severity: 'warning',
    message:
      `${quote(request)} is requested, and --scratch-mib=${told.first} is what the stage must find free; ` +
      `synthesize again with the new scratch, or write --scratch-mib=${Math.floor(bytes / 1024 ** 2)}.`,
  };
}

/** A stage waits for what other pods wrote until its last try. Where there are fewer tries it waits in all of them. */
function* retries({ options, template }: StageView): Generator<RuleProblem> {
  const [told] = named(options, /^retries$/);
  const limit = scalar(object(template.json['retryStrategy'])['limit']);
  if (told === undefined || limit === undefined || !(Number(limit) > Number(told.first))) return;
  yield {
    path: at(template.path, 'retryStrategy', 'limit'),
    severity: 'warning',
    message:
      `Argo tries ${limit} times more, and the stage takes try ${told.first} for the last by ` +
      `--retries=${told.first}; synthesize again with the new limit, or write --retries=${limit}.`,
  };
}
