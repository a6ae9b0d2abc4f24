"""The rows of w13: a million open tasks for 10,000 people in 200 groups, made out of one."""

from collections.abc import Callable, Sequence

PEOPLE, GROUPS = 10_000, 200
GROUPS_OF_A_PERSON = 3

Ask = Callable[..., Sequence[tuple[object, ...]]]
"""Runs a statement with its parameters and returns its rows."""

# Who, when and what follows from the number of a task, so that every run has the same rows.
_PLAN = f"""
    CREATE TEMPORARY TABLE bench_plan AS
    SELECT n, uuidv7() AS instance, uuidv7() AS task,
           'bench-group-' || n %% {GROUPS} AS team,
           CASE WHEN n / {GROUPS} %% 2 = 0
             THEN 'bench-person-' || (n * 7919) %% {PEOPLE} END AS holder,
           'bench-person-' || (n * 104729) %% {PEOPLE} AS starter,
           'INV-' || lpad(n::text, 7, '0') AS business_key,
           (ARRAY['Approve the invoice', 'Check the address', 'Sign the contract',
                  'Call the customer', 'Order the part'])[n * 7 / 11 %% 5 + 1] AS name,
           'bench-w13-' || n / 7 %% 20 AS definition_key,
           (n * 31) %% 100 AS priority,
           CASE WHEN n / 13 %% 10 <> 0
             THEN now() + make_interval(mins => ((n * 7907) %% 129600 - 43200)::int) END AS due_at,
           CASE WHEN n / 3 %% 50 = 0
             THEN now() + make_interval(hours => ((n * 13) %% 200)::int) END AS follow_up_at,
           (n * 13) %% 100000 AS amount,
           (ARRAY['Berlin', 'Hamburg', 'München', 'Köln', 'Leipzig'])[n * 7 / 11 %% 5 + 1]
             || ' ' || n %% 90000 AS city
    FROM generate_series(1::bigint, %s) AS n
"""  # noqa: S608 numbers of this module
_COLUMNS = """
    SELECT quote_ident(attname) AS bench_column FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_TASK = {
    "process_instance_id": "instance",
    "root_instance_id": "instance",
    "business_key": "plan.business_key",
    "due_at": "plan.due_at",
    "priority": "plan.priority",
}
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "process_instance": (
        "",
        {
            "id": "instance",
            "root_instance_id": "instance",
            "business_key": "plan.business_key",
            "started_by": "starter",
            "variables": "jsonb_build_object('amount', amount, 'city', city)",
        },
    ),
    "user_task": (
        "",
        {
            **_TASK,
            "id": "task",
            "activity_instance_id": "uuidv7()",
            "name": "plan.name",
            "definition_key": "plan.definition_key",
            "assignee": "holder",
            "started_by": "starter",
            "follow_up_at": "plan.follow_up_at",
        },
    ),
    "user_task_candidate": (
        "",
        {
            **_TASK,
            "user_task_id": "task",
            "candidate": "'group:' || team",
            "offered": "holder IS NULL",
        },
    ),
    "searchable_variable": (
        "row.name = 'amount'",
        {"process_instance_id": "instance", "root_instance_id": "instance"}
        | {"number_value": "amount"},
    ),
}
_CITY = {"process_instance_id": "instance", "root_instance_id": "instance", "text_value": "city"}


def load_tasks(ask: Ask, *, count: int) -> None:
    """Copy the one open task of the process ``bench-w13`` to as many as are wanted.

    Args:
        ask: On one connection, because it keeps a temporary table.
        count: How many.
    """
    ((template,),) = ask(
        "SELECT id AS bench_template FROM process_instance WHERE definition_key = 'bench-w13'"
    )
    ask(_PLAN, count)
    for table, (condition, values) in _TABLES.items():
        copy_rows(ask, table, values, template, condition)
    copy_rows(ask, "searchable_variable", _CITY, template, "row.name = 'city'")
    ask("DROP TABLE bench_plan")


def copy_rows(
    ask: Ask, table: str, values: dict[str, str], template: object, condition: str
) -> None:
    """Copy the rows of one instance once for each row of the table ``bench_plan``.

    Args:
        ask: On the connection that holds the plan.
        table: Which rows.
        values: Expressions by column, over ``row`` and ``plan``; other columns stay as they are.
        template: Id of the instance.
        condition: Which of its rows; empty for all.
    """
    columns = [str(row[0]) for row in ask(_COLUMNS, table)]
    own = "id" if table == "process_instance" else "process_instance_id"
    selected = ", ".join(values.get(column, f"row.{column}") for column in columns)
    ask(
        f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 names from the catalogue
        f" SELECT {selected} FROM {table} AS row, bench_plan AS plan"
        f" WHERE row.{own} = %s {'AND ' + condition if condition else ''}",
        template,
    )
