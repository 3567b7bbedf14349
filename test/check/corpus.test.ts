import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, codes, describeFinding } from '../../lib/check';
import { corpus } from './corpus';
import { manifests, variant } from './corpus/case';

describe.each(corpus)('$code: $why', ({ code, yaml, options }) => {
  const broken = check(manifests(variant(yaml, 'broken')), options);

  it('is found, and nothing else is', () => {
    expect(broken.map(describeFinding)).toEqual(broken.filter((finding) => finding.code === code).map(describeFinding));
    expect(broken).not.toEqual([]);
  });

  it('says what to do', () => {
    for (const { message } of broken) expect(message).toMatch(/[;?:] .*\S/);
  });

  it('is not found in the mended twin', () => {
    expect(check(manifests(variant(yaml, 'mended')), options).map(describeFinding)).toEqual([]);
  });
});

it('has a manifest for every check', () => {
  const tried = new Set(corpus.map(({ code }) => code));
  expect(
    codes()
      .map(({ code }) => code)
      .filter((code) => !tried.has(code)),
  ).toEqual([]);
});

it('has one line for each code', () => {
  const names = codes().map(({ code }) => code);
  expect(names).toEqual([...new Set(names)]);
});

it('tells of every check in the documentation', () => {
  const text = readFileSync(join(__dirname, '../../docs/checks.md'), 'utf8');
  expect(
    codes()
      .filter(
        ({ code, summary }) => !text.replace(/\n {2}/g, ' ').includes(summary) || !text.includes(`\n| \`${code}\` |`),
      )
      .map(({ code }) => code),
  ).toEqual([]);
});

it('counts its mistakes in the documentation', () => {
  const text = readFileSync(join(__dirname, '../../docs/checks.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (\d+) \| (\d+) \|/gm)].map(([, code, made, found]) => [
    code,
    made,
    found,
  ]);
  const made = codes().map(({ code }) => [code, `${corpus.filter((one) => one.code === code).length}`]);
  expect(new Map(rows.map(([code, count, found]) => [code, [count, found]]))).toEqual(
    new Map(made.map(([code, count]) => [code, [count, count]])),
  );
  expect(text).toContain(`Of ${corpus.length} mistakes`);
});
