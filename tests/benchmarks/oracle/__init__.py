"""The oracle, which finds wrong answers of the cache.

Two web servers with the response cache, a third one without it, one database. Between random writes of every kind,
by people through the API and by programs through the models, random viewers ask random questions. What the two
answer is compared with what the third answers at the same moment, while nothing is written.

- `world.py`:    the companies, and who asks
- `reads.py`:    what is asked
- `writes.py`:   what people change, through the API
- `programs.py`: what programs change, through the models, like the admin, a shell or an import
- `servers.py`:  the three servers
- `trial.py`:    changes and questions in turn, and what was found
- `run.py`:      all of it together
"""
