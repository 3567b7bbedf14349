import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What is wrong with a command's arguments, as a sentence. */
export interface Mistake {
  readonly mistake: string;
}

/** The options and words of a command, or what is wrong with them. */
export function readArguments<const O extends Options>(
  given: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> | Mistake {
  try {
    return parseArgs({ args: [...given], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    const [sentence = ''] = message.split('. ');
    return { mistake: `${sentence.replace(/\.$/, '')}; see --help.` };
  }
}
