# syntax=docker/dockerfile:1
# One file for every service: `docker build -f infra/docker/service.Dockerfile --build-arg BIN=bot-worker .`
# session-manager brings the dashboard with it: `--target session-manager --build-arg BIN=session-manager`

FROM rust:1.95.0-slim-bookworm AS build
# The image's own toolchain is the one that rust-toolchain.toml names; without this rustup would fetch the components
# for developers as well.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
ARG BIN
# The services share almost all of their dependencies: with the caches, the second image compiles only what is its own.
# `locked`: images that are built at the same time wait for each other instead of writing into one folder.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --package "$BIN" --bin "$BIN" \
    && cp "target/release/$BIN" /service

FROM node:22.20.0-bookworm-slim AS dashboard
WORKDIR /src
# The packages first: they change less often than what is made with them.
COPY services/dashboard/package.json services/dashboard/package-lock.json services/dashboard/.npmrc ./
COPY services/dashboard/gen/package.json gen/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY services/dashboard .
RUN npm run build

FROM debian:bookworm-slim AS runtime
# Certificates for TLS to Postgres, NATS and WAHA; nothing else is needed, a health check least of all.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin peyk \
    # A volume is mounted here, and takes the owner over.
    && install --directory --owner=10001 --group=10001 /var/lib/peyk/media
COPY --from=build /service /usr/local/bin/service
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
# Asks the service's own /readyz, on the port that its settings name.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/service", "--healthcheck"]
ENTRYPOINT ["/usr/local/bin/service"]

FROM runtime AS session-manager
COPY --from=dashboard /src/dist /usr/local/share/peyk/dashboard
ENV PEYK__DASHBOARD__DIR=/usr/local/share/peyk/dashboard

# The last one is built unless told otherwise.
FROM runtime AS service
