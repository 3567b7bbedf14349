import { isArgo } from '../model/document';
import { documentRule } from '../rule';

const megabyte = 1024 * 1024;
/** `kubectl apply` writes the whole object into an annotation, of which all together may have this many bytes. */
const annotations = 256 * 1024;

export const size = documentRule('object-size', 'error', 'an object has room in etcd: at most 1 MB', function* (document) {
  const bytes = Buffer.byteLength(JSON.stringify(document.manifest));
  const shown = `${(bytes / megabyte).toFixed(2)} MB`;
  const fix = isArgo(document)
    ? 'move templates into WorkflowTemplates of their own, and lists into a loop over a parameter or a file'
    : 'split it';
  if (bytes > megabyte) yield { path: '', message: `the object has ${shown}, and etcd refuses more than about 1 MB; ${fix}.` };
  else if (bytes > 0.8 * megabyte)
    yield { path: '', severity: 'warning', message: `the object has ${shown}, close to the 1 MB that etcd takes; ${fix}.` };
  else if (bytes > annotations)
    yield {
      path: '',
      severity: 'warning',
      message: `the object has ${shown}, too much for kubectl apply’s annotation of 256 KB; apply with --server-side, or ${fix}.`,
    };
});
