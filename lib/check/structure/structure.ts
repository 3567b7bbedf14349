import { spanOf } from '../model/versions';
import { type Code, manifestsRule } from '../rule';
import { celRules } from './cel';
import { misshapen } from './shape';

const also: readonly Code[] = [
  { code: 'missing-field', severity: 'error', summary: 'every required field is there' },
  { code: 'wrong-type', severity: 'error', summary: 'every value has the type that the CRD asks for' },
  { code: 'bad-value', severity: 'error', summary: 'every value is one that the CRD allows' },
  {
    code: 'out-of-range',
    severity: 'error',
    summary: 'numbers, lengths and lists keep the CRD’s limits (200 templates, 200 tasks)',
  },
  ...celRules.map(({ code, summary }): Code => ({ code, severity: 'error', summary })),
];

export const structure = {
  ...manifestsRule('unknown-field', 'error', 'every field is one that the CRD has', function* (world) {
    const span = spanOf(world);
    for (const { document, all } of world.flows) {
      for (const problem of misshapen(document.manifest, document.kind, '', span)) yield { ...problem, document };
      // The CRD does not look into inline templates; Argo does.
      for (const { json, path, inlineOf } of all)
        if (inlineOf !== undefined)
          for (const problem of misshapen({ name: 'inline', ...json }, 'Template', path, span))
            yield { ...problem, document };
    }
  }),
  also,
};
