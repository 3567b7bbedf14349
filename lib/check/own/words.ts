import { at, entries, list, text } from '../json';
import { containersOf } from '../model/containers';
import { templateRule } from '../rule';

/** What Linux takes as one word of a command line or one variable. */
const most = 128 * 1024;

export const longWords = templateRule('argument-too-long', 'warning', 'no word of a command has more than 128 KB', function* (template) {
  for (const { json, path } of containersOf(template)) {
    const words = ['command', 'args'].flatMap((key) =>
      list(json[key]).map((word, index) => ({ word: text(word), path: at(path, key, index) })),
    );
    const variables = entries(json['env'], at(path, 'env')).map((entry) => ({
      word: text(entry.json['value']),
      path: at(entry.path, 'value'),
    }));
    for (const { word, path: place } of [...words, ...variables])
      if (word !== undefined && Buffer.byteLength(word) >= most)
        yield {
          path: place,
          message: `it has ${Math.round(word.length / 1024)} KB, and no program is started with more than 128 KB in one word (Argo 3.7 gets around it for args); pass it in a file.`,
        };
  }
});
