//! The sections that every service has.

use std::net::SocketAddr;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::config::{Problems, duration};

/// `[http]`: where the service listens, also for `/livez`, `/readyz` and `/metrics`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct HttpSettings {
    /// Address and port. Port 0 takes a free one.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// How many connections are open at once; more wait in the system's queue.
    pub max_connections: usize,
    /// How many of these are served at once.
    pub max_served: usize,
    /// How long a client may take to send the head of a request, and how long a connection may be idle.
    #[serde(with = "duration")]
    pub header_deadline: Duration,
}

/// `[telemetry]`: what is logged, and where traces and numbers go.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TelemetrySettings {
    /// Which log lines are written, in the language of `tracing_subscriber::EnvFilter`:
    /// `info,bot_worker=debug`. Traces do not depend on it.
    pub filter: String,
    /// How they are written.
    pub format: LogFormat,
    /// The URL of an OpenTelemetry collector, such as `http://otel-collector:4318`. Empty: traces
    /// are made and passed on, but not exported.
    pub otlp_endpoint: String,
    /// How the collector is spoken to.
    pub otlp_protocol: OtlpProtocol,
    /// Whether the collector is also sent the numbers that `/metrics` shows.
    pub otlp_metrics: bool,
    /// How often it is sent them.
    #[serde(with = "duration")]
    pub otlp_metrics_interval: Duration,
    /// Which part of the traces that begin here is exported, from 0 to 1. A trace that another service began is exported
    /// when that service says so.
    pub sample_ratio: f64,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// How an OpenTelemetry collector is spoken to; the names are those of `OTEL_EXPORTER_OTLP_PROTOCOL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum OtlpProtocol {
    /// `http/protobuf`: requests of HTTP/1.1, on most collectors port 4318.
    HttpProtobuf,
    /// `grpc`: HTTP/2, on most collectors port 4317.
    Grpc,
}

/// `[lifecycle]`: how the service stops.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LifecycleSettings {
    /// How long work that has begun may take after the service was asked to stop.
    #[serde(with = "duration")]
    pub shutdown_deadline: Duration,
}

impl HttpSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        problems.check(
            "http.max_connections",
            (1..=1_000_000).contains(&self.max_connections),
            "must be from 1 to 1000000",
        );
        problems.check(
            "http.max_served",
            (1..=1_000_000).contains(&self.max_served),
            "must be from 1 to 1000000",
        );
        problems.check(
            "http.header_deadline",
            self.header_deadline >= Duration::from_secs(1),
            "must be at least 1s",
        );
    }
}

impl TelemetrySettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        problems.check(
            "telemetry.filter",
            EnvFilter::builder().parse(&self.filter).is_ok(),
            "expected a filter such as info or info,bot_worker=debug",
        );
        let endpoint = &self.otlp_endpoint;
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let url = endpoint.parse().ok().filter(is_http);
        problems.check(
            "telemetry.otlp_endpoint",
            endpoint.is_empty() || url.is_some(),
            "expected a URL such as http://otel-collector:4318, or nothing",
        );
        let has_path = url.is_some_and(|url| url.path() != "/" || url.query().is_some());
        problems.check(
            "telemetry.otlp_endpoint",
            self.otlp_protocol != OtlpProtocol::Grpc || !has_path,
            "has no path with telemetry.otlp_protocol = \"grpc\": such as http://otel-collector:4317",
        );
        problems.check(
            "telemetry.otlp_metrics",
            !self.otlp_metrics || !endpoint.is_empty(),
            "needs telemetry.otlp_endpoint, where the numbers go",
        );
        problems.check(
            "telemetry.otlp_metrics_interval",
            self.otlp_metrics_interval >= Duration::from_secs(1),
            "must be at least 1s",
        );
        problems.check(
            "telemetry.sample_ratio",
            (0.0..=1.0).contains(&self.sample_ratio),
            "must be from 0 to 1: 0.1 exports every tenth trace",
        );
    }
}

impl TryFrom<String> for LogFormat {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected text or json"),
        }
    }
}

impl From<LogFormat> for &'static str {
    fn from(format: LogFormat) -> Self {
        match format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }
    }
}

impl TryFrom<String> for OtlpProtocol {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "http/protobuf" => Ok(Self::HttpProtobuf),
            "grpc" => Ok(Self::Grpc),
            _ => Err("expected http/protobuf or grpc"),
        }
    }
}

impl From<OtlpProtocol> for &'static str {
    fn from(protocol: OtlpProtocol) -> Self {
        match protocol {
            OtlpProtocol::HttpProtobuf => "http/protobuf",
            OtlpProtocol::Grpc => "grpc",
        }
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(|_| D::Error::custom("expected an address with a port, such as 0.0.0.0:8080"))
}
