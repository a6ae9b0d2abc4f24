"""w13: the inbox of people among a million open tasks: pages, counts and searches over REST."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.bench.flows import WORKLOADS
from tests.bench.inbox_rows import GROUPS, GROUPS_OF_A_PERSON, load_tasks
from tests.bench.measure import Database
from tests.bench.suite import Suite, SuiteError, call, make_token

_REPEATED = 12
_PASSWORD = "Correct-horse-7"
_MEASURED = (1, 2, 4711)
_SEARCH = "/api/v1/user-tasks/search"
_VIEWS = ("mine", "groups", "unassigned", "overdue", "due_today", "follow_up", "mentioned", "done")
PAGE_SECONDS, COUNTS_SECONDS, SEARCH_SECONDS = 0.2, 0.3, 0.5
_OPEN = {"state": "open"}
_LARGE = {"variables": [{"name": "amount", "op": "$gt", "value": 99_000}]}
_CITY = {"variables": [{"name": "city", "value": "Berlin 770"}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFigure:
    """How long one question took; seconds, in order.

    Args:
        aim: What the 95th percentile should not exceed.
    """

    title: str
    seconds: Sequence[float]
    aim: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One call that is asked again and again; the arguments are those of the figure and of HTTP."""

    title: str
    aim: float
    method: str = "POST"
    path: str = _SEARCH
    body: object = None

    def filled(self, **values: str) -> "Question":
        """Return it with ``{name}`` in its body replaced."""
        text = json.dumps(self.body)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return replace(self, body=json.loads(text))


def _page(view: str, **more: object) -> Question:
    title = f"page {view} {more or ''}".rstrip()
    return Question(title=title, aim=PAGE_SECONDS, body={"view": view, **more})


def _search(**conditions: object) -> Question:
    return Question(
        title=f"search {conditions}", aim=SEARCH_SECONDS, body={"filter": {**_OPEN, **conditions}}
    )


_QUESTIONS = (
    *(_page(view) for view in _VIEWS),
    _page("groups", filter={"priority": {"$gte": 50}}),
    _page("groups", filter={"definition_key": "bench-w13-7"}),
    Question(title="counts", aim=COUNTS_SECONDS, method="GET", path="/api/v1/user-tasks/counts"),
    _search(text="INV-0012345"),
    _search(text="contract"),
    _search(text="Berlin 77"),
    _search(text="nowhere"),
    _search(text="ab"),
    _search(**_LARGE),
    _search(**_CITY),
)


def measure_inbox(
    suite: Suite, admin_token: str, clerk_token: str, database: Database, *, tasks: int
) -> Sequence[ListFigure]:
    """Load tasks, then ask what inboxes ask, as three clerks and as an administrator.

    Raises:
        SuiteError: The suite answered something else than a page.
    """
    key, variables = WORKLOADS["w13"].key, {"amount": 1, "city": "Bern"}
    started = {"definition_key": key, "variables": variables}
    expect(suite, clerk_token, "POST", "/api/v1/process-instances", started)
    names = [f"bench-person-{number}" for number in _MEASURED]
    for group in range(GROUPS):
        expect(suite, admin_token, "POST", "/api/v1/groups", {"name": f"bench-group-{group}"})
    for number, name in zip(_MEASURED, names, strict=True):
        groups = [
            f"bench-group-{(number + 67 * place) % GROUPS}" for place in range(GROUPS_OF_A_PERSON)
        ]
        body = {"username": name, "password": _PASSWORD, "groups": groups}
        expect(suite, admin_token, "POST", "/api/v1/users", body)
    load_tasks(database.ask, count=tasks)
    database.ask("VACUUM (ANALYZE)")
    tokens = [*(make_token(suite, name, _PASSWORD) for name in names), admin_token]
    return [ask_all(suite, tokens, question) for question in _QUESTIONS]


def ask_all(suite: Suite, tokens: Sequence[str], question: Question) -> ListFigure:
    """Ask one question some times as each of several people.

    Raises:
        SuiteError: The suite answered something else than success.
    """
    seconds = []
    for turn in range(_REPEATED + 1):
        for token in tokens:
            began = time.perf_counter()
            expect(suite, token, question.method, question.path, question.body)
            # The first turn makes plans and reads from disk what the others find in memory.
            seconds += [time.perf_counter() - began] if turn else []
    return ListFigure(title=question.title, seconds=sorted(seconds), aim=question.aim)


def expect(suite: Suite, token: str, method: str, path: str, body: object) -> None:
    """Call the suite.

    Raises:
        SuiteError: It answered something else than success.
    """
    reply = call(suite, method, path, body, authorization=f"Bearer {token}")
    if reply.status not in {200, 201}:
        raise SuiteError(f"{method} {path}: {reply.status} {reply.content}")
