import { column, table } from '../../lib';
import type { BadSheet } from './bad-sheets';

/** The rules of the tables below: a kind of each column, and what is unique. */
export const RUNS = table(
  {
    run: column.name().unique(),
    sample: column.name(),
    lane: column.integer({ min: 1, max: 8 }),
    bam: column.file({ suffixes: ['.bam', '.cram'] }).unique(),
    state: column.oneOf('case', 'control').optional('control'),
    note: column.text().optional(),
  },
  { key: ['sample', 'lane'], extra: 'keep' },
);

const HEADER = 'run,sample,lane,bam,state,note\n';
const row = (at: number, note = ''): string => `r${at},s${at},1,/b/${at}.bam,,${note}\n`;
const lines = (count: number, note?: string): string =>
  Array.from({ length: count }, (_, at) => row(at, note)).join('');
const carry = 'expected at most 300 lines and 131072 bytes of JSON; split it before this line, and submit each part';

export const BAD_TABLES: readonly BadSheet[] = [
  {
    title: 'values that are not of their kind',
    text: `${HEADER}a b,s,0,b.bam,Case,x\nr2,s,07,/b/2.sam,,{{x}}\nr3,,9,ftp://h/a.bam,,\n`,
    messages: [
      "[cohort.csv:2:run] the name is not safe, got 'a b', expected letters, digits, '.', '_' and '-', a letter or digit at both ends, at most 63: a file and a label are called so; rename it",
      "[cohort.csv:2:lane] the number cannot be used, got '0', expected a whole number from 1 to 8; write it so, in digits, with no zero before",
      "[cohort.csv:2:bam] the path is relative, got 'b.bam', expected a path from the root of the volume, /…, or a URL; write the whole path, as /reads/S1.fastq.gz: a pod has no folder of yours",
      "[cohort.csv:2:state] the word is not one of the column, got 'Case', expected case or control; write it so; capitals count",
      "[cohort.csv:3:lane] the number cannot be used, got '07', expected a whole number from 1 to 8; write it so, in digits, with no zero before",
      "[cohort.csv:3:bam] the address ends in no name of such a file, got '/b/2.sam', expected .bam or .cram at its end; name the file that is meant, or rename it",
      "[cohort.csv:3:note] the text has two braces, which Argo would replace, got '{{x}}', expected a text without them; write it otherwise",
      "[cohort.csv:4:sample] the value is missing, got '', expected a name; fill it in",
      "[cohort.csv:4:lane] the number cannot be used, got '9', expected a whole number from 1 to 8; write it so, in digits, with no zero before",
      "[cohort.csv:4:bam] the address cannot be used, got 'ftp://h/a.bam', expected a path on the volume, https://, http://, oss:// or s3://, with no password, no .. in a bucket, and no .., . or empty name in a path; write the whole address, oss://<bucket>/<path> or s3://<bucket>/<path> for a file of the mounted bucket",
    ],
  },
  {
    title: 'what is unique stands twice',
    text: 'run,sample,lane,bam\nr1,s,1,https://h/a.bam?x\nr1,s,1,https://h/a.bam?y\n',
    messages: [
      "[cohort.csv:3:run] the value stands twice, got 'r1', expected a value of its own; line 2 has this one; correct it, or remove the line",
      "[cohort.csv:3:bam] the value stands twice, got 'https://h/a.bam?…', expected a value of its own; line 2 has this one; correct it, or remove the line",
      "[cohort.csv:3:sample+lane] the value stands twice, got 's' with '1', expected a value of its own; line 2 has this one; correct it, or remove the line",
    ],
  },
  {
    title: 'a strange column with a value that is not seen',
    text: 'run,sample,lane,bam,site,si\u200bte\nr1,s,1,/a.bam,a\u00a0b,\n',
    messages: [
      "[cohort.csv:1:6] the value has a character that is not seen, got 'si<U+200B>te', expected characters that are seen, and plain spaces; remove what stands between < and > here, or type the value anew",
      "[cohort.csv:2:5] the value has a character that is not seen, got 'a<U+00A0>b', expected characters that are seen, and plain spaces; remove what stands between < and > here, or type the value anew",
    ],
  },
  {
    title: 'a line of too many bytes',
    text: HEADER + row(1) + row(2, 'é'.repeat(8200)),
    messages: [
      '[cohort.csv:3] a line has more than a workflow can carry, got 16495 bytes, expected at most 16384 bytes of JSON; shorten its values',
    ],
  },
  {
    title: 'more than 300 lines',
    text: HEADER + lines(301),
    messages: [
      `[cohort.csv:302] the table has more than one workflow can carry, got 301 lines and 30673 bytes, ${carry}`,
    ],
  },
  {
    title: 'more than 128 KiB of rows',
    text: HEADER + lines(300, 'x'.repeat(400)),
    messages: [
      `[cohort.csv:263] the table has more than one workflow can carry, got 300 lines and 150570 bytes, ${carry}`,
    ],
  },
];
