"""The operator-precedence heart of the grammar (Pratt), and the way in.

Source: DMN 1.5 §10.3.1; where it is ambiguous, the official conformance kit decides, so ``**``
is left-associative and a minus sign binds more tightly than it.
"""

from typing_extensions import override

from bpm.core.errors import BpmError
from bpm.core.feel.grammar_boxes import COMPARISON_POWER, BoxGrammar
from bpm.core.feel.literals import read_temporal
from bpm.core.feel.names import IDENTIFIER, RESERVED, CompoundNames
from bpm.core.feel.tree import (
    Between,
    Binary,
    Call,
    Filter,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Operator,
    Path,
    UnaryTests,
)
from bpm.core.time import InvalidTemporalError
from bpm.core.values import Value

MAX_CHAIN = 1_000

_OR_POWER = 10
_AND_POWER = 20
_ADDITIVE_POWER = 40
_NEGATION_POWER = 70
_INSTANCE_POWER = 80

# Longer symbols first, so that `**` is not read as `*`.
_BINARY: tuple[tuple[Operator, int], ...] = (
    (Operator.POWER, 60),
    (Operator.MULTIPLY, 50),
    (Operator.DIVIDE, 50),
    (Operator.ADD, _ADDITIVE_POWER),
    (Operator.SUBTRACT, _ADDITIVE_POWER),
    (Operator.AT_MOST, COMPARISON_POWER),
    (Operator.AT_LEAST, COMPARISON_POWER),
    (Operator.UNEQUAL, COMPARISON_POWER),
    (Operator.LESS, COMPARISON_POWER),
    (Operator.GREATER, COMPARISON_POWER),
    (Operator.EQUAL, COMPARISON_POWER),
)
_CONSTANTS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))


def parse_unary_tests(
    source: str, *, names: frozenset[str], built_in_names: CompoundNames
) -> UnaryTests:
    """Read a cell of a decision table; arguments and errors as for ``parse``."""
    return Parser(source, names, built_in_names).parse_cell()


def parse(source: str, *, names: frozenset[str], built_in_names: CompoundNames) -> Node:
    """Read a whole expression.

    Args:
        source: FEEL, without a leading ``=``.
        names: Variables that exist; only those with spaces or operators in them must be given.
        built_in_names: Names of functions that consist of several words.

    Raises:
        FeelSyntaxError: It is not FEEL, too long, or nested too deeply.
    """
    return Parser(source, names, built_in_names).parse_all()


class Parser(BoxGrammar):
    """Reads one expression."""

    def parse_all(self) -> Node:
        """Read to the end, or fail."""
        node = self.parse_expression()
        if not self.scan.is_at_end:
            self.scan.fail_here("an operator or the end")
        return node

    def parse_cell(self) -> UnaryTests:
        """Read the tests of a cell to the end, or fail."""
        if self.scan.source.strip() in {"", "-"}:
            return UnaryTests(position=0, tests=(), is_negated=False)
        is_negated = self.scan.accept_word("not")
        if is_negated:
            self.scan.expect("(")
        tests = [self.parse_unary_test() or self.parse_inside()]
        while self.scan.accept(","):
            tests.append(self.parse_unary_test() or self.parse_inside())
        if is_negated:
            self.scan.expect(")")
        if not self.scan.is_at_end:
            self.scan.fail_here("an operator, a comma or the end")
        return UnaryTests(position=0, tests=tuple(tests), is_negated=is_negated)

    @override
    def parse_expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind more tightly than ``power``."""
        with self.nested():
            left = self._parse_operand()
            for _ in range(MAX_CHAIN):
                further = self._parse_operation(left, power)
                if further is None:
                    return left
                left = further
        return self.scan.fail(f"an expression has at most {MAX_CHAIN} operators in a row.")

    def _parse_operation(self, left: Node, power: int) -> Node | None:
        if self.scan.is_at_end:
            return None
        if power < _INSTANCE_POWER and self.scan.sees_word("instance"):
            return self._parse_instance_of(left)
        symbol = self._parse_symbol_operation(left, power)
        if symbol is not None:
            return symbol
        return self._parse_word_operation(left, power)

    def _parse_symbol_operation(self, left: Node, power: int) -> Node | None:
        for operator, own_power in _BINARY:
            if self.scan.sees(operator):
                if own_power <= power:
                    return None
                self.scan.accept(operator)
                right = self.parse_expression(own_power)
                return Binary(position=left.position, operator=operator, left=left, right=right)
        return None

    def _parse_word_operation(self, left: Node, power: int) -> Node | None:
        if power < COMPARISON_POWER and self.scan.accept_word("between"):
            low = self.parse_expression(COMPARISON_POWER)
            self.scan.expect_word("and")
            high = self.parse_expression(COMPARISON_POWER)
            return Between(position=left.position, value=left, low=low, high=high)
        if power < COMPARISON_POWER and self.scan.accept_word("in"):
            return In(position=left.position, value=left, tests=self._parse_tests())
        if power < _AND_POWER and self.scan.accept_word("and"):
            right = self.parse_expression(_AND_POWER)
            return Logic(position=left.position, is_and=True, left=left, right=right)
        if power < _OR_POWER and self.scan.accept_word("or"):
            right = self.parse_expression(_OR_POWER)
            return Logic(position=left.position, is_and=False, left=left, right=right)
        return None

    def _parse_instance_of(self, left: Node) -> Node:
        self.scan.expect_word("instance")
        self.scan.expect_word("of")
        return InstanceOf(position=left.position, value=left, type=self.parse_type())

    def _parse_tests(self) -> tuple[Node, ...]:
        test = self.parse_unary_test()
        if test is not None:
            return (test,)
        start = self.scan.position
        if not self.scan.accept("("):
            return (self.parse_expression(COMPARISON_POWER),)
        tests = [self.parse_unary_test() or self.parse_inside()]
        if self.scan.sees(".."):
            self.scan.move_to(start)
            return (self.parse_expression(COMPARISON_POWER),)
        while self.scan.accept(","):
            tests.append(self.parse_unary_test() or self.parse_inside())
        self.scan.expect(")")
        return tuple(tests)

    def _parse_operand(self) -> Node:
        start = self.scan.position
        if self.scan.accept("-"):
            operand = self.parse_expression(_NEGATION_POWER)
            return Negate(position=start, operand=operand)
        node = self.parse_keyword_expression()
        if node is not None:
            return node
        return self._parse_postfix(self._parse_primary())

    def _parse_primary(self) -> Node:
        start = self.scan.position
        number = self.scan.accept_number()
        if number is not None:
            return Literal(position=start, value=number)
        text = self.scan.accept_string()
        if text is not None:
            return Literal(position=start, value=text)
        if self.scan.accept("@"):
            return Literal(position=start, value=self._parse_temporal(start))
        return self.parse_bracketed() or self._parse_name()

    def _parse_temporal(self, start: int) -> Value:
        text = self.scan.accept_string()
        if text is None:
            self.scan.fail_here("a string after '@'")
        try:
            return read_temporal(text)
        except InvalidTemporalError as error:
            self.scan.fail(_as_clause(error), start)

    def _parse_name(self) -> Node:
        start = self.scan.position
        quoted = self.scan.accept_quoted_name()
        if quoted is not None:
            return Name(position=start, name=quoted)
        compound = self._match_compound_name()
        if compound is not None:
            self.scan.move_to(compound[1])
            return Name(position=start, name=compound[0])
        for word, value in _CONSTANTS:
            if self.scan.accept_word(word):
                return Literal(position=start, value=value)
        if self.scan.sees("${"):
            self.scan.fail("expressions in ${…} are not supported; write FEEL.")
        found = IDENTIFIER.match(self.scan.source, start)
        if found is None or found.group() in RESERVED:
            self.scan.fail_here("a value")
        self.scan.move_to(found.end())
        return Name(position=start, name=found.group())

    def _match_compound_name(self) -> tuple[str, int] | None:
        source, start = self.scan.source, self.scan.position
        found = [names.match(source, start) for names in self.scopes]
        if self.filters:
            found.append(self.members.match(source, start))
        found.append(self.built_in_names.match(source, start))
        names = [match for match in found if match is not None]
        return max(names, key=lambda match: match[1]) if names else None

    def _parse_postfix(self, node: Node) -> Node:
        for _ in range(MAX_CHAIN):
            further = self._parse_one_postfix(node)
            if further is None:
                return node
            node = further
        return self.scan.fail(f"an expression has at most {MAX_CHAIN} steps in a row.")

    def _parse_one_postfix(self, node: Node) -> Node | None:
        if self.scan.sees(".") and not self.scan.sees(".."):
            self.scan.accept(".")
            return Path(position=node.position, source=node, name=self._parse_member())
        if self.scan.sees("[") and not self.closes_range_at_bracket:
            self.scan.accept("[")
            self.filters += 1
            condition = self.parse_inside()
            self.filters -= 1
            self.scan.expect("]")
            return Filter(position=node.position, source=node, condition=condition)
        if not isinstance(node, Literal) and self.scan.accept("("):
            return self._parse_arguments(node)
        return None

    def _parse_member(self) -> str:
        quoted = self.scan.accept_quoted_name()
        if quoted is not None:
            return quoted
        source, start = self.scan.source, self.scan.position
        found = [names.match(source, start) for names in (self.members, *self.scopes)]
        names = [match for match in found if match is not None]
        if names:
            name, end = max(names, key=lambda match: match[1])
            self.scan.move_to(end)
            return name
        name_or_none = self.scan.accept_identifier()
        if name_or_none is None:
            self.scan.fail_here("the name of a member")
        return name_or_none

    def _parse_arguments(self, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        while not self.scan.accept(")"):
            if arguments:
                self.scan.expect(",")
            name = self.scan.accept_declaration(":")
            if name is not None:
                self.scan.expect(":")
                names.append(name)
            arguments.append(self.parse_inside())
        if names and len(names) != len(arguments):
            self.scan.fail("either all arguments are named or none.", function.position)
        return Call(
            position=function.position,
            function=function,
            arguments=tuple(arguments),
            names=tuple(names) if names else None,
        )


def _as_clause(error: BpmError) -> str:
    return error.detail[:1].lower() + error.detail[1:]
