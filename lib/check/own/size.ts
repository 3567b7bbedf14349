import { at, entries, list, text } from '../json';
import { isArgo } from '../model/document';
import { containersOf } from '../model/template';
import { documentRule, templateRule } from '../rule';

/** What Linux takes as one word of a command line or one variable. */
const most = 128 * 1024;

export const longWords = templateRule(
  'argument-too-long',
  'warning',
  'no word of a command has more than 128 KB',
  function* (template) {
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
            message:
              `it has ${Math.round(word.length / 1024)} KB, and no program is started with more than 128 KB in one ` +
              'word (Argo 3.7 gets around it for args); pass it in a file.',
          };
    }
  },
);

const megabyte = 1024 * 1024;
/** `kubectl apply` writes the whole object into an annotation, of which all together may have this many bytes. */
const annotations = 256 * 1024;

export const size = documentRule(
  'object-size',
  'error',
  'an object has room in etcd: at most 1 MB',
  function* (document) {
    const bytes = Buffer.byteLength(JSON.stringify(document.manifest));
    const shown = `${(bytes / megabyte).toFixed(2)} MB`;
    const fix = isArgo(document)
      ? 'move templates into WorkflowTemplates of their own, and lists into a loop over a parameter or a file'
      : 'split it';
    if (bytes > megabyte)
      yield { path: '', message: `the object has ${shown}, and etcd refuses more than about 1 MB; ${fix}.` };
    else if (bytes > 0.8 * megabyte)
      yield {
        path: '',
        severity: 'warning',
        message: `the object has ${shown}, close to the 1 MB that etcd takes; ${fix}.`,
      };
    else if (bytes > annotations)
      yield {
        path: '',
        severity: 'warning',
        message:
          `the object has ${shown}, too much for kubectl apply’s annotation of 256 KB; apply with ` +
          `--server-side, or ${fix}.`,
      };
  },
);
