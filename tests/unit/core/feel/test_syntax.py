"""What is not FEEL is refused with the place and what is expected there."""

import pytest
from hypothesis import given, settings, strategies as st

from bpm.core.feel import FeelEvaluationError, FeelSyntaxError, compile_expression
from bpm.core.values import Value, decode_variables, encode_variables
from tests.unit.core.feel.evaluating import NOW, evaluate


@pytest.mark.parametrize(
    ("source", "position", "said"),
    [
        ("", 0, "a value is expected, but the expression ends"),
        ("1 +", 3, "a value is expected, but the expression ends"),
        ("1 + + 2", 4, "a value is expected, but '+' stands here"),
        ("a b", 2, "an operator or the end is expected, but 'b' stands here"),
        ("(1", 2, "')' is expected"),
        ("[1, 2", 5, "']' is expected"),
        ("{a 1}", 1, "the name of an entry is expected"),
        ("{a: 1, a: 2}", 7, "the entry 'a' appears twice"),
        ('"abc', 0, "this string is not closed"),
        (r'"\uD800"', 0, "half a surrogate pair"),
        (r'"\u0000"', 0, "U+0000"),
        (r'"\UFFFFFF"', 0, "there is no character"),
        ("if a then b", 11, "'else' is expected"),
        ("for x return 1", 6, "'in' is expected"),
        ("some x in [1]", 13, "'satisfies' is expected"),
        ("x between 1 or 2", 12, "'and' is expected"),
        ("then", 0, "a value is expected, but 'then' stands here"),
        ("12abc", 0, "a name does not begin with a digit"),
        ('@"2026-02-30"', 0, "there is no day 2026-02-30"),
        ("@x", 1, "a string after '@' is expected"),
        ("1 instance of what", 14, "a type is expected"),
        ("x.", 2, "the name of a member is expected"),
        ("function(a, a) 1", 15, "two parameters have the same name"),
        ("function(a) external {}", 12, "external functions are not supported"),
        ("${x}", 0, "expressions in ${…} are not supported"),
        ("a == b", 3, "a value is expected, but '=' stands here"),
        ("a && b", 2, "an operator or the end is expected, but '&' stands here"),
    ],
)
def test_errors_name_the_place(source: str, position: int, said: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(source)

    assert caught.value.position == position
    assert said in caught.value.message
    assert caught.value.problems[0].code == "feel_syntax"


PIECES = [
    *"()[]{}.,:;+-*/=<>!?@\"'`\\ \n$",
    *("..", "**", "<=", "!=", "1", "2.5", "x", "date", "a b", "and", "or", "if", "then", "else"),
    *("for", "in", "return", "some", "satisfies", "between", "instance of", "function", "null"),
    *("true", "not(", "count(", '"s"', '@"P1D"', "list<", "number", "1..3", "is defined(", "ä"),
]


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
def test_any_text_is_compiled_or_refused_and_its_value_can_be_kept(source: str) -> None:
    outcome = _run(source, {"x": None, "date": True})

    match outcome:
        case FeelSyntaxError():
            assert 0 <= outcome.position <= len(source)
        case FeelEvaluationError():
            assert outcome.source == source
        case _:
            variables, types = encode_variables({"v": outcome})
            assert decode_variables(variables, types) == {"v": outcome}


def _run(source: str, known: dict[str, Value]) -> Value | FeelSyntaxError | FeelEvaluationError:
    try:
        return compile_expression(source).evaluate(known.__getitem__, now=NOW)
    except (FeelSyntaxError, FeelEvaluationError) as error:
        return error


trees = st.recursive(
    st.sampled_from(["1", "2.5", "true", "null", '"s"', "x"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "=", "<", "and", "or"]), inner).map(
            " ".join
        ),
        inner.map("({})".format),
        inner.map("[{}]".format),
        st.tuples(inner, inner, inner).map(lambda parts: "if {} then {} else {}".format(*parts)),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(trees)
def test_parentheses_and_blanks_change_nothing(source: str) -> None:
    known: dict[str, Value] = {"x": "text"}

    assert evaluate(f"( {source} )", known) == evaluate(source.replace(" ", "\n "), known)
