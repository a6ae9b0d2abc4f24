"""The chapters of the grammar that stand in brackets, and those that begin with a keyword."""

from bpm.core.feel.grammar import Grammar
from bpm.core.feel.names import RESERVED
from bpm.core.feel.tree import (
    ContextNode,
    Domain,
    For,
    FunctionNode,
    If,
    ListNode,
    Node,
    Operator,
    Quantified,
    RangeNode,
    TypeNode,
    UnaryRange,
)

# Longer operators first, so that `<=` is not read as `<`.
_TEST_OPERATORS = (
    Operator.AT_MOST,
    Operator.AT_LEAST,
    Operator.UNEQUAL,
    Operator.LESS,
    Operator.GREATER,
    Operator.EQUAL,
)
COMPARISON_POWER = 30


class BoxGrammar(Grammar):
    """Lists, ranges, contexts, functions; ``if``, ``for``, ``some``, ``every``."""

    # In the upper end of a range a `[` closes it (`]1..5[`) and begins no filter.
    closes_range_at_bracket = False

    def parse_bracketed(self) -> Node | None:
        """Read what begins with a bracket or brace here, if anything does."""
        start = self.scan.position
        if self.scan.accept("("):
            return self._parse_parenthesis(start)
        if self.scan.accept("["):
            return self._parse_list(start)
        if self.scan.accept("]"):
            low = self.parse_inside()
            self.scan.expect("..")
            return self._parse_range_end(start, low, low_included=False)
        if self.scan.accept("{"):
            return self._parse_context(start)
        return None

    def parse_inside(self) -> Node:
        """Read an expression that a bracket of its own encloses."""
        outer, self.closes_range_at_bracket = self.closes_range_at_bracket, False
        node = self.parse_expression()
        self.closes_range_at_bracket = outer
        return node

    def parse_unary_test(self) -> UnaryRange | None:
        """Read ``< 5`` and its kin, if one begins here."""
        start = self.scan.position
        for operator in _TEST_OPERATORS:
            if self.scan.accept(operator):
                operand = self.parse_expression(COMPARISON_POWER)
                return UnaryRange(position=start, operator=operator, operand=operand)
        return None

    def _parse_parenthesis(self, start: int) -> Node:
        test = self.parse_unary_test()
        if test is not None:
            self.scan.expect(")")
            return test
        node = self.parse_inside()
        if self.scan.accept(".."):
            return self._parse_range_end(start, node, low_included=False)
        self.scan.expect(")")
        return node

    def _parse_list(self, start: int) -> Node:
        if self.scan.accept("]"):
            return ListNode(position=start, items=())
        items = [self.parse_inside()]
        if self.scan.accept(".."):
            return self._parse_range_end(start, items[0], low_included=True)
        while self.scan.accept(","):
            items.append(self.parse_inside())
        self.scan.expect("]")
        return ListNode(position=start, items=tuple(items))

    def _parse_range_end(self, start: int, low: Node, *, low_included: bool) -> Node:
        outer, self.closes_range_at_bracket = self.closes_range_at_bracket, True
        high = self.parse_expression()
        self.closes_range_at_bracket = outer
        high_included = self.scan.accept("]")
        if not high_included and not self.scan.accept(")"):
            self.scan.expect("[")
        return RangeNode(
            position=start,
            low=low,
            high=high,
            low_included=low_included,
            high_included=high_included,
        )

    def _parse_context(self, start: int) -> Node:
        entries: dict[str, Node] = {}
        with self.scope() as names:
            while not self.scan.accept("}"):
                if entries:
                    self.scan.expect(",")
                place = self.scan.position
                key = self.scan.accept_string()
                key = self.scan.accept_declaration(":") if key is None else key
                if key is None:
                    self.scan.fail_here("the name of an entry")
                if key in entries:
                    self.scan.fail(f"the entry {key!r} appears twice.", place)
                self.scan.expect(":")
                entries[key] = self.parse_inside()
                names.add(key)
                self.members.add(key)
        return ContextNode(position=start, entries=tuple(entries.items()))

    def parse_keyword_expression(self) -> Node | None:
        """Read ``if``, ``for``, ``some``, ``every`` or ``function``, if one begins here."""
        start = self.scan.position
        if self.scan.accept_word("if"):
            return self._parse_if(start)
        if self.scan.accept_word("for"):
            return self._parse_for(start)
        if self.scan.accept_word("some"):
            return self._parse_quantified(start, is_every=False)
        if self.scan.accept_word("every"):
            return self._parse_quantified(start, is_every=True)
        if self.scan.accept_word("function"):
            return self._parse_function(start)
        return None

    def _parse_if(self, start: int) -> Node:
        condition = self.parse_inside()
        self.scan.expect_word("then")
        consequence = self.parse_inside()
        self.scan.expect_word("else")
        return If(
            position=start,
            condition=condition,
            consequence=consequence,
            alternative=self.parse_expression(),
        )

    def _parse_for(self, start: int) -> Node:
        with self.scope() as names:
            domains = [self._parse_domain()]
            names.add(domains[0].name)
            while self.scan.accept(","):
                domains.append(self._parse_domain())
                names.add(domains[-1].name)
            self.scan.expect_word("return")
            return For(position=start, domains=tuple(domains), body=self.parse_expression())

    def _parse_quantified(self, start: int, *, is_every: bool) -> Node:
        with self.scope() as names:
            domains = [self._parse_domain()]
            names.add(domains[0].name)
            while self.scan.accept(","):
                domains.append(self._parse_domain())
                names.add(domains[-1].name)
            self.scan.expect_word("satisfies")
            condition = self.parse_expression()
        return Quantified(
            position=start, is_every=is_every, domains=tuple(domains), condition=condition
        )

    def _parse_domain(self) -> Domain:
        words: list[str] = []
        while not self.scan.sees_word("in"):
            start = self.scan.position
            word = self.scan.accept_identifier()
            if word is None or word in RESERVED:
                expected = "'in'" if words else "the name of a variable"
                self.scan.fail(f"{expected} is expected here.", start)
            words.append(word)
        self.scan.expect_word("in")
        if not words:
            self.scan.fail_here("the name of a variable before 'in'")
        values = self.parse_inside()
        high = self.parse_inside() if self.scan.accept("..") else None
        return Domain(name=" ".join(words), values=values, high=high)

    def _parse_function(self, start: int) -> Node:
        self.scan.expect("(")
        parameters: list[tuple[str, TypeNode | None]] = []
        with self.scope() as names:
            while not self.scan.accept(")"):
                if parameters:
                    self.scan.expect(",")
                parameters.append(self._parse_parameter())
                names.add(parameters[-1][0])
            if self.scan.sees_word("external"):
                self.scan.fail("external functions are not supported.")
            if len({name for name, _ in parameters}) < len(parameters):
                self.scan.fail("two parameters have the same name.")
            body = self.parse_expression()
        return FunctionNode(position=start, parameters=tuple(parameters), body=body)

    def _parse_parameter(self) -> tuple[str, TypeNode | None]:
        name = self.scan.accept_declaration(":")
        if name is not None:
            self.scan.expect(":")
            return name, self.parse_type()
        name = self.scan.accept_declaration(",") or self.scan.accept_declaration(")")
        if name is None:
            self.scan.fail_here("the name of a parameter")
        return name, None
