import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANCESTOR, GENOMES, ISOLATES, layIsolate, layReference, matrixOf, someReads, splitsOf, TREE } from '../support/outbreak-data';
import { grow, ofAlignments, ofSequences } from '../support/phylogeny-run';
import { newVolume, removeVolume, textOf } from '../support/tree';
import { failed, OWNER } from '../support/variant-run';

jest.setTimeout(600_000);

let volume = '';
beforeAll(() => {
  volume = newVolume(OWNER);
  layReference(volume, ANCESTOR);
  ISOLATES.forEach((name, at) => layIsolate(volume, name, someReads(GENOMES[name] ?? {}, at, 1)));
  mkdirSync(join(volume, 'seqs'));
  for (const name of ISOLATES)
    writeFileSync(join(volume, `seqs/${name}.fa`), `>${name} x\n${Object.values(GENOMES[name] ?? {}).join('')}\n`);
});
afterAll(() => removeVolume(volume));

test.each(['iqtree', 'fasttree'] as const)('of reads, the tree and the distances are those that were planted, by %s', async (program) => {
  const outcome = await grow(ofAlignments(ISOLATES, { program }), volume, `reads-${program}`);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(splitsOf(textOf(volume, 'run/tree.nwk'))).toEqual(splitsOf(TREE));
  expect(splitsOf(TREE)).toHaveLength(7);
  expect(textOf(volume, 'run/distances.tsv')).toBe(matrixOf(GENOMES));
});
test.each(['iqtree', 'fasttree'] as const)('of sequences, the tree and the distances are those that were planted, by %s', async (program) => {
  const outcome = await grow(ofSequences(ISOLATES.map((name) => `/seqs/${name}.fa`), { program }), volume, `seqs-${program}`);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(splitsOf(textOf(volume, 'run/tree.nwk'))).toEqual(splitsOf(TREE));
  expect(textOf(volume, 'run/distances.tsv')).toBe(matrixOf(GENOMES));
});
