import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { WorkflowTemplate } from '../../imports/argoproj.io';

/** The folder of the page that this project started from. */
export const { SEED = join(__dirname, '../../../shared/seed') } = process.env;

/** The seed's YAML out of its page, with the one command mended that today's samtools takes for another. */
export function seedWorkflow(): WorkflowTemplate {
  const [page = ''] = readdirSync(SEED);
  const [, yaml] =
    /^(apiVersion: argoproj[\s\S]*?)^Verify the results$/m.exec(readFileSync(join(SEED, page), 'utf8')) ?? [];
  if (yaml === undefined) throw new Error(`there is no workflow in ${SEED}/${page}`);
  const mended = yaml.replace(/samtools import \S+ (\S+) (\S+);/, 'samtools view -b -o $2 $1;');
  if (mended === yaml) throw new Error("the seed's samtools import is not there");
  return parse(mended);
}
