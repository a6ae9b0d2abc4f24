/** Evaluates the tree of an expression; what has no value is null, as on the server. */
import { member, itemAt } from './access';
import { ARITHMETIC, negate, orNull } from './arithmetic';
import { FeelDate } from './days';
import { FUNCTIONS } from './library';
import { callBuiltIn, callByNames } from './library/declaring';
import { Decimal } from './number';
import { parse } from './parser';
import type { Domain, Node } from './tree';
import {
  asList,
  atMost,
  both,
  COMPARISONS,
  either,
  isContext,
  passes,
  Range,
  type Answer,
  type Context,
  type Feel,
} from './values';

const MOST_STEPS = 500_000;
const MOST_ITEMS = 100_000;
const MOST_SIGNS = 1_000_000;

/** What takes too much work; the server refuses a form with it. */
class TooMuch extends Error {}
/** A loop over what cannot be walked: null. */
class NoDomain extends Error {}

/** Finds what a name means; undefined where it means nothing. */
type Scope = (name: string) => Feel | undefined;

const within =
  (inner: Scope, outer: Scope): Scope =>
  (name) => {
    const found = inner(name);
    return found === undefined ? outer(name) : found;
  };
const named =
  (name: string, value: Feel): Scope =>
  (asked) =>
    asked === name ? value : undefined;

class Evaluation {
  private readonly now: Date;
  private steps = 0;

  constructor(now: Date) {
    this.now = now;
  }

  value(node: Node, scope: Scope): Feel {
    this.spend(1);
    switch (node.is) {
      case 'literal':
        return node.value;
      case 'name':
        return scope(node.name) ?? null;
      case 'path':
        return member(this.value(node.source, scope), node.name);
      case 'filter':
        return this.filter(node, scope);
      case 'call':
        return this.call(node, scope);
      case 'if':
        return this.value(
          this.value(node.condition, scope) === true ? node.consequence : node.alternative,
          scope,
        );
      case 'list':
        return node.items.map((item) => this.value(item, scope));
      case 'context':
        return this.context(node.entries, scope);
      case 'for':
        return this.repeated(node.domains, scope, node.body);
      case 'quantified':
        return this.quantified(node, scope);
      case 'range':
        return new Range(
          this.value(node.low, scope),
          this.value(node.high, scope),
          node.lowIncluded,
          node.highIncluded,
        );
      case 'test':
        return Range.of(node.operator, this.value(node.operand, scope));
      default:
        return this.operation(node, scope);
    }
  }

  private operation(
    node: Extract<Node, { is: 'negate' | 'binary' | 'logic' | 'between' | 'in' }>,
    scope: Scope,
  ): Feel {
    const value = (one: Node) => this.value(one, scope);
    switch (node.is) {
      case 'negate': {
        const operand = value(node.operand);
        return orNull(() => negate(operand));
      }
      case 'binary': {
        const [left, right] = [value(node.left), value(node.right)];
        const work = ARITHMETIC[node.operator];
        if (work) return this.kept(orNull(() => work(left, right)));
        return COMPARISONS[node.operator as keyof typeof COMPARISONS](left, right);
      }
      case 'logic': {
        const left = value(node.left);
        // The right side is not computed where the left decides.
        if (left === !node.isAnd) return left;
        return (node.isAnd ? both : either)(left, value(node.right));
      }
      case 'between': {
        const [one, low, high] = [value(node.value), value(node.low), value(node.high)];
        return both(atMost(low, one), atMost(one, high));
      }
      case 'in': {
        const subject = value(node.value);
        const answers = node.tests.map((test) =>
          test.is === 'test'
            ? COMPARISONS[test.operator](subject, value(test.operand))
            : passes(subject, value(test)),
        );
        return answers.reduce(either);
      }
    }
  }

  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MOST_STEPS) throw new TooMuch();
  }

  private kept(value: Feel): Feel {
    if (typeof value === 'string' && value.length > MOST_SIGNS) throw new TooMuch();
    if (Array.isArray(value)) {
      this.spend(value.length);
      if (value.length > MOST_ITEMS) throw new TooMuch();
    }
    return value;
  }

  private call(node: Extract<Node, { is: 'call' }>, scope: Scope): Feel {
    if (node.name === 'is defined') return this.isDefined(node.args, scope);
    if (node.name === 'get or else') {
      const [value, fallback] = node.names?.[0] === 'default' ? node.args.toReversed() : node.args;
      const found = value ? this.value(value, scope) : null;
      return found ?? (fallback ? this.value(fallback, scope) : null);
    }
    const ways = FUNCTIONS[node.name] ?? [];
    const args = node.args.map((argument) => this.value(argument, scope));
    for (const argument of args) if (Array.isArray(argument)) this.spend(argument.length);
    const clock = { now: this.now };
    return this.kept(
      node.names ? callByNames(ways, node.names, args, clock) : callBuiltIn(ways, args, clock),
    );
  }

  /** A name is always there in a form; a member may not be. */
  private isDefined([node]: Node[], scope: Scope): boolean {
    if (node?.is !== 'path') return true;
    if (!this.isDefined([node.source], scope)) return false;
    const source = this.value(node.source, scope);
    return isContext(source)
      ? Object.hasOwn(source, node.name)
      : member(source, node.name) !== null;
  }

  private context(entries: [string, Node][], scope: Scope): Context {
    const made: Context = Object.create(null) as Context;
    const inner: Scope = within((name) => (name in made ? made[name] : undefined), scope);
    for (const [name, entry] of entries) made[name] = this.value(entry, inner);
    return made;
  }

  private filter({ source, condition }: Extract<Node, { is: 'filter' }>, scope: Scope): Feel {
    const value = this.value(source, scope);
    const items = asList(value);
    const members = new Set(items.flatMap((item) => (isContext(item) ? Object.keys(item) : [])));
    const kept: Feel[] = [];
    const index = literalIndex(condition);
    if (index) return itemAt(value, index);
    for (const item of items) {
      const own: Scope = (name) => {
        if (isContext(item) && Object.hasOwn(item, name)) return item[name];
        return members.has(name) ? null : undefined;
      };
      const answer = this.value(condition, within(own, within(named('item', item), scope)));
      if (answer instanceof Decimal) return itemAt(value, answer);
      if (answer === true) kept.push(item);
    }
    return kept;
  }

  private *items({ values, high }: Domain, scope: Scope): Generator<Feel> {
    const value = this.value(values, scope);
    if (high) yield* this.between(value, this.value(high, scope));
    else if (value instanceof Range) yield* this.inRange(value);
    else if (value === null) throw new NoDomain();
    else yield* asList(value);
  }

  private *inRange(range: Range): Generator<Feel> {
    if (range.operator) throw new NoDomain();
    const isOut = (step: Feel, end: Feel, isIn: boolean) =>
      !isIn && COMPARISONS['='](step, end) === true;
    for (const step of this.between(range.low, range.high)) {
      const { low, high, lowIncluded, highIncluded } = range;
      if (!isOut(step, low, lowIncluded) && !isOut(step, high, highIncluded)) yield step;
    }
  }

  /** Whole steps from one number or date to another, downwards too. */
  private *between(low: Feel, high: Feel): Generator<Feel> {
    const isDates = low instanceof FeelDate && high instanceof FeelDate;
    const isNumbers = low instanceof Decimal && high instanceof Decimal;
    if (!isDates && !(isNumbers && low.isWhole && high.isWhole)) throw new NoDomain();
    const [from, to] = isDates
      ? [BigInt(low.ordinal), BigInt(high.ordinal)]
      : [(low as Decimal).toBigInt(), (high as Decimal).toBigInt()];
    const step = from <= to ? 1n : -1n;
    if ((to - from) * step > BigInt(MOST_ITEMS)) throw new TooMuch();
    for (let at = from; at !== to + step; at += step)
      yield isDates ? FeelDate.fromOrdinal(Number(at)) : Decimal.of(at);
  }

  private *scopes([domain, ...further]: Domain[], scope: Scope): Generator<Scope> {
    if (!domain) {
      yield scope;
      return;
    }
    for (const item of this.items(domain, scope)) {
      this.spend(1);
      yield* this.scopes(further, within(named(domain.name, item), scope));
    }
  }

  private repeated(domains: Domain[], scope: Scope, body: Node): Feel {
    const results: Feel[] = [];
    // What there is so far.
    const partial: Scope = (name) => (name === 'partial' ? [...results] : undefined);
    try {
      for (const inner of this.scopes(domains, within(partial, scope)))
        results.push(this.value(body, inner));
    } catch (error) {
      if (error instanceof NoDomain) return null;
      throw error;
    }
    return this.kept(results);
  }

  private quantified(
    { isEvery, domains, condition }: Extract<Node, { is: 'quantified' }>,
    scope: Scope,
  ): Answer {
    let answer: Answer = isEvery;
    try {
      for (const inner of this.scopes(domains, scope)) {
        answer = (isEvery ? both : either)(answer, this.value(condition, inner));
        if (answer === !isEvery) return answer;
      }
    } catch (error) {
      if (error instanceof NoDomain) return null;
      throw error;
    }
    return answer;
  }
}

const literalIndex = (node: Node): Decimal | null => {
  if (node.is === 'negate') return literalIndex(node.operand)?.negated() ?? null;
  return node.is === 'literal' && node.value instanceof Decimal ? node.value : null;
};

/** Tell whether a value can be kept: no range, nor anything with one inside. */
const isKept = (value: Feel): boolean => {
  if (value instanceof Range) return false;
  if (Array.isArray(value)) return value.every(isKept);
  return isContext(value) ? Object.values(value).every(isKept) : true;
};

export interface Surroundings {
  /** What a name means; undefined where it means nothing. */
  lookUp: Scope;
  now: Date;
}

/** The value of an expression without its leading `=`; null where it has none. */
export const evaluate = (source: string, { lookUp, now }: Surroundings): Feel => {
  const node = parse(source);
  if (!node) return null;
  try {
    const value = new Evaluation(now).value(node, lookUp);
    return isKept(value) ? value : null;
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return null;
    throw error;
  }
};

/** Tell whether a text is an expression that forms may use. */
export const isFeel = (source: string): boolean => parse(source) !== null;
