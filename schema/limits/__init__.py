"""What one caller may ask for: how large a document, how many rows, how long and how often.

- `documents.py`: how deep and wide a document may be, measured once before it is validated
- `cost.py`:      how many rows an operation could show, by its pages, before anything is read
- `values.py`:    how long and deep the values of variables may be
- `deadline.py`:  how long an operation may take, looked at between its fields
- `rates.py`:     how many operations a minute, counted where all processes see it

The figures are settings: see settings/policy.py and the rates of the environment.
"""

from schema.limits.cost import CostLimit
from schema.limits.deadline import TimedExecution, ends_at
from schema.limits.documents import Documents, text_too_long

__all__ = ["CostLimit", "Documents", "TimedExecution", "ends_at", "text_too_long"]
