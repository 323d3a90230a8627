"""The workloads as hand-written SQL: one statement each, which returns the whole answer as JSON."""

from base64 import b64decode
from typing import Any


def an_id(kind: str, column: str) -> str:
    """Return the expression of an id as the API gives it."""
    return f"encode(convert_to('{kind}:' || {column}, 'UTF8'), 'base64')"


def a_person(table: str) -> str:
    """Return the expression of a person."""
    name = f"{table}.first_name || ' ' || {table}.last_name"
    return f"json_build_object('id', {an_id('Employee', f'{table}.id')}, 'name', {name}, 'code', {table}.code)"


FILES = f"""
    SELECT json_agg(json_build_object('id', {an_id("TaskFile", "f.id")}, 'name', f.name, 'size', f.size)) AS nodes
    FROM (
        SELECT id, name, size FROM uploads_taskfile
        WHERE task_id = t.id ORDER BY created_at DESC, id DESC LIMIT 5
    ) f
"""
TASK = f"""json_build_object(
    'id', {an_id("Task", "t.id")}, 'title', t.title, 'description', t.description, 'dueDate', t.due_date,
    'completed', t.completed_at IS NOT NULL,
    'overdue', coalesce(t.completed_at IS NULL AND t.due_date < current_date, false),
    'assignee', {a_person("assignee")}, 'assigner', {a_person("assigner")},
    'files', json_build_object('nodes', coalesce(files.nodes, '[]'::json))
)"""
PEOPLE_AND_FILES = f"""
    JOIN organization_employee assignee ON assignee.id = t.assignee_id
    JOIN organization_employee assigner ON assigner.id = t.assigner_id
    LEFT JOIN LATERAL ({FILES}) files ON true
"""
W1 = f"""
    SELECT json_build_object('data', json_build_object('myTasks', json_build_object('nodes',
        coalesce(json_agg({TASK} ORDER BY t.due_date NULLS LAST, t.id), '[]'::json))))::text
    FROM (
        SELECT * FROM tasks_task WHERE assignee_id = %(viewer)s ORDER BY due_date NULLS LAST, id LIMIT 50
    ) t {PEOPLE_AND_FILES}
"""
W2 = f"""
    SELECT json_build_object('data', json_build_object('task', {TASK}))::text
    FROM tasks_task t {PEOPLE_AND_FILES}
    WHERE t.id = %(id)s AND (t.assignee_id = %(viewer)s OR t.assigner_id = %(viewer)s)
"""
W3 = f"""
    SELECT json_build_object('data', json_build_object('myTeam', json_build_object('nodes',
        coalesce(json_agg(json_build_object('employee', {a_person("e")}, 'openCount', (
            SELECT count(*) FROM tasks_task t WHERE t.assignee_id = e.id AND t.completed_at IS NULL
        )) ORDER BY e.last_name, e.first_name, e.id), '[]'::json))))::text
    FROM (
        SELECT e.* FROM organization_employee e
        JOIN organization_user u ON u.id = e.user_id AND u.is_active AND u.role IN ('employee', 'hr')
        WHERE EXISTS (
            SELECT 1 FROM organization_employee_departments theirs
            JOIN organization_employee_departments mine USING (department_id)
            WHERE theirs.employee_id = e.id AND mine.employee_id = %(viewer)s
        )
        ORDER BY e.last_name, e.first_name, e.id LIMIT 50
    ) e
"""
W4 = f"""
    WITH found AS MATERIALIZED (
        SELECT t.id, t.title, t.due_date, t.assignee_id FROM tasks_task t
        WHERE t.completed_at IS NULL
        AND (upper(t.title) LIKE upper(%(first)s) OR upper(t.description) LIKE upper(%(first)s))
        AND (upper(t.title) LIKE upper(%(second)s) OR upper(t.description) LIKE upper(%(second)s))
        AND EXISTS (
            SELECT 1 FROM organization_employee theirs JOIN organization_employee mine USING (company_id)
            WHERE theirs.id = t.assignee_id AND mine.id = %(viewer)s
        )
    ), page AS (SELECT * FROM found ORDER BY due_date NULLS LAST, id LIMIT 20)
    SELECT json_build_object('data', json_build_object('tasks', json_build_object(
        'totalCount', (SELECT count(*) FROM found),
        'nodes', coalesce(json_agg(json_build_object(
            'id', {an_id("Task", "t.id")}, 'title', t.title, 'dueDate', t.due_date, 'completed', false,
            'assignee', json_build_object('id', {an_id("Employee", "e.id")}, 'name', e.first_name || ' ' || e.last_name)
        ) ORDER BY t.due_date NULLS LAST, t.id), '[]'::json))))::text
    FROM page t JOIN organization_employee e ON e.id = t.assignee_id
"""
W6 = f"""
    INSERT INTO tasks_task
        (title, description, assignee_id, assigner_id, due_date, version, created_at, updated_at)
    VALUES (%(title)s, '', %(assignee)s, %(viewer)s, %(due)s, 1, now(), now())
    RETURNING json_build_object('data', json_build_object('createTask', json_build_object(
        'errors', '[]'::json, 'task', json_build_object('id', {an_id("Task", "id")}))))::text
"""
STATEMENTS = {"W1": W1, "W2": W2, "W3": W3, "W4": W4, "W6": W6}


def key(global_id: str) -> int:
    """Return the row's key in an id of the API."""
    return int(b64decode(global_id).rpartition(b":")[2])


def parameters(viewer: int, variables: dict[str, Any]) -> dict[str, Any]:
    """Return what a statement takes from the variables."""
    found: dict[str, Any] = {"viewer": viewer, **variables}
    for name in ("id", "assignee"):
        if name in found:
            found[name] = key(found[name])
    if "search" in found:
        found["first"], found["second"] = (f"%{word}%" for word in found["search"].split())
    return found
