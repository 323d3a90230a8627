"""The run: changes and questions in turn, and what was answered wrongly."""

import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError

from organization.authentication import TokenInvalidError
from tests.benchmarks.oracle.programs import PROGRAMS
from tests.benchmarks.oracle.reads import Read, any_read
from tests.benchmarks.oracle.servers import Answer, Server
from tests.benchmarks.oracle.world import World
from tests.benchmarks.oracle.writes import INPUTS, OFTEN, do

QUESTIONS = 8
"""How many questions are asked again after each change; the oldest of them gives way to a new one."""

MOST_CHANGES = 3
"""How many changes there are at most between two rounds of questions."""

REMEMBERED = 6
"""How many changes are told of a wrong answer."""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer, and what is needed to get it again."""

    question: str
    viewer: str
    document: str
    variables: dict[str, Any]
    server: str
    answered: Any
    right: Any
    changes: list[str]

    def __str__(self) -> str:
        changes = "\n".join(f"    {change}" for change in self.changes)
        document = " ".join(self.document.split())
        return (
            f"WRONG: {self.question}, asked by {self.viewer} at the {self.server} server\n  {document}\n"
            f"  {self.variables}\n  answered {self.answered}\n  right is {self.right}\n  the last changes:\n{changes}"
        )


@dataclass
class Findings:
    """What a run found."""

    seed: int
    reads: int = 0
    hits: int = 0
    uncached_reads: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    wrong: list[Wrong] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.reads} reads, {self.hits} of them hits, "
            f"{self.changes.total()} changes of {len(self.changes)} kinds ({self.refused.total()} more were refused), "
            f"{len(self.wrong)} wrong answers, seed {self.seed}, {self.seconds:.0f} s"
        )

    def told(self, most: int) -> list[str]:
        """Return the first wrong answers, and the sum of it all."""
        return [*map(str, self.wrong[:most]), str(self)]

    def as_dict(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return vars(self) | {"wrong": [asdict(wrong) for wrong in self.wrong]}


@dataclass
class Trial:
    """A world, the servers that keep answers, and the one that is right."""

    world: World
    keeping: list[Server]
    plain: Server
    findings: Findings
    changes: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def run(self, reads: int) -> None:
        """Change and ask until there are so many reads."""
        started = time.monotonic()
        asked: deque[Read] = deque(maxlen=QUESTIONS)
        while self.findings.reads < reads:
            asked.append(any_read(self.world))
            for read in asked:
                self.ask(read)
            for _ in range(self.world.random.randint(1, MOST_CHANGES)):
                self.change()
        self.findings.seconds = time.monotonic() - started

    def change(self) -> None:
        """Let a person or a program change something."""
        chance = self.world.random
        if chance.random() < 0.5:
            name = chance.choice((*sorted(INPUTS), *OFTEN))
            done, answer = do(name, self.world, chance.choice(self.keeping))
            self._note(name, f"{done} -> {answer.said}", refused=answer.refused)
            return
        name = chance.choice(sorted(PROGRAMS))
        try:
            result = PROGRAMS[name](self.world)
        except IntegrityError:
            result = None
        self._note(name, f"{name}: {result}", refused=result is None)

    def _note(self, name: str, said: str, *, refused: bool) -> None:
        (self.findings.refused if refused else self.findings.changes)[name] += 1
        if not refused:
            self.changes.append(f"{self.findings.changes.total()}. {said}")

    def ask(self, read: Read) -> None:
        """Ask every server, and judge those that keep answers."""
        try:
            token = self.world.token(read.viewer)
        except TokenInvalidError:
            return
        right = self.plain.ask(token, read.document, read.variables)
        self.findings.uncached_reads += 1
        if right.kept:
            raise RuntimeError("The server that shall keep no answer has kept one.")
        for server in self.world.random.sample(self.keeping, len(self.keeping)):
            answer = server.ask(token, read.document, read.variables)
            self._count(read, answer)
            if answer.said != right.said and not self._day_went_by(read, token, right):
                self.findings.wrong.append(self._wrong(read, server, answer, right))
        if any(code == "UNAUTHENTICATED" for _, code in right.errors):
            self.world.sign_in_again(read.viewer)

    def _count(self, read: Read, answer: Answer) -> None:
        self.findings.reads += 1
        self.findings.hits += answer.kept
        self.findings.questions[read.name] += 1

    def _day_went_by(self, read: Read, token: str, right: Answer) -> bool:
        # Nothing is written meanwhile; but a company's midnight may have come.
        return self.plain.ask(token, read.document, read.variables).said != right.said

    def _wrong(self, read: Read, server: Server, answer: Answer, right: Answer) -> Wrong:
        answered, expected = next(differences(answer.said, right.said))
        viewer = f"{read.viewer} ({read.viewer.role}, user {read.viewer.pk})"
        return Wrong(
            read.name, viewer, read.document, read.variables, server.name, answered, expected, list(self.changes)
        )


def differences(answered: Any, right: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the places where two answers differ, with what stands there in each."""
    if isinstance(answered, dict) and isinstance(right, dict):
        for key in right:
            yield from differences(answered.get(key), right[key], f"{path}.{key}")
    elif isinstance(answered, list | tuple) and isinstance(right, list | tuple) and len(answered) == len(right):
        for number, (left, other) in enumerate(zip(answered, right, strict=True)):
            yield from differences(left, other, f"{path}[{number}]")
    elif answered != right:
        yield f"{path} = {answered}", f"{path} = {right}"
