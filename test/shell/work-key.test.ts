import { join } from 'node:path';
import fc from 'fast-check';
import { imageName, keyDigest, scriptDigest, workKey } from '../../lib/shell';
import { FETCH } from '../../lib/shell/files';
import { call, recordsOf, SHELLS } from '../support/call';
import { hostileText } from '../support/hostile';
import { newVolume, removeVolume } from '../support/tree';

const script = 'printf x >"$OUT_X"';
const text = hostileText.filter((value) => !/[\0\n]|\{\{/.test(value));

describe.each(SHELLS)('under %s', (shell) => {
  const keyOf = async (options: readonly string[], env: Readonly<Record<string, string>>, identify?: string) => {
    const mount = newVolume();
    try {
      const end = await call({
        shell,
        mount,
        options: [...options, '--output=OUT_X'],
        env: { OUT_X: join(mount, 'run/x'), ...env },
        script,
        ...(identify === undefined ? {} : { identify }),
      });
      expect([end.status, end.log]).toEqual([0, expect.anything()]);
      const [record = ''] = recordsOf(mount, 'x');
      return { key: record.slice(0, record.indexOf('\nkey=')), digest: /\nkey=([0-9a-f]{64})\n/.exec(record)?.[1] };
    } finally {
      removeVolume(mount);
    }
  };

  test('the work key is the one that TypeScript writes, for whatever values', async () => {
    const check = fc.asyncProperty(text, text, async (one, two) => {
      const found = await keyOf(['--value=IN_A', '--value=IN_B'], { IN_A: one, IN_B: two });
      const lines = [`IN_A=${one}`, `IN_B=${two}`];
      const key = workKey({ script: scriptDigest(script), uses: [], image: imageName('tools:1'), lines });
      expect(found).toEqual({ key, digest: keyDigest(key) });
    });
    await fc.assert(check, { numRuns: 15 });
  });

  test('so it is with files of functions and what identify prints, and with a cacheKey', async () => {
    const identify = 'echo IN_U=https://h/x 5 etag';
    const env = { IN_U: 'https://h/x?sig=1' };
    const lines = ['IN_U=https://h/x 5 etag'];
    const own = workKey({ script: scriptDigest(script, identify), uses: [FETCH], image: 'tools:1', lines });
    expect((await keyOf(['--use=fetch.sh', '--url=IN_U'], env, identify)).key).toBe(own);
    const shared = workKey({ cacheKey: 'index-1', lines });
    expect((await keyOf(['--cache-key=index-1', '--url=IN_U'], env, identify)).key).toBe(shared);
  });
});

test('an image from a mirror is the same work', () => {
  expect(['a.b/c/d:1', 'localhost:5000/c/d:1', 'c/d:1', 'd:1'].map(imageName)).toEqual([
    'c/d:1',
    'c/d:1',
    'c/d:1',
    'd:1',
  ]);
});
