"""The response cache: `@cache_response("key")` keeps a field's finished answer, one per viewer.

How it works, in one minute. An answer depends on a few tags, such as `work:e7` (what employee 7
takes part in). Each tag has a generation, a random value in the cache. An answer is stored with
the generations read *before* its query, and counts only while they are all still the same. After
a commit, the signals of the models give new generations to the tags of just those who could see
the row, before or after. What is stored is the finished JSON, which is spliced into the response.

- `front.py`:    before Django: a request whose whole answer is kept is answered in one round trip
- `response.py`: the decorator, and how an answer is kept and spliced
- `parts.py`:    one field of an operation whose answer can be kept
- `snapshot.py`: a viewer as the cache knows him
- `plan.py`:     what a field of a document asks, found out once per document
- `tags.py`:     what an answer depends on, and what a changed row ends
- `receivers.py`: the signals of the models
- `store.py`:    entries and generations in Django's cache; away is only slower
"""

from schema.caching.response import CachingExecutionContext, ResponseCache, cache_response

__all__ = ["CachingExecutionContext", "ResponseCache", "cache_response"]
