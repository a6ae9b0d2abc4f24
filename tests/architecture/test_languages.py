"""Every sentence that a clerk may be told is there in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpm.base.languages import Language, read_catalogue
from bpm.config.configuration import PROJECT_DIR
from bpm.config.error_reference import error_classes

OTHERS = [language for language in Language if language is not Language.ENGLISH]
# What clerks, and people who import models or write decisions, are told; what is found inside
# a BPMN model of our own, and jobs, are for people who read English.
REACHED = (
    "base/search.py",
    "base/pages.py",
    "core/bpmn/check.py",
    "core/bpmn/conversion/*.py",
    "core/dmn/**/*.py",
    "core/forms/*.py",
    "core/engine/spiff/changing.py",
    "core/engine/spiff/sending_back.py",
    "core/time/clock.py",
    "core/time/days.py",
    "core/time/durations.py",
    "core/time/instants.py",
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
TITLES_OF = re.compile(
    r"bpm\.(api\.|base|core\.(dmn|errors|time\.errors|values|xml)|decisions|definitions|files"
    r"|history|identity|notifications|runtime|user_tasks|web)"
)
NOT_TOLD = {"AssertionError", "TypeError", "Parameter", "info", "warning", "error", "exception"}
PLACE = re.compile(r"\{(\d+)(?::word)?\}")


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


def sentences_of(path: Path) -> Iterator[str]:
    """Find what a module may tell people: texts that end like sentences, and refusals of fields."""
    tree = ast.parse(path.read_text())
    passed_over = {id(inner) for node in ast.walk(tree) for inner in _not_told(node)}
    for node in ast.walk(tree):
        text = (
            template(node) if isinstance(node, ast.expr) and id(node) not in passed_over else None
        )
        if text and re.fullmatch(r"[A-Z{].* .*[.?!]", text, re.DOTALL):
            yield text
        elif text and re.fullmatch(r"(must|takes|cannot|does|is) .*[.}]", text):
            # What a field is refused with stands behind the field's name.
            yield "{0} " + re.sub(r"\{(\d)\}", lambda place: f"{{{int(place[1]) + 1}}}", text)


def _not_told(node: ast.AST) -> Iterator[ast.AST]:
    """Return what stands in a node and is no sentence: docstrings, parts, words for the log."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (inner for inner in ast.walk(node) if inner is not node)
    elif isinstance(node, ast.Call) and _name(node) in NOT_TOLD:
        yield from ast.walk(node)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def told() -> set[str]:
    """Return every sentence, and the titles of errors that clerks may meet."""
    paths = {path for pattern in REACHED for path in (PROJECT_DIR / "bpm").glob(pattern)}
    found = {text for path in paths for text in sentences_of(path)}
    titles = {kind.title() for kind in error_classes() if TITLES_OF.match(kind.__module__)}
    said = re.compile(r"{% say \"([^\"]+)\" %}")
    pages = (PROJECT_DIR / "bpm" / "web" / "templates").rglob("*.html")
    return found | titles | {text for page in pages for text in said.findall(page.read_text())}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: Language) -> None:
    known = read_catalogue(language).sentences

    assert sorted(told() - known.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_places_are_those_of_the_sentence(language: Language) -> None:
    for english, translated in read_catalogue(language).sentences.items():
        places = set(PLACE.findall(english))
        assert set(PLACE.findall(translated)) <= places, english
        assert translated != english
