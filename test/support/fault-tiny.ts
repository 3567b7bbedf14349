import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from './argo';
import type { Place } from './fault-place';
import { finished, MARKER } from './fault-verdict';

/** Two outputs, one with a companion, that hold nothing but a text: so short that all of its time is the protocol's. */
export function tinyStage(model: Invocation, { folder }: Place, text: string): Invocation {
  const words =
    'stage=tiny script=sha256:0 image=tiny:1 scratch=1 value:IN_TEXT mount=/bwa out:OUT_ONE,.twin out:OUT_TWO';
  const script = 'printf %s "$IN_TEXT" > "$OUT_ONE"; cat "$OUT_ONE" > "$OUT_ONE.twin"; cat "$OUT_ONE" > "$OUT_TWO"';
  const env = [
    { name: 'IN_TEXT', value: text },
    { name: 'OUT_ONE', value: `/bwa${folder}/one` },
    { name: 'OUT_TWO', value: `/bwa${folder}/.work/tiny/two` },
  ];
  const args = [model.container.args?.[0] ?? '', words, script];
  return { ...model, task: 'tiny', template: 'tiny', container: { ...model.container, args, env } };
}

/** Files that a consumer would take and that hold another text than their marker's key says. */
export function wrongTexts({ volume, folder }: Place): readonly string[] {
  const at = join(volume, folder);
  return finished(at).flatMap((file) => {
    const marker = file.endsWith('/one') ? join(at, `.work/one${MARKER}`) : `${file}${MARKER}`;
    const said = /^IN_TEXT=(.*)$/m.exec(readFileSync(marker, 'utf8'))?.[1];
    const held = [file, ...(file.endsWith('/one') ? [`${file}.twin`] : [])].map((path) =>
      existsSync(path) ? readFileSync(path, 'utf8') : 'nothing',
    );
    return held.filter((text) => text !== said).map((text) => `${file} holds ${text}, its marker says ${said}`);
  });
}
