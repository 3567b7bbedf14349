import { at, isObject, object, text } from '../json';
import { containersOf } from '../model/template';
import { templateRule } from '../rule';

/** The kubelet looks at the two when it makes the container, which never starts. */
export const rootUser = templateRule(
  'root-user',
  'error',
  'no container that must not run as root is told to',
  function* (template, flow) {
    const patches = [template.json, flow.spec].map((holder) => text(holder['podSpecPatch']) ?? '');
    if (flow.defaults['securityContext'] !== undefined || patches.some((patch) => /runAs/.test(patch))) return;
    const own = template.json['securityContext'];
    const ofPod = isObject(own)
      ? { json: own, path: at(template.path, 'securityContext') }
      : { json: object(flow.spec['securityContext']), path: at(flow.path, 'securityContext') };
    const found = containersOf(template).flatMap(({ json, path }) => {
      const ofContainer = { json: object(json['securityContext']), path: at(path, 'securityContext') };
      const holders = [ofContainer, ofPod];
      const user = holders.find((one) => one.json['runAsUser'] !== undefined);
      const must = holders.find((one) => one.json['runAsNonRoot'] !== undefined);
      const isWrong = user?.json['runAsUser'] === 0 && must?.json['runAsNonRoot'] === true;
      return isWrong ? [at(user.path, 'runAsUser')] : [];
    });
    for (const path of new Set(found))
      yield {
        path,
        message:
          'user 0 is root, and runAsNonRoot is true, so that the container never starts; ' +
          'write another user, or runAsNonRoot: false.',
      };
  },
);
