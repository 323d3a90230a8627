"""The signal by which a queryset announces a change that Django's own signals do not."""

from django.dispatch import Signal

rows_changed = Signal()
"""Sent with sender=model and rows=the instances, or None where they are not known."""
