"""What scripts may say, what they are given and what comes back."""

from decimal import Decimal
from uuid import uuid4

import pytest

from bpm.core.scripting import (
    ScriptError,
    ScriptSyntaxError,
    compile_script,
    evaluate_script,
    run_script,
)
from bpm.core.time import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from bpm.core.values import FileReference, Value

FILE = FileReference(
    id=uuid4(), name="a.pdf", media_type="application/pdf", size=3, sha256="0" * 64
)


def run(source: str, **variables: Value) -> dict[str, Value]:
    return run_script(compile_script(source), variables)


def test_assigned_names_become_variables() -> None:
    source = "net = price * quantity\nstate = 'large' if net > 100 else 'small'"

    assert run(source, price=Decimal("12.50"), quantity=Decimal(12)) == {
        "net": Decimal("150.00"),
        "state": "large",
    }


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", Decimal(2)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3", Decimal("0." + "3" * 34)),
        ("7 / 2 * amount", Decimal("35.0")),
        ("1_000.000_1", Decimal("1000.0001")),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("f'{amount:.2f}|{1.5}'", "10.00|1.5"),
        ("float('0.1')", Decimal("0.1")),
        ("10 ** 33", Decimal(10) ** 33),
        ("True", True),
        ("(1, 'a', None)", [Decimal(1), "a", None]),
        ("items[amount - 9]", "b"),
        ("items[amount - 10:1]", ["a"]),
        ("[i for i in range(amount)][-1]", Decimal(9)),
        ("sum(n * 2 for n in [1, 2])", Decimal(6)),
        ("sorted({'b', 'a'})", ["a", "b"]),
        ("next((i for i in items if i > 'a'), None)", "b"),
        ("max(items, key=lambda i: i)", "b"),
        ("round(2.345, items and 2)", Decimal("2.34")),
        ("str(parse_date('2026-01-31').plus_months(1))", "2026-02-28"),
        ("parse_date('2026-02-27').plus_days(amount - 8)", Date(2026, 3, 1)),
        ("parse_duration('P1Y2M').months", Decimal(14)),
        ("parse_duration('PT5M').nanoseconds", Decimal(300_000_000_000)),
        ("parse_date_time('2026-07-01T08:00:00@Europe/Berlin').offset_seconds", Decimal(7200)),
        ("amount.quantize(Decimal('0.1'), rounding='ROUND_HALF_UP')", Decimal("10.0")),
        ("x = 1", None),
        ("", None),
    ],
)
def test_the_last_line_is_the_value(source: str, value: Value) -> None:
    outcome = evaluate_script(compile_script(source), {"amount": Decimal(10), "items": ["a", "b"]})

    assert outcome.value == value
    assert type(outcome.value) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "", "ä€😀\n", Decimal("1.10"), Decimal("-" + "9" * 34), Decimal("1E-6000")),
        *(Date(-5, 1, 1), Time.parse("08:30:00.000000001Z"), b"\x00\xff", FILE),
        DateTime.parse("2026-05-01T08:30:00@Europe/Berlin"),
        *(DaysTimeDuration(1), YearsMonthsDuration(-13)),
        {"a/b": [{"~": Date(2026, 5, 1)}, []], "": {}},
    ],
)
def test_values_pass_unchanged(value: Value) -> None:
    assert run("copy = [given, {'again': given}]", given=value) == {
        "copy": [value, {"again": value}]
    }


def test_only_what_is_read_is_asked_for() -> None:
    script = compile_script("def f(x):\n    return x + rate + len(names)\ntotal = f(price)")

    assert script.reads == {"price", "rate", "names"}
    assert script.writes == {"total"}


def test_helpers_do_not_become_variables() -> None:
    source = (
        "def double(x):\n    inner = x * 2\n    return inner\n"
        "for item in [1]:\n    _ = item\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    text = str(error)[:0]\n"
        "(a, b), *rest = [[double(1), 2], 3]\n"
        "def count():\n    global counter\n    counter = 1\ncount()\n"
    )

    assert run(source) == {
        "text": "",
        "a": Decimal(2),
        "b": Decimal(2),
        "rest": [Decimal(3)],
        "counter": Decimal(1),
    }


def test_lists_and_contexts_changed_in_place_come_back() -> None:
    order: Value = {"lines": [{"price": Decimal(2)}, {"price": Decimal(3)}], "untouched": True}
    source = (
        "for line in order['lines']:\n    line['price'] *= 2\n    line['done'] = True\n"
        "names.append('c')\nseen.sort()"
    )

    changed = run(source, order=order, names=["a"], seen=["a", "b"])

    assert changed == {
        "order": {
            "lines": [{"price": Decimal(4), "done": True}, {"price": Decimal(6), "done": True}],
            "untouched": True,
        },
        "names": ["a", "c"],
    }
    assert order == {"lines": [{"price": Decimal(2)}, {"price": Decimal(3)}], "untouched": True}


def test_no_name_of_a_variable_is_in_the_way() -> None:
    variables: dict[str, Value] = {
        "len": Decimal(5),
        "__builtins__": {"len": Decimal(1)},
        "_getattr_": "x",
        "print": "p",
        "variables": "v",
        "order total": Decimal(7),
        "def": "d",
        "__class__": "c",
    }
    source = (
        "size = len([1])\nprint(size)\n"
        "all_names = [variables['len'], variables['__builtins__'], variables['_getattr_'],\n"
        "    variables.get('print'), variables['variables'], variables['def'],\n"
        "    variables.get('none', 3), 'order total' in variables, 'nope' in variables]\n"
        "variables['order total'] += 1\nvariables['__class__'] = 'new'\nsum = 4"
    )

    assert run_script(compile_script(source), variables) == {
        "size": Decimal(1),
        "all_names": [
            *(Decimal(5), {"len": Decimal(1)}, "x", "p", "v", "d", Decimal(3), True, False)
        ],
        "order total": Decimal(8),
        "__class__": "new",
        "sum": Decimal(4),
    }


def test_a_name_that_was_assigned_counts_for_more_than_a_given_one() -> None:
    source = "before = variables['sum']\nsum = before + 1\nif 0: variables['__builtins__'] = 1"

    assert run(source, sum=Decimal(1)) == {"before": Decimal(1), "sum": Decimal(2)}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("f = lambda: 0", "The variable 'f' is, or holds, something that cannot be kept: a funct"),
        ("f = [len]", "The variable 'f' is, or holds, something that cannot be kept: a function"),
        ("s = {1}", "The variable 's' is, or holds, something that cannot be kept: a set, which"),
        ("g = (i for i in [])", "The variable 'g' is, or holds, something that cannot be kept: s"),
        ("d = {1: 2}", "The variable 'd' is, or holds, something that cannot be kept: a dictio"),
        ("n = float('nan')", "The variable 'n' is, or holds, something that cannot be kept: not"),
        ("n = Decimal('1E+9999')", "The variable 'n' is, or holds, something that cannot be kept"),
        (
            "n = 10 ** 34 + 1",
            "The variable 'n' is, or holds, something that cannot be kept: a numbe",
        ),
        ("t = '\\ud800'", "The variable 't' is, or holds, something that cannot be kept: a text"),
        ("x = 1\ny = nope", "Line 2: There is no variable 'nope'."),
        ("x = variables['no pe']", "Line 1: There is no variable 'no pe'."),
        ("x = ''\n\n1 / 0", "Line 3: Division by zero."),
        ("0.0 / 0", "Line 1: A calculation has no number as its result."),
        ("raise ValueError('too low')", "Line 1: ValueError: too low"),
        ("'a' + 1", "Line 1: TypeError: can only concatenate"),
        ("parse_date('1.5.2026')", "Line 1: '1.5.2026' is not a date"),
        ("''.append(1)", "Line 1: AttributeError: 'str' has no 'append' in scripts"),
        ("''[0] = 1", "Line 1: TypeError: 'str' cannot be changed"),
        ("def f():\n    return 1 / 0\nf()", "Line 2: Division by zero."),
    ],
)
def test_failures_say_what_and_where(source: str, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        run(source)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("x = 1\nx = = 2", 2, "invalid syntax"),
        ("x = 1\nimport os", 2, "Nothing can be imported."),
        ("return 1", 1, "'return' outside function"),
        ("x: int = 1", 1, "Variables take no type; write `name = value`."),
        ("x.y = 1", 1, "Attributes cannot be changed."),
        ("'{}'.format(1)", 1, "No value has 'format' in scripts; use an f-string."),
        ("pirnt(1)", 1, "There is no function 'pirnt' in scripts."),
        ("class A: pass", 1, "Classes cannot be defined; use functions and dictionaries."),
        ("async def f(): pass", 1, "Nothing in a script is asynchronous."),
        ("def f():\n    yield 1", 2, "Functions cannot yield; return a list."),
        ("match 1:\n    case int(): pass", 1, "There is no match statement; use if and elif."),
        ("with x: pass", 1, "There is no with statement; a script opens nothing."),
        ("_x = 1", 1, "'_x' begins with an underscore."),
        ("x = 1j", 1, "1j is no value of a script."),
        ("v = variables", 1, "variables is used as "),
        ("variables[x] = 1", 1, "variables is used as "),
        ("variables = 1", 1, "'variables' cannot be assigned."),
        ("variables[''] = 1", 1, "A variable has a name."),
        ("x = '\ud800'", 1, "This is not text"),
        ("x = " + "-" * 300 + "1", 1, "The script is nested too deeply"),
        ("x" * 50_001, 1, "A script has at most 50000 characters."),
    ],
)
def test_faults_are_found_before_anything_runs(source: str, line: int, message: str) -> None:
    with pytest.raises(ScriptSyntaxError) as caught:
        compile_script(source)

    assert caught.value.line == line
    assert caught.value.problems[0].detail.startswith(message)


def test_every_fault_is_listed() -> None:
    with pytest.raises(ScriptSyntaxError) as caught:
        compile_script("import os\nx = os.system('id')\nclass A: pass\n")

    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]


def test_what_is_printed_is_kept_up_to_a_limit() -> None:
    outcome = evaluate_script(compile_script("print('a', 1, sep='-', end='!')\nprint('é')"), {})
    long = evaluate_script(compile_script("for i in range(100000): print('x' * 100)"), {})
    with pytest.raises(ScriptError) as caught:
        run("print('before')\nprint('\\0')\n1 / 0")

    assert outcome.log == "a-1!é\n"
    assert len(long.log) == 10_000
    assert caught.value.log == "before\n\ufffd\n"


def test_files_are_passed_on_but_not_made() -> None:
    assert run("copy = file\nname = file.name", file=FILE) == {"copy": FILE, "name": "a.pdf"}
