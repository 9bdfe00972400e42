# syntax=docker/dockerfile:1
# One file for every service: `docker build --file infra/docker/service.Dockerfile --build-arg BIN=bot-worker .`
# session-manager brings the dashboard with it: `--target session-manager --build-arg BIN=session-manager`
#
# All four services are compiled together, once: almost all that they consist of is the same, and whoever builds several
# images shares every stage but the last. A change in our code leaves the layer of the dependencies as it is.
#
# The same sources give the same files, without a path or a time of the build in them. For an image that is the same to
# the byte: `--build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" --output type=image,rewrite-timestamp=true`.
# The bases are pinned by tag. A registry may push a tag anew: who has to exclude that adds the digest that
# `docker buildx imagetools inspect IMAGE` shows, `rust:1.95.0-slim-bookworm@sha256:…`.

FROM rust:1.95.0-slim-bookworm AS toolchain
# The image's own toolchain is the one that rust-toolchain.toml names; without this rustup would fetch the components
# for developers as well.
ENV RUSTUP_TOOLCHAIN=1.95.0
# Names of functions stay, for backtraces; a panic names its line anyhow.
ENV CARGO_PROFILE_RELEASE_STRIP=debuginfo
ENV RUSTFLAGS="--remap-path-prefix=/src=peyk --remap-path-prefix=/usr/local/cargo/registry/src=crates"
ENV CARGO_INCREMENTAL=0
WORKDIR /src

# What cargo has to see before it compiles a dependency: every member's manifest, and something at the place of each
# target. This stage runs anew with every change; what comes out of it does not change.
FROM toolchain AS manifests
COPY . .
RUN rm -rf services/dashboard docs migrations .sqlx \
    && find . -type f ! -name Cargo.toml ! -name Cargo.lock ! -path './.cargo/*' \
        ! -path '*/src/lib.rs' ! -path '*/src/main.rs' ! -path '*/src/bin/*.rs' ! -path '*/tests/it/main.rs' -delete \
    && find . -type f -name '*.rs' -exec sh -c 'for file; do echo "fn main() { }" > "$file"; done' sh {} + \
    && find . -type d -empty -delete

FROM toolchain AS dependencies
COPY --from=manifests /src .
RUN cargo build --release --locked

FROM dependencies AS build
# What is compiled, and not the tests' and tools' sources: a change there builds nothing anew.
COPY .sqlx .sqlx
COPY docs/flow.schema.json docs/
COPY migrations migrations
COPY crates crates
COPY services services
# Cargo compares times, and ours are older than the empty files that they replace.
RUN find crates services -name '*.rs' -exec touch {} + \
    && cargo build --release --locked \
    && mkdir -p /out/data/media /out/data/world \
    && cp target/release/webhook-ingress target/release/session-manager target/release/bot-worker \
        target/release/waha-simulator /out/

FROM node:22.20.0-bookworm-slim AS dashboard
WORKDIR /src
# The packages first: they change less often than what is made with them.
COPY services/dashboard/package.json services/dashboard/package-lock.json services/dashboard/.npmrc ./
COPY services/dashboard/gen/package.json gen/
RUN npm ci --no-audit --no-fund && npm cache clean --force
COPY services/dashboard .
RUN npm run build

# Nothing is installed and nothing is run here: no package list of the day, no shell history, no user with a date.
FROM debian:12.12-slim AS runtime
ARG BIN
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="peyk/$BIN" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.base.name="debian:12.12-slim"
# For TLS to Postgres, NATS and WAHA. A health check needs no program beside the service.
COPY --from=toolchain /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# Volumes are mounted here, and take the owner over: the files of messages, and the simulator's pretend WhatsApp.
COPY --from=build --chown=10001:10001 /out/data /var/lib/peyk
COPY --from=build /out/$BIN /usr/local/bin/service
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
