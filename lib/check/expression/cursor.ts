import type { Token } from './lexer';
import { SyntaxMistake } from './syntax';

const end: Token = { kind: 'end', text: 'the end', offset: 0 };

/** Reads tokens one by one. */
export class Cursor {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get current(): Token {
    return this.tokens[this.position] ?? end;
  }

  get following(): Token {
    return this.tokens[this.position + 1] ?? end;
  }

  is(...texts: readonly string[]): boolean {
    return this.current.kind === 'operator' && texts.includes(this.current.text);
  }

  next(): Token {
    const token = this.current;
    this.position += 1;
    return token;
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.position += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) this.fail(`expected ${text}`);
  }

  expectName(): string {
    if (this.current.kind !== 'name') this.fail('expected a name');
    return this.next().text;
  }

  fail(expectation: string): never {
    const { text, offset } = this.current;
    throw new SyntaxMistake(`${expectation} at column ${offset + 1}, found ${text}`, offset);
  }
}
