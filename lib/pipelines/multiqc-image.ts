/** The one image with MultiQC alone, as BioContainers build it; a mirror or a digest by the stage's `image`. */
export const MULTIQC_IMAGE = 'quay.io/biocontainers/multiqc:1.21--pyhdfd78af_0';
