"""The SQL of the hot path.

Rows come as arrays, so that a statement keeps its text, and with it its prepared plan, whatever
the number of rows.
"""

READ_WHOLE_INSTANCE = """
SELECT id, tenant_id, root_instance_id, parent_id, definition_id, definition_key, business_key,
       started_at, started_by, calling_visit, call_depth, state, revision, open_incidents,
       local_scopes, engine_state,
       state_format, variables, variable_types, large_variables
FROM process_instance WHERE id = %s
"""
LOCK_INSTANCE = READ_WHOLE_INSTANCE + "FOR UPDATE"

READ_INSTANCE = """
SELECT engine_state, state_format, local_scopes, variables, variable_types, large_variables
FROM process_instance WHERE id = %s
"""
READ_OWN_SCOPE = """
SELECT variables, variable_types, large_variables FROM process_instance WHERE id = %s
"""

_LOCKED_HEADER = """
SELECT id, tenant_id, root_instance_id, parent_id, definition_id, definition_key, business_key,
       started_at, started_by, calling_visit, call_depth, state, revision
FROM process_instance WHERE {} ORDER BY id LIMIT %(limit)s FOR UPDATE
"""
LOCK_CHILDREN = _LOCKED_HEADER.format("parent_id = ANY(%(parents)s::uuid[]) AND ended_at IS NULL")
LOCK_CALLED = _LOCKED_HEADER.format(
    "parent_id = %(parent)s AND calling_visit = ANY(%(visits)s::int[]) AND ended_at IS NULL"
)
# Who calls is older than who is called, and ids grow with time: by id, callers are locked first.
_BELOW = """
WITH RECURSIVE below AS (
  SELECT id, parent_id, calling_visit, state, ended_at FROM process_instance
  WHERE parent_id = %(top)s
  UNION ALL
  SELECT called.id, called.parent_id, called.calling_visit, called.state, called.ended_at
  FROM process_instance AS called JOIN below ON called.parent_id = below.id
)
"""
# Trees are walked from their roots down: no index leads from a root to all of its instances.
FIND_TREES = """
WITH RECURSIVE tree AS (
  SELECT id, id AS top FROM process_instance WHERE id = ANY(%s::uuid[])
  UNION ALL
  SELECT called.id, tree.top
  FROM process_instance AS called JOIN tree ON called.parent_id = tree.id
)
SELECT id, top FROM tree
"""
LOCK_SOME_IN_STATE_BELOW = _BELOW + _LOCKED_HEADER.format(
    "id IN (SELECT id FROM below WHERE state = %(state)s) AND state = %(state)s"
)
LOCK_SOME_FORSAKEN_BELOW = _BELOW + _LOCKED_HEADER.format(
    """ended_at IS NULL AND id IN (
    SELECT below.id FROM below JOIN activity_instance AS call
      ON call.process_instance_id = below.parent_id AND call.visit = below.calling_visit
    WHERE below.ended_at IS NULL AND call.ended_at IS NOT NULL)"""
)
CANCEL_INSTANCES = """
UPDATE process_instance
SET state = 'cancelled', ended_at = %(now)s, engine_state = NULL, state_format = NULL,
    open_incidents = 0, local_scopes = 0, revision = revision + 1
WHERE id = ANY(%(instances)s::uuid[])
"""
COUNT_INCIDENTS = """
UPDATE process_instance
SET open_incidents = open_incidents + %(more)s, revision = revision + 1
WHERE id = %(id)s
"""
SET_STATE = """
UPDATE process_instance SET state = %(state)s, revision = revision + 1
WHERE id = ANY(%(instances)s::uuid[])
"""

INSERT_INSTANCE = """
INSERT INTO process_instance
  (id, tenant_id, root_instance_id, parent_id, definition_id, definition_key, business_key,
   business_key_policy, started_at, started_by, calling_visit, call_depth, state, ended_at,
   engine_state, state_format,
   open_incidents, local_scopes, variables, variable_types, large_variables, revision)
VALUES (%(instance)s, %(tenant)s, %(root)s, %(parent)s, %(definition)s, %(key)s, %(business_key)s,
        %(policy)s, %(started_at)s, %(started_by)s, %(calling_visit)s, %(call_depth)s, %(state)s,
        %(ended_at)s, %(tokens)s, %(state_format)s, %(open_incidents)s, %(local_scopes)s,
        %(variables)s::jsonb, %(variable_types)s::jsonb, %(large_variables)s::jsonb, 1)
"""

# What a command calls is written together: ``trees.py``.
INSERT_INSTANCES = """
INSERT INTO process_instance
  (id, tenant_id, root_instance_id, parent_id, definition_id, definition_key, business_key,
   business_key_policy, started_at, started_by, calling_visit, call_depth, state, ended_at,
   engine_state, state_format,
   open_incidents, local_scopes, variables, variable_types, large_variables, revision)
SELECT id, tenant, root, parent, definition, key, business_key, policy, started_at, started_by,
       visit, depth, state, ended_at, tokens, format, incidents, scopes, variables::jsonb,
       types::jsonb, large::jsonb, 1
FROM unnest(%(ids)s::uuid[], %(tenants)s::uuid[], %(roots)s::uuid[], %(parents)s::uuid[],
            %(definitions)s::uuid[], %(keys)s::text[], %(business_keys)s::text[],
            %(policies)s::text[], %(started)s::timestamptz[], %(starters)s::text[],
            %(visits)s::int[], %(depths)s::smallint[], %(states)s::text[],
            %(ended)s::timestamptz[], %(tokens)s::bytea[], %(formats)s::smallint[],
            %(incidents)s::int[], %(scopes)s::int[], %(variables)s::text[], %(types)s::text[],
            %(large)s::text[])
  AS new (id, tenant, root, parent, definition, key, business_key, policy, started_at, started_by,
          visit, depth, state, ended_at, tokens, format, incidents, scopes, variables, types,
          large)
"""
INSERT_ACTIVITIES = """
INSERT INTO activity_instance
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, visit, scope, activity_id,
   activity_type, started_at, ended_at, outcome, loop_index, called_instance_id)
SELECT id, %(tenant)s, %(root)s, instance, definition, visit, scope, activity_id, activity_type,
       %(now)s, CASE WHEN outcome IS NULL THEN NULL ELSE %(now)s END, outcome, loop_index, called
FROM unnest(%(instances)s::uuid[], %(definitions)s::uuid[], %(ids)s::uuid[], %(visits)s::int[],
            %(scopes)s::int[], %(activity_ids)s::text[], %(types)s::text[],
            %(loop_indexes)s::int[], %(outcomes)s::text[], %(called)s::uuid[])
  AS began (instance, definition, id, visit, scope, activity_id, activity_type, loop_index,
            outcome, called)
"""
INSERT_SCOPES_OF_MANY = """
INSERT INTO scope_variables
  (process_instance_id, tenant_id, root_instance_id, scope, variables, variable_types,
   large_variables)
SELECT instance, %(tenant)s, %(root)s, scope, variables::jsonb, types::jsonb, large::jsonb
FROM unnest(%(instances)s::uuid[], %(scopes)s::int[], %(variables)s::text[], %(types)s::text[],
            %(large)s::text[]) AS saved (instance, scope, variables, types, large)
"""
INSERT_LARGE_VALUES_OF_MANY = """
INSERT INTO large_value (process_instance_id, tenant_id, root_instance_id, sha256, bytes)
SELECT instance, %(tenant)s, %(root)s, sha256, bytes
FROM unnest(%(instances)s::uuid[], %(digests)s::bytea[], %(values)s::bytea[])
  AS added (instance, sha256, bytes)
"""
INSERT_INCIDENTS_OF_MANY = """
INSERT INTO incident
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
   business_key, created_at, visit, activity_id, kind, job_id, fingerprint, message, detail)
SELECT id, %(tenant)s, %(root)s, instance, definition, key, business_key, %(now)s, visit,
       activity_id, kind, job_id, fingerprint, message, detail
FROM unnest(%(instances)s::uuid[], %(definitions)s::uuid[], %(keys)s::text[],
            %(business_keys)s::text[], %(ids)s::uuid[], %(visits)s::int[],
            %(activity_ids)s::text[], %(kinds)s::text[], %(job_ids)s::uuid[],
            %(fingerprints)s::text[], %(messages)s::text[], %(details)s::text[])
  AS opened (instance, definition, key, business_key, id, visit, activity_id, kind, job_id,
             fingerprint, message, detail)
"""

_SET = """
UPDATE process_instance
SET state = %(state)s, ended_at = %(ended_at)s, engine_state = %(tokens)s,
    state_format = %(state_format)s, open_incidents = %(open_incidents)s,
    local_scopes = %(local_scopes)s, revision = %(revision)s
"""
_SET_VARIABLES = """
  , variables = %(variables)s::jsonb, variable_types = %(variable_types)s::jsonb,
    large_variables = %(large_variables)s::jsonb
"""
UPDATE_INSTANCE = _SET + "WHERE id = %(instance)s"
UPDATE_INSTANCE_AND_VARIABLES = _SET + _SET_VARIABLES + "WHERE id = %(instance)s"

BEGIN_ACTIVITIES = """
INSERT INTO activity_instance
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, visit, scope, activity_id,
   activity_type, started_at, ended_at, outcome, loop_index, called_instance_id)
SELECT id, %(tenant)s, %(root)s, %(instance)s, %(definition)s, visit, scope, activity_id,
       activity_type, %(now)s, CASE WHEN outcome IS NULL THEN NULL ELSE %(now)s END, outcome,
       loop_index, called
FROM unnest(%(ids)s::uuid[], %(visits)s::int[], %(scopes)s::int[], %(activity_ids)s::text[],
            %(types)s::text[], %(loop_indexes)s::int[], %(new_outcomes)s::text[],
            %(called)s::uuid[])
  AS began (id, visit, scope, activity_id, activity_type, loop_index, outcome, called)
"""
END_ACTIVITIES = """
UPDATE activity_instance SET ended_at = %(now)s, outcome = over.outcome
FROM unnest(%(ended)s::int[], %(outcomes)s::text[]) AS over (visit, outcome)
WHERE process_instance_id = %(instance)s AND activity_instance.visit = over.visit
  AND ended_at IS NULL
"""
END_ALL_ACTIVITIES = """
UPDATE activity_instance SET ended_at = %s, outcome = %s
WHERE process_instance_id = ANY(%s::uuid[]) AND ended_at IS NULL
RETURNING process_instance_id, visit
"""

SET_CALLED = """
UPDATE activity_instance SET called_instance_id = called
FROM unnest(%(visits)s::int[], %(called)s::uuid[]) AS started (at, called)
WHERE process_instance_id = %(instance)s AND visit = at
"""

FIND_ACTIVITIES = """
SELECT visit, id FROM activity_instance
WHERE process_instance_id = %s AND visit = ANY(%s::int[])
"""

READ_SCOPES = """
SELECT scope, variables, variable_types, large_variables FROM scope_variables
WHERE process_instance_id = %s
"""
SAVE_SCOPES = """
INSERT INTO scope_variables
  (process_instance_id, tenant_id, root_instance_id, scope, variables, variable_types,
   large_variables)
SELECT %(instance)s, %(tenant)s, %(root)s, scope, variables::jsonb, variable_types::jsonb,
       large_variables::jsonb
FROM unnest(%(scopes)s::int[], %(variables)s::text[], %(variable_types)s::text[],
            %(large_variables)s::text[])
  AS saved (scope, variables, variable_types, large_variables)
ON CONFLICT (process_instance_id, scope) DO UPDATE
SET variables = EXCLUDED.variables, variable_types = EXCLUDED.variable_types,
    large_variables = EXCLUDED.large_variables
"""
DELETE_SCOPES = """
DELETE FROM scope_variables
WHERE process_instance_id = %s AND scope = ANY(%s::int[])
"""
DELETE_ALL_SCOPES = """
DELETE FROM scope_variables WHERE process_instance_id = ANY(%s::uuid[])
"""

READ_LARGE_VALUES = """
SELECT sha256, bytes FROM large_value
WHERE process_instance_id = %s AND sha256 = ANY(%s::bytea[])
"""
INSERT_LARGE_VALUES = """
INSERT INTO large_value (process_instance_id, tenant_id, root_instance_id, sha256, bytes)
SELECT %(instance)s, %(tenant)s, %(root)s, sha256, bytes
FROM unnest(%(digests)s::bytea[], %(values)s::bytea[]) AS added (sha256, bytes)
ON CONFLICT DO NOTHING
"""

RESOLVE_INCIDENTS = """
UPDATE incident SET resolved_at = %s
WHERE process_instance_id = %s AND visit = ANY(%s::int[]) AND resolved_at IS NULL
"""
FIND_OPEN_INCIDENTS = """
SELECT visit FROM incident
WHERE process_instance_id = %s AND visit = ANY(%s::int[]) AND resolved_at IS NULL
"""
FIND_INCIDENTS_OF_JOB = """
SELECT visit FROM incident
WHERE process_instance_id = %s AND job_id = %s AND resolved_at IS NULL
"""
RESOLVE_INCIDENTS_OF_JOB = """
UPDATE incident SET resolved_at = %s
WHERE process_instance_id = %s AND job_id = %s AND resolved_at IS NULL
"""
RESOLVE_ALL_INCIDENTS = """
UPDATE incident SET resolved_at = %s
WHERE process_instance_id = ANY(%s::uuid[]) AND resolved_at IS NULL
"""
INSERT_INCIDENTS = """
INSERT INTO incident
  (id, tenant_id, root_instance_id, process_instance_id, definition_id, definition_key,
   business_key, created_at, visit, activity_id, kind, job_id, fingerprint, message, detail)
SELECT id, %(tenant)s, %(root)s, %(instance)s, %(definition)s, %(key)s, %(business_key)s, %(now)s,
       visit, activity_id, kind, job_id, fingerprint, message, detail
FROM unnest(%(ids)s::uuid[], %(visits)s::int[], %(activity_ids)s::text[], %(kinds)s::text[],
            %(job_ids)s::uuid[], %(fingerprints)s::text[], %(messages)s::text[],
            %(details)s::text[])
  AS opened (id, visit, activity_id, kind, job_id, fingerprint, message, detail)
"""
