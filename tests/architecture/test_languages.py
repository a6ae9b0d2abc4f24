"""Every sentence that people may be told is there in every language, and is found there."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bpm.base.languages import Language, read_catalogue, say
from bpm.config.configuration import PROJECT_DIR
from bpm.config.error_reference import error_classes

OTHERS = [language for language in Language if language is not Language.ENGLISH]
# What clerks, and people who draw models, forms and decisions, are told; what jobs meet is for
# people who read English.
REACHED = (
    "base/search.py",
    "base/pages.py",
    "connectors/catalogue.py",
    "core/bpmn/**/*.py",
    "core/dmn/**/*.py",
    "core/forms/*.py",
    "core/engine/spiff/changing.py",
    "core/engine/spiff/sending_back.py",
    "core/feel/**/*.py",
    "core/scripting/names.py",
    "core/scripting/policy.py",
    "core/scripting/script.py",
    "core/time/clock.py",
    "core/time/cycles.py",
    "core/time/days.py",
    "core/time/durations.py",
    "core/time/instants.py",
    "core/values/json_faults.py",
    "core/values/json_text.py",
    "core/values/limits.py",
    "core/xml.py",
    "core/values/variables.py",
    "api/authentication.py",
    "api/body_faults.py",
    "api/errors.py",
    "api/files.py",
    "api/multipart.py",
    "api/notifications.py",
    "api/search.py",
    "api/task_*.py",
    "api/time_zones.py",
    "api/user_tasks.py",
    "api/views.py",
    "decisions/**/*.py",
    "definitions/gate.py",
    "definitions/queries/binding.py",
    "definitions/queries/called.py",
    "definitions/services/drafts.py",
    "definitions/services/importing.py",
    "definitions/services/library.py",
    "definitions/services/trying.py",
    "files/**/*.py",
    "history/**/*.py",
    "identity/queries.py",
    "identity/services/*.py",
    "notifications/queries.py",
    "notifications/services/*.py",
    "runtime/commands/add_approver.py",
    "runtime/commands/complete_user_task.py",
    "runtime/commands/delete_deployment.py",
    "runtime/commands/deploy.py",
    "runtime/commands/remind_process_instance.py",
    "runtime/commands/send_back_user_task.py",
    "runtime/commands/start_process_instance.py",
    "runtime/commands/withdraw_process_instance.py",
    "runtime/file_references.py",
    "runtime/forms.py",
    "runtime/locking.py",
    "runtime/queries/details.py",
    "runtime/queries/files.py",
    "runtime/queries/instances.py",
    "runtime/queries/my_requests.py",
    "runtime/queries/place_search.py",
    "runtime/queries/sending_back.py",
    "runtime/queries/variable_*.py",
    "user_tasks/**/*.py",
    "web/*.py",
)
# References, which are written in English.
NOT_REACHED = ("core/bpmn/codes.py", "core/bpmn/coverage.py")
# Modules that put sentences together from pieces: what may begin anyhow, also in small letters.
PIECES = (
    "connectors/catalogue.py",
    "core/bpmn/*.py",
    "core/bpmn/checks/*.py",
    "core/bpmn/soundness/*.py",
    "core/feel/**/*.py",
    "core/scripting/names.py",
    "core/scripting/policy.py",
    "core/scripting/script.py",
    "definitions/services/drafts.py",
)
# Where every text of several words is said to people, but for these.
ALL_WORDS = ("core/bpmn/checks/*.py", "core/bpmn/unfinished.py")
NOT_SAID = {
    *("top start", "sub start", "handler start", "gentle handler start", "gentle boundary"),
    *("{0} [{1}]", "both {0}", "{0} {1}"),
}
TITLES_OF = re.compile(
    r"bpm\.(api\.|base|core\.(dmn|errors|time\.errors|values|xml)|decisions|definitions|files"
    r"|history|identity|notifications|runtime|user_tasks|web)"
)
NOT_TOLD = {"AssertionError", "TypeError", "Parameter"}
LOGS = {"_LOG", "_log", "_REQUEST_LOG"}
MARKED = re.compile(r"\{(\d+)(:word|:element|:said)?\}")
PLACE = re.compile(r"\{(\d+)(?::word|:element|:said)?\}")


def template(node: ast.AST) -> str | None:
    """Return a text of the source, with ``{0}`` for what is filled in; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    count = 0
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{count}}}")
            count += 1
    return "".join(parts)


def texts_of(path: Path) -> Iterator[str]:
    """Find the texts of a module, but for docstrings and what is written for the log."""
    tree = ast.parse(path.read_text())
    passed_over = {id(inner) for node in ast.walk(tree) for inner in _not_told(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in passed_over:
            text = template(node)
            if text:
                yield text


def sentences_of(path: Path) -> Iterator[str]:
    """Find what a module may tell people: texts that end like sentences, and refusals of fields."""
    for text in texts_of(path):
        if re.fullmatch(r"[A-Z{].* .*[.?!]", text, re.DOTALL):
            yield text
        elif re.fullmatch(r"(must|takes|cannot|does|is) .*[.}]", text):
            # What a field is refused with stands behind the field's name.
            yield "{0} " + re.sub(r"\{(\d)\}", lambda place: f"{{{int(place[1]) + 1}}}", text)


def pieces_of(path: Path, *, all_words: bool) -> Iterator[str]:
    """Find what a module puts into sentences: what ends like one, or every text of some words."""
    for text in texts_of(path):
        is_said = " " in text.strip() if all_words else re.fullmatch(r"\S+ .*\w[^\w\s]?\.", text)
        if is_said and text not in NOT_SAID:
            yield text
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) == "fail_here":
            yield from (text for text in map(template, node.args) if text)


def modules(*patterns: str) -> set[Path]:
    """Return the modules that people are told something by."""
    paths = {path for pattern in patterns for path in (PROJECT_DIR / "bpm").glob(pattern)}
    return {path for path in paths if not path.as_posix().endswith(NOT_REACHED)}


def _not_told(node: ast.AST) -> Iterator[ast.AST]:
    """Return what stands in a node and is no sentence: docstrings, parts, words for the log."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (inner for inner in ast.walk(node) if inner is not node)
    elif isinstance(node, ast.Call) and (_name(node.func) in NOT_TOLD or _is_log(node.func)):
        yield from ast.walk(node)


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _is_log(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _name(function.value) in LOGS


def told() -> set[str]:
    """Return every sentence, and the titles of errors that clerks may meet."""
    found = {text for path in modules(*REACHED) - modules(*PIECES) for text in sentences_of(path)}
    titles = {kind.title() for kind in error_classes() if TITLES_OF.match(kind.__module__)}
    said = re.compile(r"{% say \"([^\"]+)\" %}")
    pages = (PROJECT_DIR / "bpm" / "web" / "templates").rglob("*.html")
    return found | titles | {text for page in pages for text in said.findall(page.read_text())}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: Language) -> None:
    known = read_catalogue(language).sentences

    assert sorted(told() - known.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_finding_is_missing(language: Language) -> None:
    catalogue = read_catalogue(language)
    whole = modules(*ALL_WORDS)
    said = {text for path in modules(*PIECES) for text in pieces_of(path, all_words=path in whole)}

    known = {**catalogue.sentences, **catalogue.phrases, **catalogue.elements, **catalogue.words}
    assert sorted(said - known.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_places_are_those_of_the_sentence(language: Language) -> None:
    catalogue = read_catalogue(language)
    for english, translated in (*catalogue.sentences.items(), *catalogue.phrases.items()):
        assert set(PLACE.findall(translated)) <= set(PLACE.findall(english)), english
        assert translated != english


@pytest.mark.parametrize("language", OTHERS)
def test_a_finding_keeps_all_that_stands_in_it(language: Language) -> None:
    catalogue = read_catalogue(language)
    said = {text for path in modules(*ALL_WORDS) for text in texts_of(path)}
    for english in said & catalogue.sentences.keys():
        places = set(PLACE.findall(english))
        assert set(PLACE.findall(catalogue.sentences[english])) == places, english


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_taken_for_another(language: Language) -> None:
    taken = []
    for english, translated in read_catalogue(language).sentences.items():
        sentence, turned = filled(english, translated, language)
        if say(sentence, language) != turned:
            taken.append((english, say(sentence, language)))

    assert taken == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_part_of_a_sentence_is_taken_for_another(language: Language) -> None:
    catalogue = read_catalogue(language)
    around = "Line {0} of the script of {1}: {2}"
    taken = []
    for english, translated in catalogue.phrases.items():
        part, turned = filled(english, translated, language)
        given = {"0": "3", "1": "userTask 'u'", "2": part}
        expected = {**given, "1": f"{catalogue.elements['userTask']} 'u'", "2": turned}
        sentence = fill(around, given)
        whole = fill(catalogue.sentences[around], expected)
        if say(sentence, language) != whole:
            taken.append((english, say(sentence, language)))

    assert taken == []


def filled(english: str, translated: str, language: Language) -> tuple[str, str]:
    """Return a text with something in its places, and how it is said in a language."""
    elements = {number for number, mark in MARKED.findall(translated) if mark == ":element"}
    name = read_catalogue(language).elements["userTask"]
    given, expected = {}, {}
    for number in PLACE.findall(english):
        value = f"'v{number}'"
        given[number] = f"userTask {value}" if number in elements else value
        expected[number] = f"{name} {value}" if number in elements else value
    return fill(english, given), fill(translated, expected)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with what stands in its places, by their numbers."""
    return PLACE.sub(lambda place: values[place[1]], text)
