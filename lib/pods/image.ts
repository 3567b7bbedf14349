import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';

/** A stage's image, which must be there and look like one. */
export function imageOf(
  stage: IConstruct,
  image: string | undefined,
  fix = 'set image on the stage, its workflow, or by setDefaults above',
): string {
  if (image !== undefined && /^[a-zA-Z0-9][-a-zA-Z0-9._:/@]*$/.test(image)) return image;
  throw new GenomicsError('invalid-value', stage, {
    what: 'a stage has no usable image',
    got: `'${image ?? ''}'`,
    expected: 'registry/repository:tag or @sha256:…',
    fix,
  });
}
