import { tagsIn } from '../expression/tags';
import { quote } from '../json';
import { containersOf } from '../model/containers';
import { templateRule } from '../rule';
import { ourWords, shellTexts, withoutProtocol } from './protocol';

const known = /^(?:inputs|outputs|workflow|tasks|steps|item|pod|node|retries|lastRetry)\b/;

/** A value that becomes a part of a shell's text is run by it. */
export const tagInShell = templateRule('tag-in-shell', 'error', 'no value is put into the text of a shell', function* (template) {
  for (const container of containersOf(template)) {
    const ours = ourWords(container);
    for (const { text, path } of ours ?? shellTexts(container)) {
      const [tag] = tagsIn(withoutProtocol(text)).filter(
        ({ kind, source }) => kind === 'expression' || (kind === 'name' && known.test(source)),
      );
      if (tag === undefined) continue;
      const shown = quote(`{{${tag.kind === 'expression' ? '=' : ''}${tag.source}}}`);
      const message = `${shown} becomes a part of the script, so that its value is run; pass it as an environment variable and write "$NAME".`;
      yield { path, message, severity: ours === undefined ? 'warning' : 'error' };
    }
  }
});
