import * as yaml from 'yaml';
import { fillTags } from './expression/tags';
import { indented } from './indentation';

type Options = yaml.ParseOptions & yaml.DocumentOptions & yaml.SchemaOptions;

export interface Documents {
  readonly documents: readonly yaml.Document.Parsed[];
  readonly lineAt: (offset: number) => number;
}

/** The documents of a text, as Go's parser reads them. */
export function parseDocuments(text: string, options: Options): Documents {
  const parse = (source: string): Documents => {
    const lineCounter = new yaml.LineCounter();
    const parsed = yaml.parseAllDocuments(source, { logLevel: 'silent', ...options, lineCounter });
    const documents = Array.isArray(parsed) ? parsed : [];
    return { documents, lineAt: (offset) => lineCounter.linePos(offset).line };
  };
  const strict = parse(text);
  if (lineOfMistake(strict) === undefined) return strict;
  const moved = parse(indented(text));
  // Of two mistakes the earlier one is nearer to the cause.
  const [first = 0, other] = [lineOfMistake(strict), lineOfMistake(moved)];
  return other === undefined || other < first ? moved : strict;
}

function lineOfMistake({ documents, lineAt }: Documents): number | undefined {
  const [mistake] = documents.flatMap(({ errors }) => errors);
  return mistake === undefined ? undefined : lineAt(mistake.pos[0]);
}

/** YAML in a text of Argo's, its tags filled by something harmless. Of a key that is twice kubectl takes the last. */
export function parseFilled(source: string): { readonly value: unknown; readonly mistake: string | undefined } {
  const { documents } = parseDocuments(fillTags(source, '1'), { uniqueKeys: false });
  const [first] = documents;
  if (first === undefined) return { value: undefined, mistake: undefined };
  const mistake = documents.flatMap((document) => document.errors)[0];
  if (mistake !== undefined) return { value: undefined, mistake: mistake.message.split('\n')[0]?.replace(/:$/, '') };
  return { value: first.toJS(), mistake: undefined };
}

export function yamlMistake(source: string): string | undefined {
  return parseFilled(source).mistake;
}
