/**
 * Reads the part of FEEL that forms may use, with the precedences of the server's own parser.
 *
 * Names are plain or in backticks; functions are the built-in ones of forms. What is more is refused when a form is
 * deployed, and is no expression here.
 */
import { readTemporal } from './clock';
import { NoTemporal } from './days';
import { FUNCTION_WORDS } from './library';
import { FeelSyntax, Scanner } from './scanner';
import type { BinaryOperator, Comparison, Domain, Node } from './tree';

const COMPARISON = 30;
const TIGHT = 70;
const DEEPEST = 100;
const LONGEST = 50_000;

/** Longer symbols first; `**` is not for forms, but must not be read as two. */
const BINARY: readonly (readonly [BinaryOperator, number])[] = [
  ['*', 50],
  ['/', 50],
  ['+', 40],
  ['-', 40],
  ['<=', COMPARISON],
  ['>=', COMPARISON],
  ['!=', COMPARISON],
  ['<', COMPARISON],
  ['>', COMPARISON],
  ['=', COMPARISON],
];
const TESTS: readonly Comparison[] = ['<=', '>=', '!=', '<', '>', '='];
const CONSTANTS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
const RESERVED = new Set(
  'and or if then else for in return some every satisfies between instance function'.split(' '),
);

class Parser {
  private readonly scan: Scanner;
  /** In the upper end of a range a `[` closes it and begins no filter. */
  private closesAtBracket = false;
  private depth = 0;

  constructor(source: string) {
    if (source.length > LONGEST) throw new FeelSyntax();
    this.scan = new Scanner(source);
  }

  all(): Node {
    const node = this.expression();
    return this.scan.isAtEnd ? node : this.scan.fail();
  }

  private expression(power = 0): Node {
    this.depth += 1;
    if (this.depth > DEEPEST) this.scan.fail();
    let left = this.operand();
    for (let further = this.operation(left, power); further; further = this.operation(left, power))
      left = further;
    this.depth -= 1;
    return left;
  }

  private inside(): Node {
    const outer = this.closesAtBracket;
    this.closesAtBracket = false;
    const node = this.expression();
    this.closesAtBracket = outer;
    return node;
  }

  private operation(left: Node, power: number): Node | null {
    if (this.scan.sees('**')) return this.scan.fail();
    for (const [operator, own] of BINARY) {
      if (!this.scan.sees(operator)) continue;
      if (own <= power) return null;
      this.scan.accept(operator);
      return { is: 'binary', operator, left, right: this.expression(own) };
    }
    return this.wordOperation(left, power);
  }

  private wordOperation(left: Node, power: number): Node | null {
    if (power < COMPARISON && this.scan.acceptWord('between')) {
      const low = this.expression(COMPARISON);
      this.scan.expectWord('and');
      return { is: 'between', value: left, low, high: this.expression(COMPARISON) };
    }
    if (power < COMPARISON && this.scan.acceptWord('in'))
      return { is: 'in', value: left, tests: this.tests() };
    if (power < 20 && this.scan.acceptWord('and'))
      return { is: 'logic', isAnd: true, left, right: this.expression(20) };
    if (power < 10 && this.scan.acceptWord('or'))
      return { is: 'logic', isAnd: false, left, right: this.expression(10) };
    return null;
  }

  private tests(): Node[] {
    const test = this.test();
    if (test) return [test];
    const start = this.scan.position;
    if (!this.scan.accept('(')) return [this.expression(COMPARISON)];
    const tests = [this.test() ?? this.inside()];
    if (this.scan.sees('..')) {
      this.scan.moveTo(start);
      return [this.expression(COMPARISON)];
    }
    while (this.scan.accept(',')) tests.push(this.test() ?? this.inside());
    this.scan.expect(')');
    return tests;
  }

  private test(): Node | null {
    const operator = TESTS.find((one) => this.scan.accept(one));
    return operator ? { is: 'test', operator, operand: this.expression(COMPARISON) } : null;
  }

  private operand(): Node {
    if (this.scan.accept('-')) return { is: 'negate', operand: this.expression(TIGHT) };
    return this.keyword() ?? this.postfix(this.primary());
  }

  private keyword(): Node | null {
    if (this.scan.acceptWord('if')) {
      const condition = this.inside();
      this.scan.expectWord('then');
      const consequence = this.inside();
      this.scan.expectWord('else');
      return { is: 'if', condition, consequence, alternative: this.expression() };
    }
    if (this.scan.acceptWord('for')) {
      const domains = this.domains();
      this.scan.expectWord('return');
      return { is: 'for', domains, body: this.expression() };
    }
    const isEvery = this.scan.seesWord('every');
    if (!this.scan.acceptWord('some') && !this.scan.acceptWord('every')) return null;
    const domains = this.domains();
    this.scan.expectWord('satisfies');
    return { is: 'quantified', isEvery, domains, condition: this.expression() };
  }

  private domains(): Domain[] {
    const domains: Domain[] = [];
    do {
      const name = this.scan.identifier();
      if (name === null || RESERVED.has(name)) return this.scan.fail();
      this.scan.expectWord('in');
      const values = this.inside();
      domains.push({ name, values, high: this.scan.accept('..') ? this.inside() : null });
    } while (this.scan.accept(','));
    return domains;
  }

  private primary(): Node {
    const value = this.scan.number() ?? this.scan.string();
    if (value !== null) return { is: 'literal', value };
    if (this.scan.accept('@')) return { is: 'literal', value: this.temporal() };
    return this.bracketed() ?? this.nameOrCall();
  }

  private temporal() {
    try {
      return readTemporal(this.scan.string() ?? this.scan.fail());
    } catch (error) {
      if (error instanceof NoTemporal) return this.scan.fail();
      throw error;
    }
  }

  private bracketed(): Node | null {
    if (this.scan.accept('(')) return this.parenthesis();
    if (this.scan.accept('[')) return this.list();
    if (this.scan.accept(']')) {
      const low = this.inside();
      this.scan.expect('..');
      return this.rangeFrom(low, false);
    }
    return this.scan.accept('{') ? this.context() : null;
  }

  private parenthesis(): Node {
    const node = this.test() ?? this.inside();
    if (node.is !== 'test' && this.scan.accept('..')) return this.rangeFrom(node, false);
    this.scan.expect(')');
    return node;
  }

  private list(): Node {
    if (this.scan.accept(']')) return { is: 'list', items: [] };
    const items = [this.inside()];
    if (this.scan.accept('..')) return this.rangeFrom(items[0] as Node, true);
    while (this.scan.accept(',')) items.push(this.inside());
    this.scan.expect(']');
    return { is: 'list', items };
  }

  private rangeFrom(low: Node, lowIncluded: boolean): Node {
    const outer = this.closesAtBracket;
    this.closesAtBracket = true;
    const high = this.expression();
    this.closesAtBracket = outer;
    const highIncluded = this.scan.accept(']');
    if (!highIncluded && !this.scan.accept(')')) this.scan.expect('[');
    return { is: 'range', low, high, lowIncluded, highIncluded };
  }

  private context(): Node {
    const entries: [string, Node][] = [];
    while (!this.scan.accept('}')) {
      if (entries.length > 0) this.scan.expect(',');
      const key = this.scan.string() ?? this.scan.declaration(':');
      if (key === null || entries.some(([name]) => name === key)) return this.scan.fail();
      this.scan.expect(':');
      entries.push([key, this.inside()]);
    }
    return { is: 'context', entries };
  }

  private nameOrCall(): Node {
    const quoted = this.scan.quotedName();
    if (quoted !== null) return { is: 'name', name: quoted };
    const start = this.scan.position;
    const words = FUNCTION_WORDS.find((one) => this.scan.acceptWords(one) && this.opensCall(start));
    if (words) return this.call(words.join(' '));
    for (const [word, value] of CONSTANTS) {
      if (this.scan.acceptWord(word)) return { is: 'literal', value };
    }
    const name = this.scan.identifier();
    if (name === null || RESERVED.has(name)) return this.scan.fail();
    return this.scan.accept('(') ? this.scan.fail() : { is: 'name', name };
  }

  private opensCall(start: number): boolean {
    if (this.scan.accept('(')) return true;
    this.scan.moveTo(start);
    return false;
  }

  private call(name: string): Node {
    const args: Node[] = [];
    const names: string[] = [];
    while (!this.scan.accept(')')) {
      if (args.length > 0) this.scan.expect(',');
      const named = this.parameter();
      if (named !== null) names.push(named);
      args.push(this.inside());
    }
    if (names.length > 0 && names.length !== args.length) this.scan.fail();
    return { is: 'call', name, args, names: names.length > 0 ? names : null };
  }

  /** Names of parameters may have several words; none of them is anything else before a colon. */
  private parameter(): string | null {
    const start = this.scan.position;
    const words: string[] = [];
    for (let word = this.scan.identifier(); word !== null; word = this.scan.identifier())
      words.push(word);
    if (words.length > 0 && this.scan.accept(':')) return words.join(' ');
    this.scan.moveTo(start);
    return null;
  }

  private postfix(node: Node): Node {
    if (this.scan.sees('.') && !this.scan.sees('..')) {
      this.scan.accept('.');
      return this.postfix({ is: 'path', source: node, name: this.member() });
    }
    if (this.scan.sees('[') && !this.closesAtBracket) {
      this.scan.accept('[');
      const condition = this.inside();
      this.scan.expect(']');
      return this.postfix({ is: 'filter', source: node, condition });
    }
    return node;
  }

  private member(): string {
    if (this.scan.acceptWords(['time', 'offset'])) return 'time offset';
    return this.scan.quotedName() ?? this.scan.identifier() ?? this.scan.fail();
  }
}

const parsed = new Map<string, Node | null>();

/** The tree of an expression; null where it is none that forms may use. */
export const parse = (source: string): Node | null => {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  let node: Node | null = null;
  try {
    node = new Parser(source).all();
  } catch (error) {
    if (!(error instanceof FeelSyntax)) throw error;
  }
  if (parsed.size > 2000) parsed.clear();
  parsed.set(source, node);
  return node;
};
