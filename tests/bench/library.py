"""The library among 2,000 models of 50 steps: its list, and searches inside models, over REST."""

from collections.abc import Sequence
from typing import Final

from tests.bench.inbox import ListFigure, Question, ask_all
from tests.bench.inbox_rows import Ask
from tests.bench.measure import Database
from tests.bench.suite import Suite

STEPS: Final = 50
SEARCH_SECONDS: Final = 0.3
_PATTERN = "bench-w2"

# What a model says follows from its number, so that every run searches the same texts.
_COLUMNS = """
    SELECT quote_ident(attname) AS bench_column FROM pg_attribute
    WHERE attrelid = 'process_definition'::regclass AND attnum > 0 AND NOT attisdropped
"""
_PLAN = """
    CREATE TEMPORARY TABLE bench_models AS
    SELECT uuidv7() AS id, n, 'bench-model-' || n AS key,
           'Model ' || n || (ARRAY[' of orders', ' of bills', ' of leave'])[n %% 3 + 1] AS name
    FROM generate_series(1, %s) AS n
"""
_TEXTS = """
    INSERT INTO model_text (id, tenant_id, kind, key, version, name, words, elements)
    SELECT plan.id, bench.tenant_id, 'process', plan.key, 1, plan.name,
           lower(plan.name || E'\\n' || plan.key || E'\\n' || string_agg(said.text, E'\\n')),
           jsonb_agg(jsonb_build_array('step_' || step, label.name, said.role, said.text))
    FROM bench_models AS plan
    JOIN process_definition AS bench ON bench.key = %s
    CROSS JOIN generate_series(1, %s) AS step
    CROSS JOIN LATERAL (
        SELECT (ARRAY['Approve', 'Check', 'Sign', 'Call', 'Order', 'Archive', 'Weigh'])
                 [(plan.n * 31 + step * 7) %% 7 + 1] || ' the ' ||
               (ARRAY['invoice', 'address', 'contract', 'customer', 'part', 'letter', 'parcel',
                      'ledger', 'claim', 'permit', 'garden'])
                 [(plan.n * 17 + step * 3) %% 11 + 1] || ' ' || plan.n * 50 + step AS name
    ) AS label
    CROSS JOIN LATERAL (
        VALUES ('id', 'step_' || step), ('name', label.name),
               ('documentation', 'Whoever is at work here looks at what has come in, compares it'
                 || ' with the books of year ' || 1900 + (plan.n * 13 + step) %% 120
                 || ' and says what is to be done.')
    ) AS said (role, text)
    GROUP BY plan.id, plan.name, plan.key, bench.tenant_id
"""


def _search(text: str) -> Question:
    return Question(
        title=f"search {text!r}",
        aim=SEARCH_SECONDS,
        path="/api/v1/library/search",
        body={"filter": {"text": text}, "page": {"limit": 50}},
    )


_QUESTIONS = (
    Question(
        title="a page of 500", aim=SEARCH_SECONDS, method="GET", path="/api/v1/library?limit=500"
    ),
    *map(
        _search,
        (
            "invoice",
            "Model 1234",
            "garden 50123",
            "year 1977 sign",
            "permit garden approve ledger",
            "the",
            "a",
            "nowhere to be found",
        ),
    ),
)


def measure_library(
    suite: Suite, tokens: Sequence[str], database: Database, *, models: int
) -> Sequence[ListFigure]:
    """Load models, then ask what the library asks while somebody types.

    Args:
        tokens: Of those who ask.

    Raises:
        SuiteError: The suite answered something else than a page.
    """
    load_models(database.ask, count=models)
    database.ask("VACUUM (ANALYZE)")
    return [ask_all(suite, tokens, question) for question in _QUESTIONS]


def load_models(ask: Ask, *, count: int) -> None:
    """Add copies of one process, each with a key, a name and texts of its own.

    Args:
        ask: On one connection, because it keeps a temporary table.
        count: How many.
    """
    ask(_PLAN, count)
    own = {"id": "plan.id", "key": "plan.key", "name": "plan.name"}
    columns = [str(row[0]) for row in ask(_COLUMNS)]
    selected = ", ".join(own.get(column, f"row.{column}") for column in columns)
    ask(
        f"INSERT INTO process_definition ({', '.join(columns)})"  # noqa: S608 names from the catalogue
        f" SELECT {selected} FROM process_definition AS row, bench_models AS plan"
        " WHERE row.key = %s",
        _PATTERN,
    )
    ask(_TEXTS, _PATTERN, STEPS)
    ask("DROP TABLE bench_models")
