"""The app's place in Django: it listens to the models in every process, web and worker alike."""

from django.apps import AppConfig


class SchemaConfig(AppConfig):
    """The API floor."""

    name = "schema"

    def ready(self) -> None:
        """Connect the receivers that end cached answers."""
        from schema.caching import receivers  # noqa: PLC0415 - the models are loaded only now

        receivers.connect()
