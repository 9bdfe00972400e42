//! Attribute names of spans: those of the OpenTelemetry semantic conventions, and ours.
//!
//! Left out of the conventions is what could hold a customer's number or words: `url.full`, `url.path`, `db.query.text`.
//!
//! To be used as field names: `tracing::info_span!("…", { semconv::MESSAGE_KEY } = %key)`.

/// The request's method.
pub const HTTP_REQUEST_METHOD: &str = "http.request.method";
/// The route that matched, as a template: bounded, and without ids.
pub const HTTP_ROUTE: &str = "http.route";
/// The answer's status.
pub const HTTP_RESPONSE_STATUS_CODE: &str = "http.response.status_code";
/// `http`: TLS ends in front of the services.
pub const URL_SCHEME: &str = "url.scheme";

/// `postgresql`.
pub const DB_SYSTEM_NAME: &str = "db.system.name";
/// The database's name.
pub const DB_NAMESPACE: &str = "db.namespace";
/// What a statement does to which tables, without any value.
pub const DB_QUERY_SUMMARY: &str = "db.query.summary";
/// Postgres' code of a failure.
pub const DB_RESPONSE_STATUS_CODE: &str = "db.response.status_code";
/// The host that is asked.
pub const SERVER_ADDRESS: &str = "server.address";
/// Its port.
pub const SERVER_PORT: &str = "server.port";
/// What kind of failure it was, in one word.
pub const ERROR_TYPE: &str = "error.type";

/// `nats`.
pub const MESSAGING_SYSTEM: &str = "messaging.system";
/// The stream or the subject's kind.
pub const MESSAGING_DESTINATION_NAME: &str = "messaging.destination.name";
/// What is done, as a verb of NATS: `publish`, `request` or `process`.
pub const MESSAGING_OPERATION_NAME: &str = "messaging.operation.name";
/// `send`, `receive`, `process` or `settle`.
pub const MESSAGING_OPERATION_TYPE: &str = "messaging.operation.type";
/// The durable consumer.
pub const MESSAGING_CONSUMER_GROUP_NAME: &str = "messaging.consumer.group.name";
/// How many messages a batch held.
pub const MESSAGING_BATCH_MESSAGE_COUNT: &str = "messaging.batch.message_count";

/// The name that the exporter shows instead of the span's own.
pub const OTEL_NAME: &str = "otel.name";
/// `server`, `client`, `producer`, `consumer` or `internal`.
pub const OTEL_KIND: &str = "otel.kind";
/// `ok` or `error`.
pub const OTEL_STATUS_CODE: &str = "otel.status_code";

/// The tenant that the work is for.
pub const TENANT_ID: &str = "peyk.tenant.id";
/// The WAHA session.
pub const SESSION: &str = "peyk.session";
/// WAHA's event name.
pub const EVENT: &str = "peyk.event";
/// The message key, by which one message is known everywhere.
pub const MESSAGE_KEY: &str = "peyk.message.key";
/// The conversation's row.
pub const CONVERSATION_ID: &str = "peyk.conversation.id";
