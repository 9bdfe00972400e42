# syntax=docker/dockerfile:1
# One file for every service: `docker build -f infra/docker/service.Dockerfile --build-arg BIN=bot-worker .`

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

FROM debian:bookworm-slim
# Certificates for TLS to Postgres, NATS and WAHA; nothing else is needed, a health check least of all.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin peyk
COPY --from=build /service /usr/local/bin/service
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
# Asks the service's own /readyz, on the port that its settings name.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/service", "--healthcheck"]
ENTRYPOINT ["/usr/local/bin/service"]
