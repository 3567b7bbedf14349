import type { IConstruct } from 'constructs';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import type { ExtraVolumes } from '../pods/mounts';
import type { IVolume } from '../storage/file';
import type { BoundInput } from './bound-io';
import { knownTexts } from './known-texts';

/** Formats that lie on volumes, whatever is packed. */
const READS = 'bam|bai|cram|crai|sam|fq|fastq|sai|sra';
const OTHERS = 'fa|fna|faa|fasta|fai|dict|g?vcf|bcf|tbi|csi|bed|gtf|gff3?|bw|h5ad';
const DATA = new RegExp(`^/[^/].*[.](${READS}|${OTHERS})([.](b?gz|bz2|zst))?$`);

/** Where images have files of their own. */
const SYSTEM = 'bin|boot|dev|etc|home|lib\\w*|opt|proc|root|run|sbin|stage|sys|tmp|usr|var';
const TOOLS = 'app|(mini)?conda\\d?|gatk|picard|software';
const OF_IMAGE = new RegExp(`^/(${SYSTEM}|${TOOLS})/`);

/**
 * Refuses a path that is passed as a text: no pod finds it there, nobody verifies it, and the work would count as done
 * when another file lies under it. What lies in the image or below `mounts` is found.
 */
export function mustBeNoPaths(
  stage: IConstruct,
  inputs: readonly BoundInput[],
  { volumes, mounts }: { readonly volumes: readonly Pick<IVolume, 'mountPath'>[]; readonly mounts: ExtraVolumes },
): void {
  for (const { key, option, argument, default: text } of inputs) {
    if (!option.startsWith('--value=')) continue;
    const texts = argument instanceof Value ? knownTexts(stage, argument) : [text ?? ''];
    for (const path of texts) {
      const isBelow = (at: string): boolean => path.startsWith(`${at}/`);
      const mount = volumes.map(({ mountPath }) => mountPath).find(isBelow);
      const isFound = OF_IMAGE.test(path) || Object.keys(mounts).some(isBelow);
      if (mount === undefined && (isFound || !DATA.test(path))) continue;
      throw new GenomicsError(
        'unlinked-path',
        stage,
        {
          what: 'it is a path on a volume that is passed as a text: no file is found, verified, or in the work key',
          got: `'${path}'`,
          expected: 'a file',
          fix:
            `pass a stage’s output, or volume.file(…), here '${path.slice(mount?.length ?? 0)}'; ` +
            'a file of the image stands in the script itself',
        },
        [],
        `input '${key}'`,
      );
    }
  }
}
