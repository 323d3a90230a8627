"""The project as production runs it."""
