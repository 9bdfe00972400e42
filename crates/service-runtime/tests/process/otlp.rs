//! A service that tells a collector, by each protocol. Runs the example `hello`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::metrics::v1::{Metric, metric::Data, number_data_point};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::hello::Running;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// A collector that keeps what it is told.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    who: Vec<Resource>,
    spans: Vec<Span>,
    /// The last of each name: sums since the start.
    metrics: BTreeMap<String, Metric>,
}

impl Collector {
    fn take_traces(&self, request: ExportTraceServiceRequest) {
        let mut told = self.0.lock().unwrap();
        for of_one in request.resource_spans {
            told.who.extend(of_one.resource);
            let spans = of_one.scope_spans.into_iter();
            told.spans.extend(spans.flat_map(|scope| scope.spans));
        }
    }

    fn take_metrics(&self, request: ExportMetricsServiceRequest) {
        let mut told = self.0.lock().unwrap();
        for of_one in request.resource_metrics {
            told.who.extend(of_one.resource);
            for metric in of_one.scope_metrics.into_iter().flat_map(|it| it.metrics) {
                told.metrics.insert(metric.name.clone(), metric);
            }
        }
    }

    async fn by_http(&self) -> SocketAddr {
        let traces = async |State(collector): State<Self>, body: Bytes| {
            collector.take_traces(Message::decode(body).unwrap());
        };
        let metrics = async |State(collector): State<Self>, body: Bytes| {
            collector.take_metrics(Message::decode(body).unwrap());
        };
        let router = Router::new()
            .route("/v1/traces", post(traces))
            .route("/v1/metrics", post(metrics))
            .with_state(self.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        address
    }

    async fn by_grpc(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(self.clone()))
            .add_service(MetricsServiceServer::new(self.clone()))
            .serve_with_incoming(TcpIncoming::from(listener));
        tokio::spawn(server);
        address
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.take_traces(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.take_metrics(request.into_inner());
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

fn text_of(attributes: &[KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|it| it.key == name)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        other => Some(format!("{other:?}")),
    }
}

/// A service answers one request and stops; what it has told until then, and what it showed to Prometheus.
fn greet(collector: SocketAddr, more: &[(&str, &str)]) -> (String, String) {
    let endpoint = format!("http://{collector}");
    let set = [("PEYK__TELEMETRY__OTLP_ENDPOINT", endpoint.as_str())];
    let running = Running::start(&[&set, more].concat());
    running.get(
        "/",
        &format!("traceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n"),
    );
    let page = running.get("/metrics", "");
    running.signal("-TERM");
    let (code, log) = running.ends_with();
    assert_eq!(code, Some(0), "{log}");
    (page, log)
}

/// The trace of the request is told, with who tells it.
fn has_the_trace(told: &Told) {
    let trace = told.spans.iter().find(|span| span.name == "GET /").unwrap();
    let id = u128::from_be_bytes(trace.trace_id.as_slice().try_into().unwrap());
    assert_eq!(format!("{id:032x}"), TRACE);
    for who in &told.who {
        let who = &who.attributes;
        assert_eq!(text_of(who, "service.name").as_deref(), Some("hello"));
        assert!(text_of(who, "service.instance.id").is_some());
    }
}

/// All that Prometheus is shown is told, under the same names, with the same labels and buckets.
fn has_the_numbers(told: &Told, page: &str) {
    let shown: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let pushed: BTreeSet<&str> = told.metrics.keys().map(String::as_str).collect();
    assert!(shown.len() > 5, "{page}");
    assert_eq!(shown.difference(&pushed).collect::<Vec<_>>(), [&""; 0]);

    let requests = &told.metrics["http_requests_total"];
    assert_eq!(requests.description, "Requests that were answered");
    let Some(Data::Sum(sum)) = &requests.data else {
        panic!("{requests:?}")
    };
    assert!(sum.is_monotonic);
    let of_route = |route: &str| {
        let mut points = sum.data_points.iter();
        points.find(|it| text_of(&it.attributes, "route").as_deref() == Some(route))
    };
    let point = of_route("/").unwrap();
    assert_eq!(point.value, Some(number_data_point::Value::AsInt(1)));
    assert_eq!(text_of(&point.attributes, "status").as_deref(), Some("200"));

    let durations = &told.metrics["http_request_duration_seconds"];
    assert_eq!(durations.unit, "s");
    let Some(Data::Histogram(histogram)) = &durations.data else {
        panic!("{durations:?}")
    };
    let bounds = &histogram.data_points[0].explicit_bounds;
    let shown = page.lines().filter(|line| {
        line.starts_with("http_request_duration_seconds_bucket") && line.contains(r#"route="/""#)
    });
    // Prometheus' last bucket has no bound.
    assert_eq!(bounds.len() + 1, shown.count(), "{bounds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_is_told_traces_and_numbers_by_http() {
    let collector = Collector::default();
    let address = collector.by_http().await;
    let (page, _) = greet(address, &[("PEYK__TELEMETRY__OTLP_METRICS", "true")]);
    let told = collector.0.lock().unwrap();
    has_the_trace(&told);
    has_the_numbers(&told, &page);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_is_told_traces_and_numbers_by_grpc() {
    let collector = Collector::default();
    let address = collector.by_grpc().await;
    let (page, _) = greet(
        address,
        &[
            ("PEYK__TELEMETRY__OTLP_PROTOCOL", "grpc"),
            ("PEYK__TELEMETRY__OTLP_METRICS", "true"),
        ],
    );
    let told = collector.0.lock().unwrap();
    has_the_trace(&told);
    has_the_numbers(&told, &page);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_not_told_unless_that_is_set() {
    let collector = Collector::default();
    let address = collector.by_http().await;
    greet(address, &[]);
    let told = collector.0.lock().unwrap();
    has_the_trace(&told);
    assert!(told.metrics.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_speaks_another_protocol_is_named_in_the_log_and_does_no_harm() {
    let collector = Collector::default();
    let address = collector.by_http().await;
    let (_, log) = greet(address, &[("PEYK__TELEMETRY__OTLP_PROTOCOL", "grpc")]);
    // Which of them depends on whether it is tried again for longer than a stop waits.
    let says = ["traces are not exported", "the last traces may be lost"];
    assert!(says.iter().any(|it| log.contains(it)), "{log}");
    assert!(collector.0.lock().unwrap().spans.is_empty());
}
