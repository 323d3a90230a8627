"""What the servers are asked: W1 to W6, the same for all of them."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.people import Staff

PERSON = "{ id name code }"
TASK = (
    "id title description dueDate completed overdue assignee %s assigner %s files(first: 5) { nodes { id name size } }"
)
ROWS = f"nodes {{ {TASK % (PERSON, PERSON)} }}"

DOCUMENTS = {
    "W1": f"query W1 {{ myTasks(first: 50) {{ {ROWS} }} }}",
    "W2": f"query W2($id: ID!) {{ task(id: $id) {{ {TASK % (PERSON, PERSON)} }} }}",
    "W3": f"query W3 {{ myTeam(first: 50) {{ nodes {{ employee {PERSON} openCount }} }} }}",
    "W4": (
        "query W4($search: String!) { tasks(first: 20, search: $search, filter: { completed: false }) "
        "{ totalCount nodes { id title dueDate completed assignee { id name } } } }"
    ),
    "W6": (
        "mutation W6($title: String!, $assignee: ID!, $due: Date) "
        "{ createTask(input: { title: $title, assigneeId: $assignee, dueDate: $due }) { errors { code } task { id } } }"
    ),
    "Page": f"query Page($after: String) {{ tasks(first: 50, after: $after) {{ {ROWS} }} }}",
    "Step": "query Step($from: Date) { tasks(first: 50, filter: { dueAfter: $from }) { pageInfo { endCursor } } }",
}
TITLES = {
    "W1": "my 50 tasks with people and files",
    "W2": "one task",
    "W3": "a manager's 50 people with open tasks",
    "W4": "filtered and searched tasks, counted",
    "W5": "95 % reads (W1), 5 % writes, 200 users",
    "W6": "create a task",
}
READS = ("W1", "W2", "W3", "W4")
WRITES = ("W5", "W6")
CALLERS = 40
MIXED_REQUESTS = 4000
WRITES_OF_A_HUNDRED = 5


@dataclass(frozen=True)
class Call:
    """One request: who sends it, and which document with which variables."""

    caller: int
    document: str
    variables: Mapping[str, Any]

    def body(self, *, edges: bool = False) -> bytes:
        """Return the JSON body; with `edges` for a schema whose lists have no `nodes`."""
        query = DOCUMENTS[self.document]
        if edges:
            query = with_edges(query)
        return json.dumps({"operationName": self.document, "query": query, "variables": self.variables}).encode()

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.document != "W6"


def with_edges(query: str) -> str:
    """Return the query with `edges { node { … } }` for each `nodes { … }`."""
    while "nodes {" in query:
        start = query.index("nodes {")
        end, depth = start + len("nodes {"), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(query[end], 0)
            end += 1
        query = f"{query[:start]}edges {{ node {query[start + len('nodes ') : end]} }}{query[end:]}"
    return query


def calls_of(workload: str, staff: Staff) -> list[Call]:
    """Return the requests of a workload, in an order that is the same in every run."""
    return MAKERS[workload](staff)


def my_tasks(staff: Staff) -> list[Call]:
    """Return W1 of forty employees."""
    return [Call(person, "W1", {}) for person in staff.with_role("employee")[:CALLERS]]


def one_task(staff: Staff) -> list[Call]:
    """Return W2 of forty employees: each his own first task."""
    return [Call(person, "W2", {"id": staff.task_id(person)}) for person in staff.with_role("employee")[:CALLERS]]


def my_team(staff: Staff) -> list[Call]:
    """Return W3 of forty managers."""
    return [Call(person, "W3", {}) for person in staff.with_role("manager")[:CALLERS]]


def searches(staff: Staff) -> list[Call]:
    """Return W4 of every officer: each looks for other words."""
    officers = staff.with_role("officer")
    return [Call(person, "W4", {"search": staff.words(number)}) for number, person in enumerate(officers)]


def new_tasks(staff: Staff) -> list[Call]:
    """Return W6 of forty managers: each for somebody of his team."""
    chance = random.Random(6)
    return [new_task(person, staff.led_by(person), staff, chance) for person in staff.with_role("manager")[:CALLERS]]


def new_task(caller: int, receivers: list[int], staff: Staff, chance: random.Random) -> Call:
    """Return a request that makes a task for one of the receivers."""
    variables = {"title": "Measure it", "assignee": staff.person_id(chance.choice(receivers)), "due": "2099-12-31"}
    return Call(caller, "W6", variables)


def mixed(staff: Staff) -> list[Call]:
    """Return W5: everybody reads; half of the writes are a person's own, half a manager's for his team."""
    chance, users = random.Random(5), staff.two_departments()
    managers = [user for user in users if staff.role(user) == "manager"]
    calls = []
    for number in range(MIXED_REQUESTS):
        if chance.randrange(100) >= WRITES_OF_A_HUNDRED:
            calls.append(Call(chance.choice(users), "W1", {}))
        elif number % 2:
            manager = chance.choice(managers)
            calls.append(new_task(manager, staff.led_by(manager), staff, chance))
        else:
            user = chance.choice(users)
            calls.append(new_task(user, [user], staff, chance))
    return calls


def warming(workload: str, staff: Staff) -> list[Call]:
    """Return what is asked before the measurement: each answer once, and nothing written."""
    if workload == "W5":
        return [Call(user, "W1", {}) for user in staff.two_departments()]
    calls = calls_of(workload, staff)
    return calls if workload in READS else calls[:4]


MAKERS: dict[str, Callable[[Staff], list[Call]]] = {
    "W1": my_tasks,
    "W2": one_task,
    "W3": my_team,
    "W4": searches,
    "W5": mixed,
    "W6": new_tasks,
}
