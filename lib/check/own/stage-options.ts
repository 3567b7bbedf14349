import { templateRule } from '../rule';
import { mounts } from './stage-mounts';
import { programFilesNamed } from './stage-program-files';
import { variables } from './stage-variables';
import { stagesOf } from './stage-view';

/** The options of stage.sh and the container around it are written together; an edit by hand may change one of them. */
export const stageOptions = templateRule(
  'stage-options',
  'error',
  'a stage’s options name what its container has: variables, mounts, files and Secrets',
  function* (template, flow, world) {
    for (const stage of stagesOf(template, flow, world)) {
      yield* variables(stage);
      yield* mounts(stage);
      yield* programFilesNamed(stage);
    }
  },
);
