/** The finding: mistakes that a second new user made, which were accepted at synth without a word. */
import {
  column,
  differs,
  equals,
  firstOf,
  GenomicsStage,
  GenomicsWorkflow,
  rowsIn,
  sh,
  table,
  tableParameter,
  url,
} from '../../lib';
import { newChart, newWorkflow, refusal, template } from '../synth';
import { count, messageOf, type Write } from './count';

describe('branches', () => {
  /** A branch for each of these words, of three, and a reader of whichever ran. */
  function choose(words: readonly [string, string, ...string[]], isStated = false) {
    const { chart, volume } = newChart();
    const workflow = new GenomicsWorkflow(chart, 'w', {
      image: 'a:1',
      parameters: { by: { value: 'flye', enum: ['flye', 'uni', 'raven'] } },
    });
    const { by } = workflow.parameters;
    const [first, second, ...more] = words.map(
      (word, at) =>
        new GenomicsStage(workflow, `branch${at}`, {
          when: equals(by, word),
          outputs: { fa: volume.folder('/run').intermediate(`${at}`) },
          script: ({ outputs }) => sh`assemble >${outputs.fa}`,
        }).outputs.fa,
    );
    if (first === undefined || second === undefined) throw new Error('no two branches');
    new GenomicsStage(workflow, 'polish', {
      ...(isStated ? { when: differs(by, 'raven') } : {}),
      inputs: { fa: firstOf(first, second, ...more) },
      outputs: { txt: volume.folder('/run').result('x') },
      script: ({ inputs, outputs }) => sh`polish ${inputs.fa} >${outputs.txt}`,
    });
    return template(chart);
  }

  test('a word with which none of them runs is refused, with the word', () => {
    const message = messageOf(() => choose(['flye', 'uni']));
    expect(message).toMatch(/with parameter 'by' 'raven' none of the branches runs.*when: differs\(…, 'raven'\)/);
  });

  test('two branches under one condition are refused, both named', () => {
    const message = messageOf(() => choose(['flye', 'flye', 'uni']));
    expect(message).toMatch(/'c\/w\/branch0' and 'c\/w\/branch1' under one condition/);
  });

  test('a branch for each word is not, nor a reader that says which word leaves it out', () => {
    expect(() => choose(['flye', 'uni', 'raven'])).not.toThrow();
    expect(() => choose(['flye', 'uni'], true)).not.toThrow();
  });

  test('a condition whose parts exclude each other is refused', () => {
    const { workflow, run } = newWorkflow();
    const { mode } = workflow.parameters;
    const never = () =>
      new GenomicsStage(workflow, 'never', {
        when: equals(mode, 'a').and(equals(mode, 'b')),
        outputs: { x: run.result('x') },
        script: ({ outputs }) => sh`make >${outputs.x}`,
      });
    expect(messageOf(never)).toMatch(/\[c\/w\/never\] a stage never runs: parts of its condition exclude each other/);
  });
});

describe('what a script does beside its files', () => {
  const given = () => ({ fa: newWorkflow().volume.file('/ref/x.fa') });
  const indexed = () => ({ bam: newWorkflow().volume.file('/bams/x.bam').with('.bai') });

  test.each<[string, Write]>([
    ['samtools faidx', ({ inputs: { fa = '' }, outputs: { txt = '' } }) => sh`samtools faidx ${fa}; count >${txt}`],
    ['bwa index', ({ inputs: { fa = '' }, outputs: { txt = '' } }) => sh`bwa index ${fa}; count >${txt}`],
    ['sed -i', ({ inputs: { fa = '' }, outputs: { txt = '' } }) => sh`sed -i 's/x/y/' ${fa}; count >${txt}`],
  ])('%s writes beside an input or into it: refused', (_, script) => {
    expect(messageOf(() => count(script, given()))).toMatch(/input 'fa'\] the script writes beside it or into it/);
  });

  test('on a link in the scratch folder it is not', () => {
    const script: Write = ({ inputs: { fa = '' }, outputs: { txt = '' } }) =>
      sh`ln -s ${fa} ref.fa; samtools faidx ref.fa; count >${txt}`;
    expect(() => count(script, given())).not.toThrow();
  });

  test('an index of an input that is not declared is refused, and one that is declared is not', () => {
    const of =
      (suffix: string): Write =>
      ({ inputs: { bam = '' }, outputs: { txt = '' } }) =>
        sh`tool --index ${bam}${sh.raw(suffix)} >${txt}`;
    expect(messageOf(() => count(of('.csi'), indexed()))).toMatch(/input 'bam'\] the script names an index of it/);
    expect(() => count(of('.bai'), indexed())).not.toThrow();
  });

  test('an option before an optional URL is refused, in quotes as well', () => {
    const inputs = { short: url('', { optional: true }) };
    const script: Write = ({ inputs: { short = '' }, outputs: { txt = '' } }) => sh`tool "--in=${short}" >${txt}`;
    expect(messageOf(() => count(script, inputs))).toMatch(/input 'short'\] an option stands before a file/);
  });

  test('two outputs of one name in two folders are refused', () => {
    const { workflow, volume } = newWorkflow();
    const [one, other] = [volume.folder('/a').result('x.txt'), volume.folder('/b').result('x.txt')];
    const both = () =>
      new GenomicsStage(workflow, 'both', {
        outputs: { one, other },
        script: ({ outputs }) => sh`make ${outputs.one} ${outputs.other}`,
      });
    expect(messageOf(both)).toMatch(/two files of a stage have one name.*x\.txt, of 'one' and 'other'/);
  });
});

describe('names and values', () => {
  test('the default of a folder does not end with a slash', () => {
    const { chart, volume } = newChart();
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters: { folder: '/run/' } });
    expect(messageOf(() => volume.folder(workflow.parameters.folder))).toMatch(/ends with a slash.*parameter 'folder'/);
  });

  test('the default of a table keeps its rules', () => {
    const rules = table({ sample: column.name(), size: column.integer({ min: 1 }) });
    const rows = JSON.stringify([{ sample: 'a', size: '-4' }]);
    expect(refusal(() => rowsIn(rows, rules)).code).toBe('invalid-sheet');
    expect(() => rowsIn(JSON.stringify([{ sample: 'a', size: '4' }]), rules)).not.toThrow();
  });

  test('a default with columns that are kept beside is what tableParameter writes', () => {
    const rules = table({ sample: column.name() }, { extra: 'keep' });
    const rows = tableParameter(
      [
        { sample: 'a', extra: { batch: '7' } },
        { sample: 'b', extra: {} },
      ],
      rules,
    );
    expect(() => rowsIn(rows, rules)).not.toThrow();
    expect(() => rowsIn('[{"sample":"a"}]', rules)).not.toThrow();
    const wrong = JSON.stringify([{ sample: '-', extra: '{"batch":"7"}' }]);
    expect(refusal(() => rowsIn(wrong, rules)).code).toBe('invalid-sheet');
    expect(messageOf(() => rowsIn('[{"sample":"a","extra":"7"}]', rules))).toContain("'rows[0].extra'");
  });

  test('a default may have columns that the rules do not name, and one of them be called extra', () => {
    const rows = '[{"sample":"a","extra":"x"}]';
    expect(() => rowsIn(rows, table({ sample: column.name() }))).not.toThrow();
    expect(() => rowsIn(rows, table({ sample: column.name(), extra: column.text() }))).not.toThrow();
  });

  test('bounds between which no number lies are refused', () => {
    expect(messageOf(() => column.integer({ min: 10, max: 1 }))).toContain('min 10, max 1');
  });

  test('a default that is no number is refused in arithmetic', () => {
    const { workflow, run } = newWorkflow();
    const stage = () =>
      new GenomicsStage(workflow, 'n', {
        inputs: { mode: workflow.parameters.mode },
        outputs: { x: run.result('x') },
        script: ({ inputs, outputs }) => sh`echo $((${inputs.mode} + 1)) >${outputs.x}`,
      });
    expect(messageOf(stage)).toMatch(/input 'mode' stands in arithmetic and is no whole number, got 'mem'/);
  });

  test('no number is no word', () => {
    expect(messageOf(() => sh`tool -k ${Number.NaN}`)).toContain('NaN');
  });

  test('a set in the place of a file says how its members are taken', () => {
    const { volume } = newWorkflow();
    const script: Write = ({ inputs, outputs: { txt = '' } }) => sh`cat ${inputs['all'] as never} >${txt}`;
    expect(messageOf(() => count(script, { all: [volume.file('/a/x'), volume.file('/a/y')] }))).toMatch(/spread/);
  });
});
