/** The parts of an expression, as the parser finds them. */
import type { Feel } from './values';

export type BinaryOperator = '+' | '-' | '*' | '/' | Comparison;
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Domain {
  name: string;
  values: Node;
  /** Of `low..high`; null where a list is walked. */
  high: Node | null;
}

export type Node =
  | { is: 'literal'; value: Feel }
  | { is: 'name'; name: string }
  | { is: 'path'; source: Node; name: string }
  | { is: 'filter'; source: Node; condition: Node }
  | { is: 'call'; name: string; args: Node[]; names: string[] | null }
  | { is: 'negate'; operand: Node }
  | { is: 'binary'; operator: BinaryOperator; left: Node; right: Node }
  | { is: 'logic'; isAnd: boolean; left: Node; right: Node }
  | { is: 'between'; value: Node; low: Node; high: Node }
  | { is: 'in'; value: Node; tests: Node[] }
  | { is: 'if'; condition: Node; consequence: Node; alternative: Node }
  | { is: 'for'; domains: Domain[]; body: Node }
  | { is: 'quantified'; isEvery: boolean; domains: Domain[]; condition: Node }
  | { is: 'range'; low: Node; high: Node; lowIncluded: boolean; highIncluded: boolean }
  | { is: 'test'; operator: Comparison; operand: Node }
  | { is: 'list'; items: Node[] }
  | { is: 'context'; entries: [string, Node][] };
