import { column, table } from '../../lib';
import { awks, tableBySynth, tablesByAwk } from './sheets';

const rules = table({ sample: column.name().unique(), n: column.integer().optional() }, { extra: 'keep' });

/** Tables whose further columns and cells are hostile, each in one text. */
const TEXTS = [
  'sample,n,__proto__\nS1,1,x\n',
  'sample,n,constructor,toString\nS1,1,x,y\n',
  'sample,n,a b\nS1,1,"x ""q"" \\ y"\n',
  'sample,n,\nS1,1,\n',
  'sample,n,1\nS1,,x\n',
  'sample,n,10,9\nS1,,x,y\n',
  'sample,n,a\n"S1",1,"x\ny"\n',
  "sample,n,a\nS1,1,'$(id)'\n",
  'sample,n,a\nS1,1,{{x}}\n',
  'sample,n,{{x}}\nS1,1,x\n',
  'sample,n,"a""b\\"\nS1,1,x\n',
  'sample\tn\ta\nS1\t1\tx,y\n',
  'sample,n,a\nS1,1,</script>\u{1F600}é&\n',
  'sample,n,a\nS1,1,\u2028\n',
  'sample,n,n\nS1,1,2\n',
  'sample,n,N\nS1,1,2\n',
  'sample,n,a,a\nS1,1,2,3\n',
  'sample,n,a\nS1,1, x \n',
  'sample,n\nS1,-0\n',
  'sample,n\nS1,999999999999999\nS2,1e3\n',
  'sample,n\nS1,1\ns1,2\n',
];

test.each(awks)('%s reads hostile headers and cells as the synth does', (awk) => {
  const found = tablesByAwk(
    awk,
    TEXTS.map((text) => ({ text, rules })),
  );
  TEXTS.forEach((text, at) => {
    expect([text, found[at]]).toEqual([text, tableBySynth(text, rules)]);
  });
});
