# The server and the worker: docker build --tag rakmedia-tasks .
# With `--target operations`: the same, and the programs that `backup` and `restore` need for PostgreSQL.

FROM python:3.12-slim AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM node:20-slim AS client
WORKDIR /build/client
COPY client/package.json client/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY schema/schema.graphql /build/schema/
COPY client .
RUN npm run build

FROM python:3.12-slim AS project
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=settings.prod
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/tasks
COPY . .
COPY --from=client /build/client/dist client/dist
# The environment of this one command: keys that are thrown away, and services that nobody asks.
RUN secret() { python -c 'import secrets; print(secrets.token_urlsafe(48))'; } \
    && DJANGO_SECRET_KEY=$(secret) JWT_SECRET_KEY=$(secret) QUEUE_SECRET_KEY=$(secret) \
    PUBLIC_URL=https://build.invalid TRUSTED_PROXIES=0 DATABASE_URL=postgres://build.invalid/build \
    REDIS_URL=redis://build.invalid EMAIL_HOST=build.invalid DEFAULT_FROM_EMAIL=build@build.invalid \
    python manage.py collectstatic --noinput \
    && python -m whitenoise.compress --quiet client/dist \
    && python -m compileall -q . \
    && groupadd --gid 10001 tasks \
    && useradd --system --uid 10001 --gid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin tasks \
    && mkdir -p /data/media /backups \
    && chown -R tasks:tasks /data /backups

FROM project AS operations
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["python", "manage.py", "help"]

FROM project AS server
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
