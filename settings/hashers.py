"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: sign-ins at the same time must not use up the memory."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
