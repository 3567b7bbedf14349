import { hasTag } from '../expression/tags';
import { at, quote, text } from '../json';
import { containersOf } from '../model/containers';
import { templateRule } from '../rule';

const form =
  /^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?$/;

export const imageName = templateRule('bad-image', 'error', 'images have names that a registry can have', function* (template) {
  for (const { json, path } of containersOf(template)) {
    const image = text(json['image']);
    if (image && !hasTag(image) && !form.test(image))
      yield { path: at(path, 'image'), message: `${quote(image)} is no name of an image; write registry/name:tag or name@sha256:….` };
  }
});

export const imageTag = templateRule('mutable-image', 'warning', 'an image has a tag or a digest', function* (template) {
  for (const { json, path } of containersOf(template)) {
    const image = text(json['image']);
    if (!image || hasTag(image) || !form.test(image) || image.includes('@')) continue;
    const tag = /:([^:/]+)$/.exec(image)?.[1];
    if (tag === undefined || tag === 'latest')
      yield { path: at(path, 'image'), message: `${quote(image)} is another image tomorrow; add a version or a digest.` };
  }
});
