import schema from '../imports/argoproj.io.schema.json';
import committed from '../imports/argoproj.io.versions.json';
import type { OpenApi } from '../tools/gen-imports/openapi';
import { compareVersions, printVersions } from '../tools/gen-imports/versions';

const shapes = schema.$defs as Readonly<Record<string, { readonly properties?: object }>>;

describe('a comparison of versions', () => {
  const text: OpenApi = { type: 'string' };
  const struct = (properties: Readonly<Record<string, OpenApi>>): OpenApi => ({ type: 'object', properties });
  const newest = {
    CronWorkflowSpec: { properties: { schedules: {}, workflowSpec: { $ref: '#/$defs/WorkflowSpec' } } },
    WorkflowSpec: {
      properties: {
        synchronization: { $ref: '#/$defs/Synchronization' },
        list: { items: { $ref: '#/$defs/Part' } },
        added: {},
      },
    },
    Synchronization: { properties: { mutexes: { items: { $ref: '#/$defs/Mutex' } } } },
    Mutex: { properties: { name: {}, namespace: {} } },
    Part: { properties: { always: {}, later: {} } },
  };
  type Fields = Readonly<Record<string, OpenApi>>;
  const old = (part: Fields, spec: Fields): OpenApi =>
    struct({ schedule: text, workflowSpec: struct({ list: { type: 'array', items: struct(part) }, ...spec }) });
  const mutex = (properties: Fields): Fields => ({ synchronization: struct({ mutex: struct(properties) }) });
  const { since, until } = compareVersions('3', newest, [
    ['1', old({ always: text }, mutex({ name: text }))],
    ['2', old({ always: text, later: text }, { ...mutex({ name: text, namespace: text }), gone: { type: 'integer' } })],
  ]);

  test('tells since when a field is there, where its shape is older', () => {
    expect(since).toEqual({
      CronWorkflowSpec: { schedules: '3' },
      Mutex: { namespace: '2' },
      Part: { later: '2' },
      Synchronization: { mutexes: '3' },
      WorkflowSpec: { added: '3' },
    });
  });

  test('tells until when, and what came in its place', () => {
    expect(until).toEqual({
      CronWorkflowSpec: { schedule: { last: '2', now: 'schedules', schema: { type: 'string' } } },
      Synchronization: { mutex: { last: '2', now: 'mutexes', schema: { $ref: '#/$defs/Mutex' } } },
      WorkflowSpec: { gone: { last: '2', schema: { type: 'integer' } } },
    });
  });

  test('a shape that was left open says nothing of its fields', () => {
    const open = compareVersions('2', newest, [['1', struct({ workflowSpec: struct({ list: { type: 'array' } }) })]]);
    expect(Object.keys(open.since)).toEqual(['CronWorkflowSpec', 'WorkflowSpec']);
  });

  test('is written as JSON, a field a line', () => {
    const printed = printVersions({ since, until }, 'a sample');
    expect(JSON.parse(printed)).toMatchObject({ since, until });
    expect(printed).toContain('\n    "later":"2"');
  });
});

describe('the committed comparison', () => {
  const fields = Object.entries(committed.since).flatMap(([shape, own]) =>
    Object.keys(own).map((field) => [shape, field] as const),
  );

  test('names fields of the schema', () => {
    expect(fields.length).toBeGreaterThan(50);
    for (const [shape, field] of fields) expect(Object.keys(shapes[shape]?.properties ?? {})).toContain(field);
  });

  test('names no former field that the schema has, and shapes that it has', () => {
    const until: Readonly<Record<string, object>> = committed.until;
    for (const [shape, former] of Object.entries(until))
      for (const [field, { schema: part }] of Object.entries(
        former as Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>,
      )) {
        expect(Object.keys(shapes[shape]?.properties ?? {})).not.toContain(field);
        if (part.$ref !== undefined) expect(Object.keys(shapes)).toContain(part.$ref.slice('#/$defs/'.length));
      }
  });
});
