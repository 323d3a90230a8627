"""How static files are stored in production."""

from typing import ClassVar

from whitenoise.storage import CompressedManifestStaticFilesStorage

Patterns = tuple[tuple[str, tuple[str | tuple[str, str], ...]], ...]


def without_source_maps(patterns: Patterns) -> Patterns:
    """Leave out what looks for source maps."""
    return tuple(
        (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for extension, rules in patterns
    )


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; GraphiQL's name source maps that its package does not ship."""

    patterns: ClassVar[Patterns] = without_source_maps(CompressedManifestStaticFilesStorage.patterns)
