# One image for every service: `poyta serve --target` chooses what runs in it.
# Front-end files and packages are built apart, so that neither Node nor uv is in what is shipped.

FROM node:24-slim AS assets
# hadolint ignore=DL3008 # the distribution's own security updates are wanted here
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY poyta/__init__.py poyta/assets.py poyta/
RUN python3 -m poyta.assets

FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
COPY pyproject.toml requirements.lock ./
# One lock for laptop, tests and image: uv takes what pyproject names, and every version and hash from the
# lock. aiosmtpd and psutil belong to the embedded stack, which the command line imports.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.lock \
    && sed -n -e '/^aiosmtpd==/,/[^\\]$/p' -e '/^psutil==/,/[^\\]$/p' requirements.lock > beside.lock \
    && pip install --require-hashes --requirement uv.lock \
    && python -m venv --without-pip /opt/poyta \
    && uv pip install --python /opt/poyta/bin/python --no-cache --compile-bytecode --require-hashes \
        --constraints requirements.lock --requirements pyproject.toml --requirements beside.lock

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Pöytä" \
      org.opencontainers.image.description="Partnership tables of Finland's wellbeing services counties"
ENV PATH=/opt/poyta/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# The folders that volumes begin from belong to the user who writes there.
RUN groupadd --system --gid 10001 poyta \
    && useradd --system --uid 10001 --gid poyta --no-create-home --shell /usr/sbin/nologin poyta \
    && install --directory --owner poyta --group poyta --mode 0700 /var/poyta /var/poyta/keys /var/nats /var/nats-conf
WORKDIR /app
COPY --from=packages /opt/poyta /opt/poyta
COPY shared shared
COPY services services
COPY poyta poyta
COPY --from=assets /app/shared/chassis/static/vendor shared/chassis/static/vendor
RUN python -m compileall -q poyta services shared
USER 10001:10001
EXPOSE 8000 9000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-I", "-S", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "poyta"]
CMD ["serve", "--instances", "/var/poyta/instances", "--host", "0.0.0.0", "--port", "8000", "--metrics-port", "9000"]
