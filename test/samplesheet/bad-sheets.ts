import { SAMPLE_SHEET } from '../../lib/samplesheet/sample-table';

/** A sheet that is refused, and all that is said about it. */
export interface BadSheet {
  readonly title: string;
  readonly text: string;
  readonly messages: readonly string[];
}

const HEADER = 'sample,lane,fastq_1,fastq_2\n';
const columns = SAMPLE_SHEET.table.names.join(', ');
const rename = "rename it, remove it from the sheet, or give the sheet's reader rules with extra: 'ignore'";
const name =
  "letters, digits, '.', '_' and '-', a letter or digit at both ends, at most 63: a file and a label are called so; rename it";
const address =
  'expected a path on the volume, https://, http://, oss:// or s3://, with no password, no .. in a bucket, and no .., . or empty name in a path; write the whole address, oss://<bucket>/<path> or s3://<bucket>/<path> for a file of the mounted bucket';
const relative =
  'expected a path from the root of the volume, /…, or a URL; write the whole path, as /reads/S1.fastq.gz: a pod has no folder of yours';
const characters =
  'expected those that RFC 3986 allows in a URL, so no space, quote, brace or accent; in a path no *, ? or # either; rename the file; in a URL write the character as % and two digits';
const suffix = 'expected .fastq.gz, .fq.gz, .fastq or .fq at its end; name the file that is meant, or rename it';
const unseen =
  'expected characters that are seen, and plain spaces; remove what stands between < and > here, or type the value anew';
const carry = 'expected at most 300 lines and 131072 bytes of JSON';
const lines = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

export const BAD_SHEETS: readonly BadSheet[] = [
  {
    title: 'nothing',
    text: '\n\n',
    messages: [
      '[cohort.csv:1] the sheet is empty, got nothing, expected a line of column names, and lines of values below it; check the path, and that it is saved as CSV or TSV in UTF-8',
    ],
  },
  {
    title: 'a header alone',
    text: HEADER,
    messages: [
      '[cohort.csv:1] the sheet is empty, got column names alone, expected a line of column names, and lines of values below it; check the path, and that it is saved as CSV or TSV in UTF-8',
    ],
  },
  {
    title: 'a header with wrong, repeated and missing columns',
    text: 'Sample,lane,lane,fastq_1\nA,1,2,oss://b/a.fq\n',
    messages: [
      `[cohort.csv:1:1] the column is not known, got 'Sample', expected sample, if that is meant; ${rename}`,
      "[cohort.csv:1:3] the column stands twice, got 'lane', expected one of each; remove one of the two",
      '[cohort.csv:1:sample] the column is missing, got none, expected at least sample, fastq_1; add it; capitals and small letters differ',
    ],
  },
  {
    title: 'columns that nobody knows, two of which are misspelt',
    text: 'sample,fastq_1,strandness,condition,fatsq_2\nA,/a.fq,auto,b,/c.fq\n',
    messages: [
      `[cohort.csv:1:3] the column is not known, got 'strandness', expected strandedness, if that is meant; ${rename}`,
      `[cohort.csv:1:4] the column is not known, got 'condition', expected one of ${columns}; ${rename}`,
      `[cohort.csv:1:5] the column is not known, got 'fatsq_2', expected fastq_2, if that is meant; ${rename}`,
    ],
  },
  {
    title: 'a column in capitals',
    text: 'sample,FASTQ_1,fastq_2\nA,/a.fq,/b.fq\n',
    messages: [
      `[cohort.csv:1:2] the column is not known, got 'FASTQ_1', expected fastq_1, if that is meant; ${rename}`,
      '[cohort.csv:1:fastq_1] the column is missing, got none, expected at least sample, fastq_1; add it; capitals and small letters differ',
    ],
  },
  {
    title: 'a column that is like those that there are',
    text: 'sample,fastq_1,fastq_2,fastq_3\nA,/a.fq,/b.fq,/c.fq\n',
    messages: [`[cohort.csv:1:4] the column is not known, got 'fastq_3', expected one of ${columns}; ${rename}`],
  },
  {
    title: 'semicolons',
    text: 'sample;fastq_1\nA;/a.fq\n',
    messages: [
      "[cohort.csv:1] the values are separated by semicolons, got 'sample;fastq_1', expected commas or tabs; save it as CSV UTF-8 where the system writes commas, or replace the semicolons",
    ],
  },
  {
    title: 'what Excel takes for an instruction',
    text: 'sep=;\nsample;fastq_1\nA;/a.fq\n',
    messages: [
      "[cohort.csv:1] the first line is an instruction to Excel, got 'sep=;', expected the line of column names; remove the line, and separate values by commas or tabs",
    ],
  },
  {
    title: 'UTF-16',
    text: '\0s\0a\0m\0p\0l\0e\0\n',
    messages: [
      '[cohort.csv:1] the sheet is no text in UTF-8, got bytes of UTF-16, or of no text, expected CSV or TSV in UTF-8; save it as CSV UTF-8; what Excel calls Unicode Text is UTF-16',
    ],
  },
  {
    title: 'carriage returns alone',
    text: 'sample,fastq_1\rA,/a.fq\rB,/b.fq\r',
    messages: [
      '[cohort.csv:1] the lines of the sheet end in carriage returns alone, got one within the first line, expected line feeds at the ends of lines, with carriage returns or without; save it as CSV UTF-8, not as CSV (Macintosh)',
    ],
  },
  {
    title: 'lines of separators alone, and a column without a name',
    text: 'sample,fastq_1,\n,,\nA,/a.fq,\n,,,,\n',
    messages: [
      "[cohort.csv:1:3] a column has no name, got '', expected a name for each column; name it, or remove the column: also an empty one has separators",
      "[cohort.csv:2] the line has separators and no value, got ',,', expected values, or an empty line; remove the line",
      "[cohort.csv:4] the line has separators and no value, got ',,,,', expected values, or an empty line; remove the line",
    ],
  },
  {
    title: 'characters that are not seen, or no UTF-8',
    text: `${HEADER}NA\u200b1,,/a.fq,\nN\u00a02,L\u00071,/b.fq,\nM\u00fcller,,/c.fq,\nNA4,x\0y,/d.fq,\n`,
    messages: [
      `[cohort.csv:2:sample] the value has a character that is not seen, got 'NA<U+200B>1', ${unseen}`,
      `[cohort.csv:3:sample] the value has a character that is not seen, got 'N<U+00A0>2', ${unseen}`,
      `[cohort.csv:3:lane] the value has a character that is not seen, got 'L<U+0007>1', ${unseen}`,
      `[cohort.csv:4:sample] the name is not safe, got 'Müller', expected ${name}`,
      "[cohort.csv:5:lane] the value is no text in UTF-8, got 'x<NUL>y', expected characters in UTF-8; save the sheet as CSV UTF-8",
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
      `[cohort.csv:2:fastq_1] a character cannot be part of an address here, got 'oss://b/my reads/a.fq', ${characters}`,
      `[cohort.csv:3:fastq_1] a character cannot be part of an address here, got 'https://h/{{x}}.fq?…', ${characters}`,
    ],
  },
  {
    title: 'paths that are relative, and addresses that cannot be used',
    text: `${HEADER}A,1,a.fq,oss://b/x/../b.fq\nB,1,ftp://h/c.fq,http://me:word@h/d.fq\nC,1,/reads/../e.fq,/my reads/f.fq\n`,
    messages: [
      `[cohort.csv:2:fastq_1] the path is relative, got 'a.fq', ${relative}`,
      `[cohort.csv:2:fastq_2] the address cannot be used, got 'oss://b/x/../b.fq', ${address}`,
      `[cohort.csv:3:fastq_1] the address cannot be used, got 'ftp://h/c.fq', ${address}`,
      `[cohort.csv:3:fastq_2] the address cannot be used, got 'http://me:word@h/d.fq', ${address}`,
      `[cohort.csv:4:fastq_1] the address cannot be used, got '/reads/../e.fq', ${address}`,
      `[cohort.csv:4:fastq_2] a character cannot be part of an address here, got '/my reads/f.fq', ${characters}`,
    ],
  },
  {
    title: 'a wrong suffix',
    text: `${HEADER}A,1,oss://b/a.bam,https://h/b.fastq.bz2?a=b\n`,
    messages: [
      `[cohort.csv:2:fastq_1] the address ends in no name of such a file, got 'oss://b/a.bam', ${suffix}`,
      `[cohort.csv:2:fastq_2] the address ends in no name of such a file, got 'https://h/b.fastq.bz2?…', ${suffix}`,
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
      "[cohort.csv:3:fastq_2] a FASTQ stands twice, got 'oss://b/c.fq', expected a file of its own; this one is fastq_1 of line 3; correct the address, or remove the line",
      "[cohort.csv:4:fastq_1] a FASTQ stands twice, got 'https://h/a.fq?…', expected a file of its own; this one is fastq_1 of line 2; correct the address, or remove the line",
      "[cohort.csv:4:fastq_2] a FASTQ stands twice, got 'oss://b/b.fq', expected a file of its own; this one is fastq_2 of line 2; correct the address, or remove the line",
    ],
  },
  {
    title: 'lanes that are missing or stand twice',
    text: `${HEADER}A,,oss://b/a.fq,\nA,1,oss://b/b.fq,\nB,1,oss://b/c.fq,\nB,1,oss://b/d.fq,\nC_1,2,oss://b/e.fq,\nC,1_2,oss://b/f.fq,\n`,
    messages: [
      "[cohort.csv:2:lane] the lane is missing, got 'A', expected a lane in each line of a sample, or in none of them; fill it in; where no line has one, lanes are 1, 2 and so on",
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
    title: 'lines of a sample that differ in what is said of it',
    text: 'patient,sample,lane,status,fastq_1,percent_mapped\nP1,A,1,,/a.fq,\nP2,A,2,0,/b.fq,\nP1,A,3,1,/c.fq,101\n',
    messages: [
      "[cohort.csv:3:patient] the lines of a sample differ in what is said of the sample, got 'P2', expected the same value in each; line 2 has 'P1'; correct one of them, or make two samples of it",
      "[cohort.csv:4:percent_mapped] the number is no percentage, got '101', expected a number from 0 to 100; write it so, as 85.2",
      "[cohort.csv:4:status] the lines of a sample differ in what is said of the sample, got '1', expected the same value in each; line 2 has '0'; correct one of them, or make two samples of it",
    ],
  },
  {
    title: 'words and places that are not nf-core’s',
    text: 'sample,fastq_1,sex,strandedness,seq_center,instrument_platform\nA,/a.fq,female,Forward,My Center,ONT\n',
    messages: [
      "[cohort.csv:2:sex] the word is not one of the column, got 'female', expected XX, XY or NA; write it so; capitals count",
      "[cohort.csv:2:strandedness] the word is not one of the column, got 'Forward', expected auto, forward, reverse or unstranded; write it so; capitals count",
      "[cohort.csv:2:seq_center] the value has a space, got 'My Center', expected a value without spaces; write _ in its place",
      "[cohort.csv:2:instrument_platform] the word is not one of the column, got 'ONT', expected ILLUMINA or OXFORD_NANOPORE; write it so; capitals count",
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
      `[cohort.csv:2:sample] a sample has more than a workflow can carry, got 24017 bytes of 'A', expected at most 16384 bytes of JSON, about 30 lanes with long addresses; merge lanes before, or shorten the addresses`,
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
      `[cohort.csv:302:sample] the sheet has more than one workflow can carry, got 301 lines and 78613 bytes, ${carry}; ${SPLIT}`,
    ],
  },
  {
    title: 'more than 128 KiB of items',
    text:
      HEADER +
      lines(300)
        .map((at) => `S${at},,oss://b/${'x'.repeat(264)}/${at}.fq,\n`)
        .join(''),
    messages: [
      `[cohort.csv:251:sample] the sheet has more than one workflow can carry, got 300 lines and 157850 bytes, ${carry}; ${SPLIT}`,
    ],
  },
];
