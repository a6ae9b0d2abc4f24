"""Writing what is kept of searchable variables: one statement for all instances of a command."""

from collections.abc import Iterable

from django.db import connection

from bpm.base.sql import sql_array
from bpm.runtime.rows import Instance
from bpm.runtime.searchable import SearchableValue

_SAVE = """
INSERT INTO searchable_variable
  (process_instance_id, name, tenant_id, root_instance_id, kind, text_value, number_value,
   time_value)
SELECT instance, name, tenant, root, kind, text, number, time
FROM unnest(%(instances)s::uuid[], %(names)s::text[], %(tenants)s::uuid[], %(roots)s::uuid[],
            %(kinds)s::text[], %(texts)s::text[], %(numbers)s::numeric[],
            %(times)s::timestamptz[])
  AS kept (instance, name, tenant, root, kind, text, number, time)
ON CONFLICT (process_instance_id, name) DO UPDATE
SET kind = EXCLUDED.kind, text_value = EXCLUDED.text_value,
    number_value = EXCLUDED.number_value, time_value = EXCLUDED.time_value
"""


def save_searchable_values(kept: Iterable[tuple[Instance, SearchableValue]]) -> None:
    """Save searchable variables of instances; no statement where there are none."""
    rows = list(kept)
    if not rows:
        return
    instances = [instance for instance, _ in rows]
    values = [value for _, value in rows]
    numbers = (value.number_value for value in values)
    with connection.cursor() as cursor:
        cursor.execute(
            _SAVE,
            {
                "instances": sql_array(instance.id for instance in instances),
                "names": sql_array(value.name for value in values),
                "tenants": sql_array(instance.tenant_id for instance in instances),
                "roots": sql_array(instance.root_instance_id for instance in instances),
                "kinds": sql_array(value.kind for value in values),
                "texts": sql_array(value.text_value for value in values),
                "numbers": sql_array(None if x is None else str(x) for x in numbers),
                "times": sql_array(value.time_value for value in values),
            },
        )
