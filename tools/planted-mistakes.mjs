// A project of a user's own in an empty folder, with the package that npm packed: its tests are green, and each of
// three mistakes that no compiler sees makes the test red that names it.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileShown } from './readme-script.mjs';

const MISTAKES = [
  {
    what: 'a wrong column',
    from: 'depths += $7',
    to: 'depths += $6',
    found: 'each sample has its mean depth over all contigs',
  },
  {
    what: 'a stage that hides a failure',
    from: 'samtools coverage ${inputs.bam} >${outputs.coverage}',
    to: 'if ! samtools coverage ${inputs.bam} >${outputs.coverage}; then echo "no reads" >${outputs.coverage}; fi',
    found: 'a BAM that samtools cannot read ends the run red',
  },
  {
    what: 'an output that is never written',
    from: '>${outputs.coverage}\n            depth=$(awk',
    to: [
      '>${outputs.coverage}.part',
      '            mv ${outputs.coverage}.part "$TMPDIR/coverage"',
      '            depth=$(awk',
    ].join('\n'),
    found: 'each sample has its mean depth over all contigs',
  },
];

/**
 * Tests `examples/depth` of a clone with the package `tarball`, in the new folder `project`; throws where a mistake is
 * not found.
 */
export function findPlantedMistakes(clone, tarball, project) {
  const shownIn = (document, file) => fileShown(readFileSync(join(clone, document), 'utf8'), file);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), shownIn('docs/testing.md', 'package.json'));
  const config = JSON.parse(shownIn('README.md', 'tsconfig.json'));
  const compilerOptions = { ...config.compilerOptions, types: ['node', 'jest'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ ...config, compilerOptions }));
  for (const file of ['depth-chart.ts', 'depth.ts', 'depth.test.ts'])
    cpSync(join(clone, 'examples/depth', file), join(project, file));
  const install = (...args) =>
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...args], { cwd: project });
  install('cdk8s', 'constructs', 'cdk8s-plus-27', tarball);
  install(
    '--save-dev',
    'typescript@6',
    'tsx',
    'jest@30',
    '@types/jest@30',
    '@types/node@20',
    '@swc/core@1',
    '@swc/jest@0.2',
  );
  mustBe(tests(project), []);
  const chart = join(project, 'depth-chart.ts');
  const right = readFileSync(chart, 'utf8');
  for (const { what, from, to, found } of MISTAKES) {
    if (!right.includes(from)) throw new Error(`no place for ${what}: ${from}`);
    writeFileSync(
      chart,
      right.replace(from, () => to),
    );
    mustBe(tests(project), [found]);
    console.log(`found: ${what}`);
  }
  writeFileSync(chart, right);
}

/** The tests that failed, by their names. */
function tests(project) {
  const results = join(project, 'results.json');
  rmSync(results, { force: true });
  const { stdout, stderr } = spawnSync('npm', ['test', '--silent', '--', '--json', `--outputFile=${results}`], {
    cwd: project,
    encoding: 'utf8',
  });
  try {
    const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
    return testResults
      .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status !== 'passed'))
      .map(({ title }) => title);
  } catch (cause) {
    throw new Error(`the tests did not run:\n${stdout}${stderr}`, { cause });
  }
}

function mustBe(failed, expected) {
  if (JSON.stringify(failed) !== JSON.stringify(expected))
    throw new Error(
      `expected these tests to fail: ${expected.join(', ') || 'none'}; got ${failed.join(', ') || 'none'}`,
    );
}
