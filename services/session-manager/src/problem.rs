//! What a caller is told when something goes wrong: RFC 9457, `application/problem+json`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bus::{BusError, PublishError};
use flow::{Finding, Severity};
use serde::Serialize;
use storage::StorageError;
use utoipa::ToSchema;

/// When a caller may try again, in seconds.
const RETRY_SECONDS: u64 = 5;

/// An answer that is an error. Its cause is for the log and never in the body.
#[derive(Debug)]
pub(crate) struct Problem {
    body: Box<ProblemBody>,
    status: StatusCode,
    retry_after: Option<u64>,
    challenge: Option<&'static str>,
    cause: Option<Arc<anyhow::Error>>,
}

/// What a caller is told: RFC 9457, with a code for programs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `about:blank`: the status says what kind it is, the code which.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// One word for programs; does not change.
    code: &'static str,
    /// One sentence for people.
    detail: String,
    /// What is wrong with which field; absent where it is about none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Serialize, ToSchema)]
struct FieldError {
    /// Where it is: `name`, `nodes[0].url`, or `(body)`.
    field: String,
    /// Of a flow: the id of the step that it is in; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    step: Option<String>,
    /// What it must be.
    message: String,
}

/// The cause of a problem, on its way from the handler to the log.
#[derive(Clone)]
struct Cause(Arc<anyhow::Error>);

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            body: Box::new(ProblemBody {
                r#type: "about:blank",
                title: status.canonical_reason().unwrap_or("Error"),
                status: status.as_u16(),
                code,
                detail: detail.into(),
                errors: Vec::new(),
            }),
            status,
            retry_after: None,
            challenge: None,
            cause: None,
        }
    }

    /// A field of the request is missing or wrong.
    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let detail = format!("{field}: {message}");
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid_request", detail);
        problem.body.errors.push(FieldError {
            field,
            step: None,
            message,
        });
        problem
    }

    /// A flow is not fit for customers: every error of the linter, with its step, its field, and what to do.
    pub(crate) fn flow_has_errors(findings: &[Finding]) -> Self {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        let errors: Vec<_> = findings.iter().filter(is_error).collect();
        let first = errors.first().map(ToString::to_string);
        let detail = format!(
            "The flow has errors ({}), the first: {}",
            errors.len(),
            first.unwrap_or_default().trim_start_matches("error: ")
        );
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "flow_has_errors", detail);
        let told = errors.into_iter().map(|finding| FieldError {
            field: finding.field.clone(),
            step: finding.step.clone(),
            message: finding.message.clone(),
        });
        problem.body.errors.extend(told);
        problem
    }

    /// A stored flow was written by another version of this service.
    pub(crate) fn flow_unreadable(cause: serde_json::Error) -> Self {
        let detail = "The document cannot be read any more. Save it anew.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "flow_unreadable", detail).because(cause)
    }

    pub(crate) fn not_found(uri: &Uri) -> Self {
        let detail = format!("There is nothing at {}.", uri.path());
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    pub(crate) fn method_not_allowed(method: &Method) -> Self {
        let detail = format!("{method} is not what this path is for.");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    pub(crate) fn tenant_not_found() -> Self {
        let detail = "There is no tenant with this id.";
        Self::new(StatusCode::NOT_FOUND, "tenant_not_found", detail)
    }

    pub(crate) fn node_not_found() -> Self {
        let detail = "There is no WAHA node with this id.";
        Self::new(StatusCode::NOT_FOUND, "node_not_found", detail)
    }

    /// Nobody, or nobody whom we know; `challenge` says how to become somebody.
    pub(crate) fn unauthorized(challenge: &'static str, detail: &str) -> Self {
        Self {
            challenge: Some(challenge),
            ..Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
        }
    }

    /// Somebody, but not one who may do this.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// A change that may come from another site's page.
    pub(crate) fn csrf() -> Self {
        let detail = "A change asked for by a browser needs the header X-Peyk-Request: 1.";
        Self::new(StatusCode::FORBIDDEN, "csrf", detail)
    }

    /// Too many passwords were tried; the next may be after `rest`.
    pub(crate) fn too_many_attempts(rest: Duration) -> Self {
        let detail = "There were too many attempts to sign in. Try again later.";
        Self {
            // A second more than what is left, lest it be one too few.
            retry_after: Some(rest.as_secs() + 1),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", detail)
        }
    }

    /// Too many requests by one caller; the next may be after `rest`.
    pub(crate) fn too_many_requests(rest: Duration) -> Self {
        let detail = "There were too many requests. Try again later.";
        Self {
            retry_after: Some(rest.as_secs() + 1),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
        }
    }

    /// A process serves so many streams of a tenant and no more.
    pub(crate) fn too_many_streams() -> Self {
        let detail = "So many streams of this tenant's events are open that no more are served.";
        Self {
            retry_after: Some(RETRY_SECONDS),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", detail)
        }
    }

    /// Something that the service needs is away for the moment.
    pub(crate) fn unavailable(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            retry_after: Some(RETRY_SECONDS),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
        }
    }

    /// A mistake of ours.
    pub(crate) fn internal() -> Self {
        let detail = "The service failed to do this. The operator finds the reason in its log.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// Whether it is the service's, and says nothing of who asked or of what.
    pub(crate) fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }

    /// The sentence for people.
    pub(crate) fn detail(&self) -> &str {
        &self.body.detail
    }

    pub(crate) fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(Arc::new(cause.into()));
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

/// Logs the causes of problems, in one place and once.
pub(crate) async fn log_causes(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(Cause(cause)) = response.extensions().get() {
        tracing::warn!(cause = format!("{cause:#}"), "a request failed");
    }
    response
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        let problem = if error.is_transient() {
            Self::unavailable("database_unavailable", "The database is not available.")
        } else {
            Self::internal()
        };
        problem.because(error)
    }
}

impl From<BusError> for Problem {
    fn from(error: BusError) -> Self {
        Self::unavailable("nats_unavailable", "The message bus is not available.").because(error)
    }
}

impl From<PublishError> for Problem {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::TooLarge | PublishError::Refused(_) => Self::internal(),
            PublishError::Disconnected
            | PublishError::TimedOut
            | PublishError::Full
            | PublishError::NoStream => {
                Self::unavailable("nats_unavailable", "The message bus does not take it now.")
            }
        }
        .because(error)
    }
}

impl From<waha::Error> for Problem {
    /// WAHA's reason is told: the tenant's person can often act on it. `waha::Error` holds no key,
    /// no configuration and no URL in its texts.
    fn from(error: waha::Error) -> Self {
        let detail = error.to_string();
        let problem = match &error {
            waha::Error::Unavailable { .. } => Self::unavailable("waha_unavailable", detail),
            waha::Error::Busy => Self::unavailable("waha_busy", detail),
            waha::Error::WrongStatus { .. } => {
                Self::new(StatusCode::CONFLICT, "session_status", detail)
            }
            waha::Error::SessionUnknown => {
                Self::new(StatusCode::NOT_FOUND, "session_not_found", detail)
            }
            _ => Self::new(StatusCode::BAD_GATEWAY, "waha_refused", detail),
        };
        problem.because(error)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn json(problem: Problem) -> (Response<()>, serde_json::Value) {
        let (parts, body) = problem.into_response().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let value = serde_json::from_slice(&bytes).unwrap();
        (Response::from_parts(parts, ()), value)
    }

    #[tokio::test]
    async fn a_field_is_named() {
        let (response, body) = json(Problem::field("name", "must not be empty")).await;
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(
            body,
            serde_json::json!({
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "code": "invalid_request",
                "detail": "name: must not be empty",
                "errors": [{"field": "name", "message": "must not be empty"}],
            })
        );
    }

    #[tokio::test]
    async fn wahas_reason_is_told_and_says_whether_to_try_again() {
        let refused = waha::Error::Rejected {
            status: 422,
            reason: "WAHA Core support only 'default' session".to_owned(),
        };
        let (response, body) = json(refused.into()).await;
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        assert!(
            body["detail"].as_str().unwrap().contains("only 'default'"),
            "{body}"
        );

        let away = waha::Error::Unavailable {
            reason: "no connection".to_owned(),
            outcome_unknown: false,
            source: None,
        };
        let (response, body) = json(away.into()).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "5");
        assert_eq!(body["code"], "waha_unavailable");
    }

    #[tokio::test]
    async fn the_cause_is_not_in_the_body() {
        let problem = Problem::internal().because(anyhow::anyhow!("password hunter2"));
        let (_, body) = json(problem).await;
        assert!(!body.to_string().contains("hunter2"), "{body}");
    }
}
