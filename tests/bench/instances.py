"""w14: lists of instances among many: pages, facets and searches over REST."""

from collections.abc import Sequence

from tests.bench.engine import MODELS
from tests.bench.flows import WORKLOADS
from tests.bench.inbox import ListFigure, Question, ask_all, expect
from tests.bench.inbox_rows import Ask, copy_rows
from tests.bench.measure import Database
from tests.bench.suite import Suite, make_token

KEY, RARE = WORKLOADS["w14"].key, f"{WORKLOADS['w14'].key}-rare"
PAGE_SECONDS, PROCESS_PAGE_SECONDS = 0.2, 0.3
_READER, _PASSWORD = "bench-reader", "Correct-horse-7"
_SEARCH = "/api/v1/process-instances/search"

# What an instance is follows from its number, so that every run has the same rows: ten of a rare
# process, a thousandth of an old version, two of a hundred still live, a tenth of those stopped.
_PLAN = f"""
    CREATE TEMPORARY TABLE bench_plan AS
    SELECT made.*, bench.id AS version_id,
           CASE WHEN now_state IN ('completed', 'cancelled')
             THEN began + interval '2 hours' END AS ended
    FROM (
        SELECT uuidv7() AS instance, uuidv7() AS visit_id,
               now() - make_interval(secs => ((%s - n) * 30)::int) AS began,
               'INV-' || lpad(n::text, 7, '0') AS number,
               'bench-person-' || (n * 104729) %% 10000 AS starter,
               CASE WHEN n %% 50 = 0 THEN 'active' WHEN n %% 5003 = 0 THEN 'suspended'
                    WHEN n %% 37 = 0 THEN 'cancelled' ELSE 'completed' END AS now_state,
               n %% 500 = 0 AS is_stopped,
               CASE WHEN n %% 100000 = 7 THEN '{RARE}' ELSE '{KEY}' END AS process,
               CASE WHEN n %% 100000 = 7 OR n %% 1000 = 1 THEN 1
                    WHEN n %% 10 = 3 THEN 2 ELSE 3 END AS of_version,
               (n * 13) %% 100000 AS amount,
               (ARRAY['Berlin', 'Hamburg', 'München', 'Köln', 'Leipzig'])[n * 7 / 11 %% 5 + 1]
                 || ' ' || n %% 90000 AS city
        FROM generate_series(1::bigint, %s) AS n
    ) AS made
    JOIN process_definition bench ON bench.key = process AND bench.version = of_version
"""  # noqa: S608 names of this module
_INSTANCE = {
    "id": "instance",
    "root_instance_id": "instance",
    "definition_id": "version_id",
    "definition_key": "process",
    "business_key": "number",
    "started_by": "starter",
    "state": "now_state",
    "started_at": "began",
    "ended_at": "ended",
    "open_incidents": "is_stopped::int",
    "variables": "jsonb_build_object('amount', amount, 'city', city)",
}
_INSIDE = {"process_instance_id": "instance", "root_instance_id": "instance"}
_VISIT = _INSIDE | {
    "id": "uuidv7()",
    "definition_id": "version_id",
    "started_at": "began",
    "ended_at": "CASE WHEN row.ended_at IS NULL THEN ended ELSE began END",
}
_INCIDENTS = """
    INSERT INTO incident (id, tenant_id, root_instance_id, process_instance_id, definition_id,
        definition_key, business_key, visit, activity_id, kind, fingerprint, message, detail,
        created_at)
    SELECT uuidv7(), bench.tenant_id, instance, instance, version_id, process, number, 2,
        'approve', 'job_failed', 'bench', 'The host pay-' || amount || '.example refused', '', began
    FROM bench_plan JOIN process_definition bench ON bench.id = version_id WHERE is_stopped
"""


def _search(title: str, **conditions: object) -> Question:
    return Question(
        title=title,
        aim=PAGE_SECONDS,
        path=_SEARCH,
        body={"filter": conditions, "page": {"limit": 100}, "include_total": True},
    )


_OF_KEY = {"definition_key": KEY}
_QUESTIONS = (
    _search("all"),
    *(_search(f"state {state}", state=state) for state in ("active", "suspended", "cancelled")),
    _search("incidents", has_incidents=True, state="active"),
    _search("process", **_OF_KEY),
    _search("rare process", definition_key=RARE),
    _search("version 1 of 3", **_OF_KEY, version=1),
    _search("process and state", **_OF_KEY, state="active"),
    _search("at a step", **_OF_KEY, step="approve"),
    _search("error text", error="pay-6500"),
    _search("no such error", error="nowhere"),
    _search("business key", business_key="INV-0012345"),
    _search("started in an hour", started_at={"$gte": "{hour}", "$lt": "{next}"}),
    _search("ended in an hour", ended_at={"$gte": "{hour}", "$lt": "{next}"}),
    _search("variable", variables=[{"name": "city", "value": "Berlin 770"}]),
    _search("large amounts", variables=[{"name": "amount", "op": "$gt", "value": 99_000}]),
)


def measure_instances(
    suite: Suite, admin_token: str, clerk_token: str, database: Database, *, instances: int
) -> Sequence[ListFigure]:
    """Load instances, then ask what operators ask: one who sees all, one who sees one process.

    Raises:
        SuiteError: The suite answered something else than a page.
    """
    _deploy_versions(suite, admin_token)
    started = {"definition_key": KEY, "variables": {"amount": 1, "city": "Bern"}}
    expect(suite, clerk_token, "POST", "/api/v1/process-instances", started)
    expect(
        suite, admin_token, "POST", "/api/v1/users", {"username": _READER, "password": _PASSWORD}
    )
    grant = {"permission": "process_instance.read", "user": _READER}
    address = f"/api/v1/process-definitions/by-key/{KEY}/permissions"
    expect(suite, admin_token, "POST", address, grant)
    load_instances(database.ask, count=instances)
    database.ask("VACUUM (ANALYZE)")
    tokens = [admin_token, make_token(suite, _READER, _PASSWORD)]
    lists = [ask_all(suite, tokens, question) for question in _dated(database.ask)]
    pages = [ask_all(suite, [admin_token], question) for question in _of_process(database.ask)]
    return [*lists, *pages]


def load_instances(ask: Ask, *, count: int) -> None:
    """Copy the one instance of the process ``bench-w14`` to as many as are wanted.

    Args:
        ask: On one connection, because it keeps a temporary table.
        count: How many.
    """
    ((template,),) = ask(
        "SELECT id AS bench_template FROM process_instance WHERE definition_key = 'bench-w14'"
    )
    ask(_PLAN, count, count)
    copy_rows(ask, "process_instance", _INSTANCE, template, "")
    copy_rows(ask, "activity_instance", _VISIT, template, "")
    amount, city = {"number_value": "amount"}, {"text_value": "city"}
    copy_rows(ask, "searchable_variable", _INSIDE | amount, template, "row.name = 'amount'")
    copy_rows(ask, "searchable_variable", _INSIDE | city, template, "row.name = 'city'")
    ask(_INCIDENTS)
    ask("DROP TABLE bench_plan")


def _deploy_versions(suite: Suite, token: str) -> None:
    model = (MODELS / "w14.bpmn").read_text()
    rare = model.replace('process id="bench-w14"', f'process id="{RARE}"')
    for number, content in enumerate((rare, model.replace("Approve", "Look at"), f"{model}\n")):
        body = {"name": "w14", "resources": [{"name": f"{number}.bpmn", "content": content}]}
        expect(suite, token, "POST", "/api/v1/deployments", body)


def _of_process(ask: Ask) -> Sequence[Question]:
    """Return what the page of a process and the library ask for, each by itself."""
    ((newest,),) = ask(
        "SELECT id AS bench_newest FROM process_definition"
        " WHERE key = 'bench-w14' ORDER BY version DESC LIMIT 1"
    )
    definitions = "/api/v1/process-definitions"
    return [
        Question(title=title, aim=PROCESS_PAGE_SECONDS, method="GET", path=f"{definitions}{path}")
        for title, path in (
            ("page of a process: versions", f"?key={KEY}&include=counts&limit=500"),
            ("page of a process: figures", f"/{newest}/statistics"),
            ("library: counts of all", "?include=counts&limit=500"),
        )
    ]


def _dated(ask: Ask) -> Sequence[Question]:
    """Return the questions with an hour in the midst of what was loaded."""
    ((hour, following),) = ask(
        'SELECT to_char(began, \'YYYY-MM-DD"T"HH24:00:00"Z"\'),'
        " to_char(began + interval '1 hour', 'YYYY-MM-DD\"T\"HH24:00:00\"Z\"') AS bench_following"
        " FROM (SELECT (min(started_at) + (max(started_at) - min(started_at)) / 2)"
        " AT TIME ZONE 'UTC' AS began FROM process_instance WHERE definition_key = 'bench-w14')"
    )
    return [question.filled(hour=str(hour), next=str(following)) for question in _QUESTIONS]
