import { readFileSync } from 'node:fs';
import { ApiObject, Chart, JsonPatch, Testing, Yaml } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import {
  GenomicsStage,
  GenomicsWorkflow,
  lines,
  OssVolume,
  type OssVolumeProps,
  onNodes,
  ParallelMapStage,
  type ParameterProps,
  parseSampleSheet,
  type Row,
  type RunTimeList,
  sampleParameters,
  sh,
  tableOf,
  Value,
  writeSampleParameters,
} from '../../lib';
import { readable } from '../../lib/yaml/manifest';
import { makes } from '../synth';
import { HOSTILE } from './hostile';
import { SEED_VOLUME } from './volumes';

/** Words that some reader of YAML takes for a number, a boolean, a time, nothing, or a sign of its own. */
const WORDS = [
  '',
  ...['~', 'null', 'Null', 'NULL', 'y', 'Y', 'n', 'N', 'yes', 'Yes', 'no', 'NO', 'on', 'On', 'off', 'OFF'],
  ...['true', 'True', 'TRUE', 'false', 'False', '=', '<<', '-', '?', ':', '!', '&', '*', '|', '>', '%', '@', '`'],
  ...[
    '0o17',
    '-0o17',
    '+0o17',
    '0O17',
    '0B1',
    '0b1',
    '-0b11',
    '0X1f',
    '0X1F',
    '0x',
    '0xDEAD_BEEF',
    '0x1p-2',
    '0x1.8p1',
  ],
  ...[
    '007',
    '0_7',
    '00',
    '1_000',
    '1__0',
    '+__5',
    '_1',
    '1_',
    '08',
    '0.',
    '.0',
    '.5',
    '5.',
    '+1',
    '-1',
    '+.5',
    '1e5',
    '1E5',
  ],
  ...['1.e5', '1e', '12e03', '-2E+05', '1e400', '1_0.5', '.', '..', '.inf', '-.Inf', '+.INF', '.nan', '.NaN', 'NaN'],
  ...['Infinity', 'inf', 'nan', '12:30:45', '12:30', '1:2', '190:20:30.15', '-1:30', '2020-01-01', '2020-1-1'],
  ...['2020-01-01T00:00:00Z', '2020-01-01t00:00:00.1+01:00', '2020-01-01 00:00:00', '2020-01', '10.0.0.1', '1.0'],
  ...['12345678901234567890', '0x1F', '0b', '0o8', '1,000', '8Gi', '100m', '1/2', '0-0', '1-1'],
];

/** What ends, begins or breaks a scalar, and characters that YAML does not take as they are. */
const SHAPES = [
  ...[
    '- a',
    '-a',
    '? a',
    '?a',
    ': a',
    ':a',
    'a: b',
    'a:',
    'a :b',
    'a #b',
    'a#b',
    '#a',
    '%a',
    '@a',
    '`a',
    '!a',
    '&a',
    '*a',
  ],
  ...[
    '|a',
    '>a',
    '[a',
    '{a',
    ']',
    '}',
    ',',
    '[]',
    '{}',
    '[a, b]',
    '{a: b}',
    '---',
    '--- a',
    '...',
    '... a',
    '"a',
    "'a",
  ],
  ...[`"a'b"`, 'a"b', "a'b", 'a\\b', '\\', '\\x41', '\\u0041', ' a', 'a ', '  ', '\ta', 'a\t', 'a\tb', '\t'],
  ...['a\n', '\na', '\n', '\n\n', 'a\n\nb', 'a\n b', ' a\nb', 'a \nb', 'a\n\tb', '\ta\nb', 'a\t\nb', 'a\n ', 'a\n\t'],
  ...[
    'a\r',
    'a\rb',
    'a\r\nb',
    '---\na',
    'a\n---\nb',
    'a\n...\nb',
    '%a\nb',
    'a\n%b',
    '# a\nb',
    'a\n# b',
    '- a\n- b',
    'a: b\nc',
  ],
  ...['\u0000', '\u0007', '\b', '\v', '\f', '\u001b[0m', '\u007f', '\u0080', '\u0085', 'a\u0085b', '\u009f', '\u00a0'],
  ...[
    '\u00a0a',
    'a\u00a0',
    '\u2028',
    'a\u2028b',
    'a\u2029b',
    '\u2003a',
    '\ufeff',
    '\ufeffa',
    'a\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
  ],
  ...[
    'a\nb\u0085c\nd',
    'a\nb\u2028c',
    'a\n\ufeffb',
    'a\nb\u0007',
    'é',
    '🧬',
    'a\n🧬',
    '\u{1ffff}',
    '\u{e0001}',
    '\ue000',
  ],
  ...[
    'a'.repeat(200),
    'a '.repeat(100),
    `${'a '.repeat(60)}\n${'b '.repeat(60)}`,
    `${'"a\' '.repeat(40)}\nb`,
    `${'a\u0001'.repeat(30)}\n b`,
  ],
];

export const YAML_TEXTS: readonly string[] = [...new Set([...WORDS, ...SHAPES, ...HOSTILE])];

/** Half of a character: no text, and not to be written. */
export const HALVES = ['\ud800', 'a\udc00b', '\udc00\ud800'] as const;

/** One file of manifests, and what is meant by it. */
export interface YamlCase {
  readonly name: string;
  /** The texts that are written there. */
  readonly texts: readonly string[];
  readonly yaml: string;
  readonly meant: readonly unknown[];
}

/** A place where a user's texts go, in a chart of its own. */
type Place = (chart: Chart, texts: readonly string[]) => void;

const volume = SEED_VOLUME;

type WorkflowSettings = NonNullable<ConstructorParameters<typeof GenomicsWorkflow>[2]>;

function workflowIn(chart: Chart, settings: WorkflowSettings = {}): GenomicsWorkflow {
  return new GenomicsWorkflow(chart, 'w', { image: 'tools:1', ...settings });
}

function stageIn(scope: Construct, more: Partial<ConstructorParameters<typeof GenomicsStage>[2]> = {}, id = 's'): void {
  new GenomicsStage(scope, id, { outputs: { x: volume.folder('/f').result(id) }, script: makes, ...more });
}

/** The texts under names that any place takes: `x0`, `x1`, … */
function named<T>(texts: readonly string[], make: (text: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(texts.map((text, at) => [`x${at}`, make(text)]));
}

const keyed = (texts: readonly string[]) => Object.fromEntries(texts.map((text) => [text, 'a']));

function parameters(make: (text: string) => ParameterProps): Place {
  return (chart, texts) => stageIn(workflowIn(chart, { parameters: named(texts, make) }));
}

function stages(make: (text: string) => Parameters<typeof stageIn>[1]): Place {
  return (chart, texts) => {
    const workflow = workflowIn(chart);
    texts.forEach((text, at) => {
      stageIn(workflow, make(text), `s${at}`);
    });
  };
}

function map(
  workflow: GenomicsWorkflow,
  over: readonly string[] | readonly Row[] | RunTimeList<'name' | 'text'>,
): void {
  new ParallelMapStage(workflow, 'm', {
    over: over as readonly Row[],
    each: (scope, item) => {
      const { name, text } = item instanceof Value ? { name: item, text: item } : item;
      const x = volume.folder('/f').result(name ?? '');
      return new GenomicsStage(scope, 's', { inputs: { text: text ?? '' }, outputs: { x }, script: makes });
    },
  });
}

const rows = (texts: readonly string[]) => texts.map((text, at) => ({ name: `n${at}`, text }));

function buckets(make: (text: string) => Partial<OssVolumeProps>): Place {
  return (chart, texts) =>
    texts.forEach((text, at) => {
      const plain = { bucket: 'bucket', endpoint: 'oss-cn-beijing-internal.aliyuncs.com', name: `v${at}` };
      new OssVolume(chart, `v${at}`, { ...plain, ...make(text) });
    });
}

export const YAML_PLACES: Readonly<Record<string, Place>> = {
  'a parameter’s value': parameters((value) => ({ value })),
  'a parameter’s description': parameters((description) => ({ description, value: 'a' })),
  'a parameter’s choices': parameters((text) => ({ value: text, enum: [text, `${text}!`] })),
  'a stage’s input': (chart, texts) => stageIn(workflowIn(chart), { inputs: named(texts, (text) => text) }),
  'a word of a script': stages((text) => ({ script: ({ outputs }) => sh`echo ${text} >${outputs['x'] ?? ''}` })),
  'a script': stages((text) => ({ script: (context) => lines(sh.raw(text), makes(context)) })),
  'a label': (chart, texts) => stageIn(workflowIn(chart, { labels: named(texts, (text) => text) })),
  'the name of a label': (chart, texts) => stageIn(workflowIn(chart, { labels: keyed(texts) })),
  'an annotation': (chart, texts) => stageIn(workflowIn(chart, { annotations: named(texts, (text) => text) })),
  'the name of an annotation': (chart, texts) => stageIn(workflowIn(chart, { annotations: keyed(texts) })),
  'a node’s label': (chart, texts) => stageIn(workflowIn(chart, { compute: onNodes(keyed(texts)) })),
  'a toleration': (chart, texts) =>
    stageIn(workflowIn(chart, { tolerations: texts.map((text) => ({ key: text, value: text })) })),
  'a folder': stages((text) => ({ outputs: { x: volume.folder(`/${text}`).result('x') } })),
  'a file’s name': stages((text) => ({ outputs: { x: volume.folder('/f').result(text) } })),
  'a given file': stages((text) => ({ inputs: { given: volume.file(`/${text}`) } })),
  'an item of a list': (chart, texts) => map(workflowIn(chart), [...texts, 'last']),
  'a field of a row': (chart, texts) => map(workflowIn(chart), rows(texts)),
  'a table that is known at run time': (chart, texts) => {
    const workflow = new GenomicsWorkflow(chart, 'w', {
      image: 't:1',
      parameters: { rows: JSON.stringify(rows(texts)) },
    });
    map(workflow, tableOf(workflow.parameters.rows, ['name', 'text']));
  },
  'a path in a bucket': buckets((text) => ({ path: `/${text}` })),
  'options of a mount': buckets((options) => ({ options })),
  'a patch': (chart, texts) => {
    const workflow = workflowIn(chart);
    stageIn(workflow);
    workflow.resource.addJsonPatch(JsonPatch.add('/metadata/annotations', { ...keyed(texts), list: texts }));
  },
  'another’s object': (chart, texts) => {
    stageIn(workflowIn(chart));
    new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', ...{ data: { ...keyed(texts), list: texts } } });
  },
};

/** Every text that a place takes, in one file: what the library refuses there is not written. */
export function yamlCase(name: string, place: Place, texts: readonly string[] = YAML_TEXTS): YamlCase {
  const taken = texts.filter((text) => isTaken(place, text));
  const app = Testing.app();
  place(new Chart(app, 'c', { namespace: 'argo' }), taken);
  // The root's validations, whose errors stop `app.synth()`: a label may be well written and no label.
  app.node.validate();
  const manifests = objectsOf(app).map((object) => object.toJson() as unknown);
  return { name, texts: taken, meant: JSON.parse(JSON.stringify(manifests)), yaml: Yaml.stringify(...manifests) };
}

/** A file of parameters beside a sample sheet, as `argo submit` reads it, with the texts as further ones. */
export function parameterFileCase(folder: string): YamlCase {
  const sheet = parseSampleSheet('sample,fastq_1\nS1,oss://b/a.fq.gz\n', 'cohort.csv');
  const words = { y: 'a', n: 'a', no: 'a', on: 'a', Off: 'a', null: 'a', true: 'a' };
  const parameters = { ...words, ...named(YAML_TEXTS, (text) => text) };
  const [given] = sampleParameters(sheet);
  const [path = ''] = writeSampleParameters(sheet, { name: 'hostile', folder, parameters });
  return {
    name: 'a file of parameters',
    texts: YAML_TEXTS,
    yaml: readFileSync(path, 'utf8'),
    meant: [{ ...parameters, ...given }],
  };
}

function isTaken(place: Place, text: string): boolean {
  const app = Testing.app();
  try {
    place(new Chart(app, 'c', { namespace: 'argo' }), [text]);
    for (const object of objectsOf(app)) readable(object).toJson();
    return true;
  } catch (error) {
    if (/^(GenomicsError|Error: Failed serializing .*GenomicsError)/.test(`${error}`)) return false;
    throw error;
  }
}

function objectsOf({ node }: IConstruct): readonly ApiObject[] {
  return node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
}
