import { hasTag } from '../expression/tags';
import { at, list, object, strings, text } from '../json';
import { containersOf } from '../model/template';
import { type RuleProblem, workflowRule } from '../rule';

/** How variables are called whose value nobody else may know. */
const SECRET_NAME =
  /(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|SECRET_KEY|ACCESS_KEY|API_KEY|APIKEY|PRIVATE_KEY|CREDENTIALS)$/i;

/** What AWS, Google, Alibaba Cloud and Azure write into the query of a signed address. */
const SIGNED = /[?&](X-Amz-Signature|X-Goog-Signature|x-oss-signature|Signature|sig)=[^&\s]/i;

export const secrets = workflowRule(
  'secret-in-manifest',
  'warning',
  'no password and no signed address stands in a manifest',
  function* (flow): Iterable<RuleProblem> {
    for (const template of flow.all)
      for (const { json, path } of containersOf(template))
        for (const [index, entry] of list(json['env']).entries()) {
          const { name, value } = object(entry);
          const plain = text(value);
          if (!SECRET_NAME.test(text(name) ?? '') || !plain || hasTag(plain) || plain.startsWith('/')) continue;
          yield {
            path: at(path, 'env', index),
            message:
              `${text(name)} has its value in the manifest, for all who can read it; put it into a Secret and ` +
              'write valueFrom.secretKeyRef.',
          };
        }
    for (const { text: address, path } of strings(flow.document.manifest['spec'], 'spec', (one) => SIGNED.test(one)))
      yield {
        path,
        message:
          `${address.slice(0, address.search(SIGNED))}?… is a signed address, good for all who can read it ` +
          'until it expires; leave the value empty and give it at submission.',
      };
  },
);
