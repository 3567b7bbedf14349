import { check, describeFinding } from '../../lib/check';
import { container, dag, leaf, manifests, spec } from './corpus/case';
import { WHOLE } from './corpus/own';

const found = (yaml: string) => check(manifests(yaml)).map(({ severity, code }) => `${severity} ${code}`);
const messages = (yaml: string) => check(manifests(yaml)).map(describeFinding);

const library = (text: string, name = 'lib', kind = 'WorkflowTemplate') => spec(text, kind, name);
const caller = (text: string) => spec(text, 'Workflow', 'caller');
const printing = (tag: string, kind = 'Workflow') =>
  spec(
    `entrypoint: main\ntemplates:\n- name: main\n  container: {image: "a:1", command: [echo, "{{${tag}}}"]}`,
    kind,
    'printing',
  );
const scheduled = (tag: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: ["0 3 * * *"]
  ${more}
  workflowSpec:
    entrypoint: main
    templates:
    - name: main
      container: {image: "a:1", command: [echo, "{{${tag}}}"]}
`;

describe('what is given at submit', () => {
  it.each(['workflow.labels.request', 'workflow.annotations.request'])('may be {{%s}}', (tag) => {
    for (const kind of ['Workflow', 'WorkflowTemplate'])
      expect(found(printing(tag, kind))).toEqual(['warning unknown-variable']);
    expect(messages(printing(tag)).join()).toContain('argo submit');
  });

  it('may be a parameter that no file declares', () => {
    for (const tag of ['workflow.parameters.bucket', '=workflow.parameters.bucket'])
      expect(found(printing(tag))).toEqual(['warning unknown-workflow-parameter']);
    expect(messages(printing('workflow.parameters.bucket')).join()).toContain('argo submit -p bucket=…');
  });

  it('may be a parameter whose name is close to a declared one', () => {
    const yaml = spec(
      `entrypoint: main
arguments: {parameters: [{name: reads1, value: a}]}
templates:
- name: main
  container: {image: "a:1", command: [echo, "{{workflow.parameters.reads2}}"]}`,
      'Workflow',
    );
    expect(found(yaml)).toEqual(['warning unknown-workflow-parameter']);
    expect(messages(yaml).join()).toContain('did you mean reads1?');
  });

  it('may be the entrypoint’s input', () => {
    const yaml = spec(
      `entrypoint: main\ntemplates:\n- name: main\n  inputs: {parameters: [{name: x}]}\n  ${container}`,
      'Workflow',
    );
    expect(found(yaml)).toEqual(['warning missing-argument']);
  });

  it('is no artifact', () => {
    const yaml = spec(
      `entrypoint: main\ntemplates:\n- name: main\n  inputs: {artifacts: [{name: x, path: /tmp/x}]}\n  ${container}`,
      'Workflow',
    );
    expect(found(yaml)).toEqual(['error missing-argument']);
  });

  it('may be the entrypoint', () => {
    expect(found(spec(`templates:\n- name: main\n  ${container}`, 'Workflow'))).toEqual(['warning missing-entrypoint']);
  });

  it('is nothing where a schedule starts the workflow', () => {
    expect(found(scheduled('workflow.parameters.bucket'))).toEqual(['error unknown-workflow-parameter']);
    expect(found(scheduled('workflow.labels.request'))).toEqual(['error unknown-variable']);
  });

  it('may be anything of a CronWorkflow that is suspended, since only argo submit --from starts that', () => {
    expect(found(scheduled('workflow.parameters.bucket', 'suspend: true'))).toEqual([
      'warning unknown-workflow-parameter',
    ]);
  });
});

describe('what a calling workflow brings', () => {
  const mounting = library(
    `entrypoint: run
templates:
- name: run
  container: {image: "a:1", command: [ls], volumeMounts: [{name: data, mountPath: /data}]}`,
  );
  const calling = (more: string) =>
    caller(
      `entrypoint: main
${more}
templates:
- name: main
  steps: [[{name: go, templateRef: {name: lib, template: run}}]]`,
    );

  it('may be the volumes of a library, whether it has an entrypoint or not', () => {
    expect(found(mounting)).toEqual(['warning undeclared-volume']);
  });

  it('is looked up where the caller is given', () => {
    expect(found(`${mounting}---\n${calling('volumes: [{name: data, emptyDir: {}}]')}`)).toEqual([]);
    expect(found(`${mounting}---\n${calling('')}`)).toEqual(['warning undeclared-volume']);
  });

  it('may be volumes by way of another library, and of a workflow that is a reference', () => {
    const between = library(
      'templates:\n- name: go\n  steps: [[{name: go, templateRef: {name: lib, template: run}}]]',
      'between',
    );
    const first = caller(
      `entrypoint: main
volumes: [{name: data, emptyDir: {}}]
templates:
- name: main
  steps: [[{name: go, templateRef: {name: between, template: go}}]]`,
    );
    expect(found(`${mounting}---\n${between}---\n${first}`)).toEqual([]);
    const reference = caller('workflowTemplateRef: {name: lib}\nvolumes: [{name: data, emptyDir: {}}]');
    expect(found(`${mounting}---\n${reference}`)).toEqual([]);
  });

  it('does not offer the executor’s volumes', () => {
    expect(messages(mounting).join()).not.toMatch(/argo-staging|var-run-argo|input-artifacts/);
  });
});

describe('the arguments of a workflow that is a reference', () => {
  const passing = caller('workflowTemplateRef: {name: lib}\narguments: {parameters: [{name: who, value: me}]}');

  it('may be inputs of the entrypoint', () => {
    const lib = library(
      `entrypoint: main\ntemplates:\n- name: main\n  inputs: {parameters: [{name: who}]}\n  ${container}`,
    );
    expect(found(`${passing}---\n${lib}`)).toEqual([]);
  });

  it('may be inputs of the entrypoint that the workflow itself names', () => {
    const lib = library(
      `entrypoint: other
templates:
- name: other
  ${container}
- name: main
  inputs: {parameters: [{name: who}]}
  ${container}`,
    );
    const own = caller(
      'workflowTemplateRef: {name: lib}\nentrypoint: main\narguments: {parameters: [{name: who, value: me}]}',
    );
    expect(found(`${own}---\n${lib}`)).toEqual([]);
  });

  it.each(['{{workflow.parameters.who}}', "{{=workflow.parameters['who']}}", '{{workflow.parameters}}'])(
    'may be read as %s',
    (tag) => {
      const lib = library(
        `entrypoint: main\ntemplates:\n- name: main\n  container: {image: "a:1", command: [echo, "${tag}"]}`,
      );
      expect(found(`${passing}---\n${lib}`).filter((one) => one.includes('unknown-workflow-argument'))).toEqual([]);
    },
  );
});

describe('an item where nothing loops', () => {
  const calling = (name: string, tag: string, template = 'template: work') =>
    dag(`- {name: a, ${template}, arguments: {parameters: [{name: ${name}, value: "${tag}"}]}}`);

  it('is dropped with an argument that the template does not take', () => {
    expect(found(calling('none', '{{item}}'))).toEqual(['warning unknown-argument']);
  });

  it('arrives as it is written, which Ansible for one may want', () => {
    expect(found(calling('x', '{{item}}'))).toEqual(['warning item-without-loop']);
    expect(found(calling('x', '{{item}}', 'templateRef: {name: there, template: work}'))).toEqual([
      'warning unresolved-template-ref',
      'warning item-without-loop',
    ]);
  });

  it('has no fields, and decides nothing', () => {
    for (const name of ['x', 'none']) expect(found(calling(name, '{{item.key}}'))).toContain('error item-without-loop');
    expect(found(dag('- {name: a, template: work, when: "{{item}} == 1"}'))).toEqual(['error item-without-loop']);
  });
});

describe('a text that Argo would leave as it is', () => {
  it('may be a program’s own template', () => {
    for (const tag of ['=it.name', '=it.a b', '=render(it)', ' item.name '])
      expect(found(printing(tag)).filter((one) => one.startsWith('error'))).toEqual([]);
    expect(found(printing('=inputs.parameters.nmae'))).toEqual(['error unknown-variable']);
    expect(found(printing('=sprig.tirm(workflow.name)'))).toEqual(['error unknown-function']);
  });
});

describe('roles', () => {
  const binding = (kind: string, subject: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: executor}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: executor}
subjects: [${subject}]
`;

  it('are bound to an account of the binding’s own namespace where none is written', () => {
    expect(found(binding('RoleBinding', '{kind: ServiceAccount, name: default}'))).toEqual([]);
    expect(found(binding('ClusterRoleBinding', '{kind: ServiceAccount, name: default}'))).toEqual(['error bad-rbac']);
  });

  const given = (verbs: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: runner, namespace: g}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: runner, namespace: g}
rules: [{apiGroups: [argoproj.io], resources: [workflowtaskresults], verbs: ${verbs}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: runner, namespace: g}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
subjects: [{kind: ServiceAccount, name: runner}]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: a, namespace: g}
spec:
  serviceAccountName: runner
  entrypoint: main
  templates:
  - name: main
    ${container}
`;

  it('of elsewhere may allow what those here do not', () => {
    expect(found(given('[create, patch]'))).toEqual([]);
    expect(found(given('[get]'))).toEqual(['warning executor-role']);
  });

  it('may be elsewhere in the binding’s namespace', () => {
    const here = given('[create, patch]').replace(
      'kind: Role\nmetadata: {name: runner, namespace: g}',
      'kind: Role\nmetadata: {name: runner, namespace: h}',
    );
    expect(found(here)).toContain('warning binding-namespace');
  });
});

it('takes a token that the workflow mounts in spite of its account', () => {
  const yaml = (more: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
automountServiceAccountToken: false
---
${spec(`serviceAccountName: runner\n${more}\nentrypoint: main\ntemplates:\n- name: main\n  ${container}`, 'Workflow')}`;
  expect(found(yaml('automountServiceAccountToken: true'))).not.toContain('error account-without-token');
  expect(found(yaml(''))).toContain('error account-without-token');
  const other = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: other-cluster}\n---\n';
  expect(found(`${other}${yaml('')}`)).not.toContain('error account-without-token');
});

describe('an account that is not among the manifests', () => {
  const account = (name: string, namespace = 'g') =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: ${namespace}}\n---\n`;
  const workflow = (name: string) =>
    leaf(container, `serviceAccountName: ${name}`).replace('name: corpus', `name: ${name}-w, namespace: g`);

  const misspelt = (yaml: string) => found(yaml).filter((one) => one.includes('misspelt'));

  it('may be the cluster’s', () => {
    expect(misspelt(account('executor') + workflow('runner'))).toEqual([]);
  });

  it('is told where one was meant', () => {
    expect(misspelt(account('runners') + workflow('runner'))).toEqual(['warning misspelt-account']);
  });

  it('may be one of several', () => {
    expect(misspelt(account('runner-2') + workflow('runner-1'))).toEqual([]);
    expect(misspelt(`${account('runners')}${workflow('runners')}---\n${workflow('runner')}`)).toEqual([]);
    expect(misspelt(account('runners', 'h') + workflow('runner'))).toEqual([]);
  });

  it('may be who a binding speaks of', () => {
    const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: g}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: ServiceAccount, name: runner}]
---
`;
    expect(misspelt(account('runners') + binding + workflow('runner'))).toEqual([]);
  });
});

it('takes a user of a patch for the one that counts', () => {
  const yaml = leaf(
    `${container}\nsecurityContext: {runAsUser: 0, runAsNonRoot: true}\npodSpecPatch: '{"securityContext": {"runAsUser": 1000}}'`,
  );
  expect(found(yaml)).toEqual([]);
});

describe('a stage that a site changes', () => {
  it.each([
    ['another registry', 'registry.example.com/geno', 'mirror.example.com:5000/geno'],
    ['a folder of another registry', 'registry.example.com/geno', 'mirror.example.com/cache/geno'],
    ['the digest behind the tag', 'com/geno/tools:1.0', `com/geno/tools:1.0@sha256:${'a'.repeat(64)}`],
    ['the same scratch in other words', 'storage: 10Gi', 'storage: 10240Mi'],
    ['fewer retries', 'limit: "3"', 'limit: "1"'],
    ['a slash behind the mount', 'mountPath: /data}', 'mountPath: /data/}'],
    [
      'a mount of its own',
      '- {name: data, mountPath: /data}',
      '- {name: data, mountPath: /data}\n      - {name: db, mountPath: /x}',
    ],
    [
      'a variable of its own',
      '- {name: OUT_BAM',
      '- {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}\n      - {name: https_proxy, value: "http://p"}\n      - {name: OUT_BAM',
    ],
  ])('may have %s', (_, part, other) => {
    expect(WHOLE).toContain(part);
    expect(messages(WHOLE.replace(part, other))).toEqual([]);
  });
});

it('knows that stage.sh and exit.sh are programs, whose functions have names of a script’s own commands', () => {
  const exit = WHOLE.replace('/stage/stage.sh]', '/stage/exit.sh]').replace('cp "$IN_BAM"', 'fail 65 "$IN_BAM"');
  expect(messages(exit)).toEqual([]);
});

describe('one object twice', () => {
  const lib = (more: string) => library(`entrypoint: run\ntemplates:\n- name: run\n  ${container}\n${more}`);

  it('may be meant for two clusters', () => {
    expect(found(`${lib('')}---\n${lib('')}`)).toEqual(['warning duplicate-object']);
  });

  it('is no error of who calls the one or the other', () => {
    const calling = caller(
      'entrypoint: main\ntemplates:\n- name: main\n  steps: [[{name: go, templateRef: {name: lib, template: more}}]]',
    );
    const more = lib(`- name: more\n  ${container}`);
    expect(found(`${more}---\n${lib('')}---\n${calling}`)).toEqual(['warning duplicate-object']);
  });

  it('is no error of a claim that fits one of two volumes', () => {
    const volume = (size: string) =>
      `apiVersion: v1
kind: PersistentVolume
metadata: {name: v}
spec:
  {storageClassName: "", capacity: {storage: ${size}}, accessModes: [ReadWriteMany], hostPath: {path: /v}}
`;
    const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: c}
spec:
  {storageClassName: "", volumeName: v, accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}}
`;
    expect(found(`${volume('5Gi')}---\n${volume('1Gi')}---\n${claim}`)).toEqual(['warning duplicate-object']);
  });
});

describe('objects of other tools', () => {
  it.each([
    ['a chart’s metadata', 'apiVersion: v2\nname: c\nversion: 0.1.0\n'],
    ['a kind cluster', 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{role: control-plane}]\n'],
    ['a Skaffold file', 'apiVersion: skaffold/v4beta6\nkind: Config\nbuild: {}\n'],
    ['a package of Zarf', 'kind: ZarfPackageConfig\nmetadata: {name: c}\ncomponents: []\n'],
    ['a catalogue of Backstage', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: My_Part}\n'],
    ['a kubeadm configuration', 'apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n'],
  ])('need no name: %s', (_, yaml) => {
    expect(found(yaml).filter((one) => one.startsWith('error'))).toEqual([]);
  });

  it('are not confused with objects that lack one', () => {
    expect(found('apiVersion: v1\nkind: ConfigMap\ndata: {}\n')).toEqual(['error object-name']);
    expect(found('apiVersion: argoproj.io/v1alpha1\nmetadata: {name: a}\nspec: {}\n')).toEqual(['error object-name']);
  });
});

describe('a text that becomes a program', () => {
  const script = (command: string) =>
    leaf(
      `inputs: {parameters: [{name: 'n', default: "1"}]}
script: {image: "a:1", command: [${command}], source: "print({{inputs.parameters.n}})"}`,
    );

  it.each([
    ['python3', 'os.environ["NAME"]'],
    ['/usr/bin/node', 'read it there'],
    ['Rscript', 'read it there'],
    ['bash', 'write "$NAME"'],
  ])('is told in the words of %s', (command, advice) => {
    const [message = ''] = messages(script(command));
    expect(message).toMatch(/^warning tag-in-shell/);
    expect(message).toContain(advice);
    if (command !== 'bash') expect(message).not.toContain('$NAME');
  });
});

it('leaves to the program a tag that Argo leaves as it is', () => {
  expect(found(printing('input.parameters.x'))).toEqual(['warning unknown-prefix']);
});

describe('YAML inside of YAML', () => {
  const applying = (manifest: string) =>
    leaf(`resource:\n  action: create\n  manifest: |\n${manifest.replace(/^/gm, '    ')}`);

  it('is read as kubectl reads it', () => {
    expect(
      found(
        applying(
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: \'one\n  two\'\n  b: ["\n  x"\n  ]',
        ),
      ),
    ).toEqual([]);
    expect(found(applying('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nkind: ConfigMap'))).toEqual([]);
    expect(found(applying('apiVersion: v1\nkind: [ConfigMap'))).toEqual(['error resource-template']);
  });
});

describe('messages', () => {
  it('are told once, however often one text has the tag', () => {
    expect(found(printing('workflow.nmae}} {{workflow.nmae'))).toEqual(['error unknown-variable']);
  });

  it('say what a quantity is', () => {
    const asking = (memory: string) =>
      messages(leaf(`container: {image: "a:1", command: [b], resources: {limits: {cpu: ${memory}}}}`)).join('\n');
    expect(asking('5GB')).toContain('"5GB" is no quantity; write it as "500m", "2" or "8Gi".');
    expect(asking('1.1')).toContain('1.1 is a number, expected string or integer; put it in quotes: "1.1".');
    expect(asking('5GB')).not.toContain('expected string');
  });

  it('offer no empty value and no empty name', () => {
    const pods = messages(leaf(`${container}`, 'podGC: {strategy: OnPodDone}')).join();
    expect(pods).toContain('write one of OnPodCompletion');
    const yaml = spec(
      `entrypoint: main
arguments: {parameters: [{name: 'n', value: "1"}]}
templates:
- name: main
  container: {image: "a:1", command: [echo, "{{workflow.parameters.n}}"]}`,
      'Workflow',
    ).replace("name: 'n',", 'name: false,');
    expect(messages(yaml).join()).not.toContain('did you mean ?');
  });

  it('name the field that is written with other capitals', () => {
    const yaml = printing('workflow.name').replace('{name: printing}', '{Name: printing}');
    expect(messages(yaml)).toEqual([
      'error object-name: Workflow (no name): metadata: it has no name; did you mean name instead of Name?',
    ]);
  });

  it('name a choice once', () => {
    const labelled =
      `${printing('workflow.labels.request').replace('{name: printing}', '{name: p, labels: {team: a}}')}`.replace(
        'spec:\n',
        'spec:\n  workflowMetadata: {labels: {team: b}}\n',
      );
    expect(messages(labelled).join()).toContain('there are: team.');
  });

  it('end their sentences', () => {
    for (const tag of [
      'inputs.parameters.x',
      'workflow.labels.request',
      'outputs.parameters.x',
      'inputs.artifacts.x.path',
    ])
      for (const message of messages(printing(tag))) expect(message).not.toMatch(/[a-z] (?:Set|Declare) /);
  });

  const calling = caller(
    'entrypoint: main\ntemplates:\n- name: main\n  steps: [[{name: go, templateRef: {name: lib, template: run}}]]',
  ).replace('{name: caller}', '{name: caller, namespace: here}');

  it('say where a library is that is not where it is looked for', () => {
    const lib = library(`templates:\n- name: run\n  ${container}`);
    const there = lib.replace('{name: lib}', '{name: lib, namespace: there}');
    expect(messages(`${there}---\n${calling}`).join()).toContain('it is in the namespace there');
    const cluster = lib.replace('kind: WorkflowTemplate', 'kind: ClusterWorkflowTemplate');
    expect(messages(`${cluster}---\n${calling}`).join()).toContain(
      'it is a ClusterWorkflowTemplate; add clusterScope: true',
    );
    expect(messages(`${lib}---\n${calling}`).join()).toContain('it has no namespace here');
  });
});

describe('a name that is proposed', () => {
  const told = (tasks: string, more = '') =>
    messages(
      caller(`entrypoint: main
templates:
- name: main
  dag: {tasks: [${tasks}]}
- name: work
  inputs: {parameters: [{name: read}, {name: bam, value: b}]}
  container: {image: "a:1", command: [b]}
  ${more}`),
    ).join('\n');

  it.each([
    ['a task', '{name: a1, template: work, depends: a2}', 'a2, which is no task'],
    [
      'a dependency',
      '{name: a1, template: work}, {name: b, template: work, depends: "a1 && a2"}',
      'a2, which is no task',
    ],
    ['a field', '{name: a, template: work, templates: x}', 'there is no field templates'],
    [
      'an argument',
      '{name: a, template: work, arguments: {parameters: [{name: read, value: x}, {name: reads, value: y}]}}',
      'no input parameter reads',
    ],
  ])('is not that of %s that is there already', (_, tasks, expected) => {
    expect(told(tasks)).toContain(expected);
    expect(told(tasks)).not.toMatch(/did you mean (a1|template|read)[?]/);
  });

  it('is not one that a patch has already', () => {
    const patched = told('{name: a, template: work}', 'podSpecPatch: "containers: [{name: main}, {name: mian}]"');
    expect(patched).toContain('has "mian"');
    expect(patched).not.toContain('did you mean main?');
  });

  it('has its own capitals', () => {
    expect(told('{name: a, TEMPLATE: work}')).toContain('did you mean template?');
  });
});
