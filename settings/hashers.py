"""How passwords are hashed."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

# A hash takes 19 MiB and a core: many at once would starve every other request of the process.
hashing = BoundedSemaphore(4)


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane, and four at a time: sign-ins must not use up the memory."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password."""
        with hashing:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password of this hash."""
        with hashing:
            return super().verify(password, encoded)
