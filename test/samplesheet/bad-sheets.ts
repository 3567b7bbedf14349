/** A sheet that is refused, and all that is said about it. */
export interface BadSheet {
  readonly title: string;
  readonly text: string;
  readonly messages: readonly string[];
}

const HEADER = 'sample,lane,fastq_1,fastq_2\n';
const columns =
  'sample, lane, fastq_1, fastq_2, library, platform, platform_unit, fastq_1_md5, fastq_2_md5, fastq_1_sha256, fastq_2_sha256';
const name =
  "letters, digits, '.', '_' and '-', a letter or digit at both ends, at most 63: a file and a label are called so; rename it";
const address =
  'expected http://…, https:// or oss://, with no password, and no .. in the last; write the whole address, oss://<bucket>/<path> for a file of the mounted bucket';
const carry = 'expected at most 300 lines and 102400 bytes of JSON';
const lines = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

export const BAD_SHEETS: readonly BadSheet[] = [
  {
    title: 'nothing',
    text: '\n\n',
    messages: [
      '[cohort.csv:1] the sheet is empty, got nothing, expected a line of column names, and a line for each pair of files or single file; check the path, and that it is saved as CSV or TSV in UTF-8',
    ],
  },
  {
    title: 'a header alone',
    text: HEADER,
    messages: [
      '[cohort.csv:1] the sheet is empty, got column names alone, expected a line of column names, and a line for each pair of files or single file; check the path, and that it is saved as CSV or TSV in UTF-8',
    ],
  },
  {
    title: 'a header with wrong, repeated and missing columns',
    text: 'Sample,lane,lane,fastq_1\nA,1,2,oss://b/a.fq\n',
    messages: [
      `[cohort.csv:1:1] the column is not known, got 'Sample', expected one of ${columns}; rename it, or remove it from the sheet`,
      "[cohort.csv:1:3] the column stands twice, got 'lane', expected one of each; remove one of the two",
      '[cohort.csv:1:sample] the column is missing, got none, expected columns sample and fastq_1 at least; add it; names are in lower case',
    ],
  },
  {
    title: 'semicolons',
    text: 'sample;fastq_1\nA;/a.fq\n',
    messages: [
      `[cohort.csv:1:1] the column is not known, got 'sample;fastq_1', expected one of ${columns}; rename it, or remove it from the sheet`,
      '[cohort.csv:1:sample] the column is missing, got none, expected columns sample and fastq_1 at least; add it; names are in lower case',
      '[cohort.csv:1:fastq_1] the column is missing, got none, expected columns sample and fastq_1 at least; add it; names are in lower case',
    ],
  },
  {
    title: 'quotes that do not match',
    text: `${HEADER}A,1,"oss://b/a.fq,\nB,1,/"b".fq,\n`,
    messages: [
      '[cohort.csv:2:3] the quotes of a value do not match, got value 3, expected a value in double quotes that end in its line, doubled where they stand within; mend the quotes of the line',
      '[cohort.csv:3:3] the quotes of a value do not match, got value 3, expected a value in double quotes that end in its line, doubled where they stand within; mend the quotes of the line',
    ],
  },
  {
    title: 'too few and too many values',
    text: `${HEADER}A,1,oss://b/a.fq\nB,1,oss://b/b,c.fq,,\n`,
    messages: [
      '[cohort.csv:2] the line has another number of values than the header, got 3, expected 4; add or remove separators; a value that holds one stands in double quotes',
      '[cohort.csv:3] the line has another number of values than the header, got 6, expected 4; add or remove separators; a value that holds one stands in double quotes',
    ],
  },
  {
    title: 'missing values',
    text: `${HEADER},1,,\n`,
    messages: [
      "[cohort.csv:2:sample] the value is missing, got '', expected the name of the sample; fill it in",
      "[cohort.csv:2:fastq_1] the value is missing, got '', expected the FASTQ, of the first mates where there are two; fill it in",
    ],
  },
  {
    title: 'names that are not safe',
    text: `${HEADER}a b,L 1,oss://b/a.fq,\n../x,.1,oss://b/b.fq,\n${'x'.repeat(64)},1,oss://b/c.fq,\n`,
    messages: [
      `[cohort.csv:2:sample] the name is not safe, got 'a b', expected ${name}`,
      `[cohort.csv:2:lane] the name is not safe, got 'L 1', expected ${name}`,
      `[cohort.csv:3:sample] the name is not safe, got '../x', expected ${name}`,
      `[cohort.csv:3:lane] the name is not safe, got '.1', expected ${name}`,
      `[cohort.csv:4:sample] the name is not safe, got '${'x'.repeat(64)}', expected ${name}`,
    ],
  },
  {
    title: 'characters that are not a URL’s',
    text: `${HEADER}A,1,oss://b/my reads/a.fq,\nB,1,https://h/{{x}}.fq?Signature=s,\n`,
    messages: [
      "[cohort.csv:2:fastq_1] a character cannot be part of a URL here, got 'oss://b/my reads/a.fq', expected those that RFC 3986 allows in a URL, so no space, quote, brace or accent; rename the file, or write the character as % and two digits",
      "[cohort.csv:3:fastq_1] a character cannot be part of a URL here, got 'https://h/{{x}}.fq?…', expected those that RFC 3986 allows in a URL, so no space, quote, brace or accent; rename the file, or write the character as % and two digits",
    ],
  },
  {
    title: 'addresses that are no URLs, as a path on the volume',
    text: `${HEADER}A,1,a.fq,oss://b/x/../b.fq\nB,1,ftp://h/c.fq,http://me:word@h/d.fq\nC,1,/reads/e.fq,/my reads/f.fq\n`,
    messages: [
      `[cohort.csv:2:fastq_1] the FASTQ is no URL, got 'a.fq', ${address}`,
      `[cohort.csv:2:fastq_2] the FASTQ is no URL, got 'oss://b/x/../b.fq', ${address}`,
      `[cohort.csv:3:fastq_1] the FASTQ is no URL, got 'ftp://h/c.fq', ${address}`,
      `[cohort.csv:3:fastq_2] the FASTQ is no URL, got 'http://me:word@h/d.fq', ${address}`,
      `[cohort.csv:4:fastq_1] the FASTQ is no URL, got '/reads/e.fq', ${address}`,
      `[cohort.csv:4:fastq_2] the FASTQ is no URL, got '/my reads/f.fq', ${address}`,
    ],
  },
  {
    title: 'a wrong suffix',
    text: `${HEADER}A,1,oss://b/a.bam,https://h/b.fastq.bz2?a=b\n`,
    messages: [
      "[cohort.csv:2:fastq_1] the file has no name of a FASTQ, got 'oss://b/a.bam', expected .fastq.gz, .fq.gz, .fastq or .fq at its end; name the FASTQ, or rename it",
      "[cohort.csv:2:fastq_2] the file has no name of a FASTQ, got 'https://h/b.fastq.bz2?…', expected .fastq.gz, .fq.gz, .fastq or .fq at its end; name the FASTQ, or rename it",
    ],
  },
  {
    title: 'read group fields and checksums',
    text: 'sample,fastq_1,library,platform,platform_unit,fastq_1_md5,fastq_1_sha256,fastq_2_md5,fastq_2_sha256,fastq_2\nA,oss://b/a.fq,a b,illumina,x\\y,12,zz,d41d8cd98f00b204e9800998ecf8427e,ab,\n',
    messages: [
      "[cohort.csv:2:library] the read group field is not plain, got 'a b', expected letters, digits, '.', '_', ':', '+' and '-'; write it so",
      "[cohort.csv:2:platform] the platform is not one of the SAM specification, got 'illumina', expected ILLUMINA, DNBSEQ, ELEMENT, ULTIMA, SINGULAR, ONT, PACBIO, IONTORRENT, SOLID, LS454, HELICOS or CAPILLARY; write it so, in capitals, or leave it empty for ILLUMINA",
      "[cohort.csv:2:platform_unit] the read group field is not plain, got 'x\\y', expected letters, digits, '.', '_', ':', '+' and '-'; write it so",
      "[cohort.csv:2:fastq_1_md5] the checksum is no MD5, got '12', expected 32 hexadecimal digits; copy it from the output of md5sum",
      "[cohort.csv:2:fastq_1_sha256] the checksum is no SHA-256, got 'zz', expected 64 hexadecimal digits; copy it from the output of sha256sum",
      "[cohort.csv:2:fastq_2_sha256] the checksum is no SHA-256, got 'ab', expected 64 hexadecimal digits; copy it from the output of sha256sum",
      "[cohort.csv:2:fastq_2_md5] there is a checksum without a file, got 'd41d8cd98f00b204e9800998ecf8427e', expected a file in fastq_2; name the file, or remove the checksum",
      "[cohort.csv:2:fastq_2_sha256] there is a checksum without a file, got 'ab', expected a file in fastq_2; name the file, or remove the checksum",
    ],
  },
  {
    title: 'the same FASTQ twice, also under another signature',
    text: `${HEADER}A,1,https://h/a.fq?Signature=x,oss://b/b.fq\nB,1,oss://b/c.fq,oss://b/c.fq\nC,1,https://h/a.fq?Signature=y,oss://b/b.fq\n`,
    messages: [
      "[cohort.csv:3:fastq_2] a FASTQ stands twice, got 'oss://b/c.fq', expected a file of its own; this one is fastq_1 of line 3; correct the path, or remove the line",
      "[cohort.csv:4:fastq_1] a FASTQ stands twice, got 'https://h/a.fq?…', expected a file of its own; this one is fastq_1 of line 2; correct the path, or remove the line",
      "[cohort.csv:4:fastq_2] a FASTQ stands twice, got 'oss://b/b.fq', expected a file of its own; this one is fastq_2 of line 2; correct the path, or remove the line",
    ],
  },
  {
    title: 'lanes that are missing or stand twice',
    text: `${HEADER}A,,oss://b/a.fq,\nA,1,oss://b/b.fq,\nB,1,oss://b/c.fq,\nB,1,oss://b/d.fq,\nC_1,2,oss://b/e.fq,\nC,1_2,oss://b/f.fq,\n`,
    messages: [
      "[cohort.csv:2:lane] the lane is missing, got 'A', expected a lane in each line of a sample that has several; fill it in",
      "[cohort.csv:5:lane] the sample and lane stand twice, got 'B_1', expected one line for each; line 4 has this <sample>_<lane> already, which names the read group and files; give the lane another name, or remove the line",
      "[cohort.csv:7:lane] the sample and lane stand twice, got 'C_1_2', expected one line for each; line 6 has this <sample>_<lane> already, which names the read group and files; give the lane another name, or remove the line",
    ],
  },
  {
    title: 'single and paired reads of one sample',
    text: `${HEADER}A,1,oss://b/a.fq,oss://b/b.fq\nB,1,oss://b/c.fq,\nA,2,oss://b/d.fq,\nB,2,oss://b/e.fq,oss://b/f.fq\n`,
    messages: [
      "[cohort.csv:4:fastq_2] a sample has single and paired reads, got single reads of 'A', expected all lines of a sample alike; line 2 is paired; add or remove fastq_2, or make two samples of it",
      "[cohort.csv:5:fastq_2] a sample has single and paired reads, got paired reads of 'B', expected all lines of a sample alike; line 3 is single; add or remove fastq_2, or make two samples of it",
    ],
  },
  {
    title: 'a sample of too many bytes',
    text:
      HEADER +
      lines(40)
        .map((at) => `A,${at},oss://b/${'x'.repeat(444)}/${at}.fq,\n`)
        .join(''),
    messages: [
      `[cohort.csv:2:sample] a sample has more than a workflow can carry, got 23962 bytes of 'A', expected at most 16384 bytes of JSON, about 30 lanes with long addresses; merge lanes before, or shorten the addresses`,
    ],
  },
];

const SPLIT =
  'split the sheet before this line and submit each part, or write parameter files of it with writeSampleParameters';

/** Good sheets that only parameter files can carry. */
export const LONG_SHEETS: readonly BadSheet[] = [
  {
    title: 'more than 300 lines',
    text:
      HEADER +
      lines(301)
        .map((at) => `S${at},,oss://b/${at}.fq,\n`)
        .join(''),
    messages: [
      `[cohort.csv:302:sample] the sheet has more than one workflow can carry, got 301 lines and 62058 bytes, ${carry}; ${SPLIT}`,
    ],
  },
  {
    title: 'more than 100 KiB of items',
    text:
      HEADER +
      lines(300)
        .map((at) => `S${at},,oss://b/${'x'.repeat(164)}/${at}.fq,\n`)
        .join(''),
    messages: [
      `[cohort.csv:278:sample] the sheet has more than one workflow can carry, got 300 lines and 111350 bytes, ${carry}; ${SPLIT}`,
    ],
  },
];
