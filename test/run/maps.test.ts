import { invocations } from '../../lib/run/invocations';
import { mapsWorkflow } from '../support/maps';
import { runAll } from '../support/run';
import { files, newVolume, removeVolume, textOf } from '../support/tree';

jest.setTimeout(120_000);

test.each(['dash', 'bash', 'busybox', 'applets'] as const)(
  'maps over tables, lists and lists in lists hand each item its own values, and a report all of them: %s',
  async (shell) => {
    const volume = newVolume({ uid: 1000, gid: 1000 });
    const ended = await runAll(invocations(mapsWorkflow()), { volume, shell });
    expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
    const parts = ['p', 'q', "it's $$ $(IN_B)"];
    expect(textOf(volume, '/maps/report-fast.txt').split('\n')).toEqual([
      ...['a', 'b'].flatMap((sample) => ['second', `${sample} of ${sample}`]),
      ...['l1', 'l2'].flatMap((lane) => parts.map((part) => `${part} in ${lane}`)),
      '',
    ]);
    expect(files(volume).filter((path) => /^\/maps\/.*(fast|slow).txt$/.test(path))).toEqual([
      '/maps/fast.txt',
      '/maps/report-fast.txt',
    ]);
    removeVolume(volume);
  },
);
