"""The writers of the letters that the tests send."""

from notifications.models import Letter
from notifications.services import Draft


def hello(letter: Letter) -> Draft | None:
    """Greet whom the letter names, unless he is gone."""
    if letter.about.get("gone"):
        return None
    return Draft(to=letter.about["to"], context={"name": letter.about["name"], "company": "Acme"})


def poison(letter: Letter) -> Draft:
    """Fail with a message that quotes what nobody may read, after a change that must not stay."""
    Letter.objects.filter(pk=letter.pk).update(to="changed@acme.example")
    raise RuntimeError(f"secret password for {letter.about['to']}")
