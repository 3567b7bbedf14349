import { Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, ParallelMapStage, SharedVolume, sh, tableOf } from 'cdk8s-genomics';
import type { Construct } from 'constructs';

/** The mean depth of each BAM of a list, over all its contigs, in one table. */
export class DepthChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'argo' });
    const workflow = new GenomicsWorkflow(this, id, {
      image: 'quay.io/biocontainers/samtools:1.19--h50ea8bc_0',
      cpu: 1,
      memory: '1Gi',
      scratch: '1Gi',
      parameters: { folder: '/depth', samples: '[{"sample":"S1","bam":"/bams/S1.bam"}]' },
    });
    const { folder, samples } = workflow.parameters;
    const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
    const run = volume.folder(folder);
    const each = new ParallelMapStage(workflow, 'each-sample', {
      over: tableOf(samples, ['sample', 'bam']),
      each: (item, { sample, bam }) =>
        new GenomicsStage(item, 'coverage', {
          inputs: { sample, bam: volume.file(bam) },
          outputs: { coverage: run.result(sample, '.coverage.tsv'), row: run.intermediate(sample, '.row.tsv') },
          // The columns of samtools coverage: 2 and 3 are a contig's first and last base, 7 is its mean depth.
          script: ({ inputs, outputs }) => sh`
            samtools coverage ${inputs.bam} >${outputs.coverage}
            depth=$(awk '
              NR > 1 { bases += $3 - $2 + 1; depths += $7 * ($3 - $2 + 1) }
              END { printf "%.2f", bases ? depths / bases : 0 }
            ' ${outputs.coverage})
            printf '%s\t%s\n' ${inputs.sample} "$depth" >${outputs.row}`,
        }),
    });
    new GenomicsStage(workflow, 'table', {
      inputs: { rows: each.outputs.row },
      outputs: { table: run.result('depth.tsv') },
      script: ({ inputs, outputs }) => sh`
        printf 'sample\tdepth\n' >${outputs.table}
        while IFS= read -r row; do cat "$row"; done <${inputs.rows.list} >>${outputs.table}`,
    });
  }
}
