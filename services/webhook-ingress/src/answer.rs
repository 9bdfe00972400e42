//! What a webhook is answered: the status tells WAHA, the body tells people.
//!
//! WAHA tries again after everything but a 2xx.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bus::{LookupError, PublishError};
use domain::TenantId;
use serde::Serialize;
use waha::webhook::BodyError;

/// The event is on disk, now or since an earlier delivery.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) tenant: TenantId,
}

/// Why a webhook is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("The body must not be compressed")]
    Encoding,
    #[error("tenant_id must be given at most once, as a positive whole number")]
    TenantId,
    #[error("The body is too large")]
    TooLarge,
    #[error("The body did not arrive")]
    Unreadable,
    #[error("The body did not arrive in time")]
    Slow,
    #[error("Not a webhook of WAHA: {0}")]
    NotWaha(#[from] BodyError),
    #[error("Not a webhook of WAHA: `{0}` is not a name that WAHA gives")]
    Name(&'static str),
    /// The same for every tenant, also for those that do not exist.
    #[error("The signature is missing or wrong")]
    Signature,
    #[error("URL, session and signature disagree about the tenant")]
    Disagree,
    #[error("Tenant not found")]
    TenantUnknown,
    /// Believed, but no tenant takes it, for the reason in this word; kept where it is worth it. The answer is
    /// that of an unknown tenant.
    #[error("Tenant not found")]
    Unrouted(&'static str),
    #[error("It could not be found out whose customer it is")]
    Unanswered(#[from] LookupError),
    #[error("Starting, the tenants are not known yet")]
    Starting,
    #[error("Too many webhooks at once")]
    Overloaded,
    #[error("The event could not be stored")]
    Unstored(#[from] PublishError),
}

impl Refusal {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TenantId | Self::Unreadable | Self::NotWaha(_) | Self::Name(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Signature => StatusCode::UNAUTHORIZED,
            Self::Disagree => StatusCode::FORBIDDEN,
            Self::TenantUnknown | Self::Unrouted(_) => StatusCode::NOT_FOUND,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge | Self::Unstored(PublishError::TooLarge) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Encoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Starting | Self::Overloaded | Self::Unanswered(_) | Self::Unstored(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// One word for metrics and logs.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::TenantId => "tenant_id",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::Slow => "slow",
            Self::NotWaha(BodyError::NotJson { .. }) => "not_json",
            Self::NotWaha(_) | Self::Name(_) => "not_waha",
            Self::Signature => "signature",
            Self::Disagree => "disagree",
            Self::TenantUnknown => "tenant_unknown",
            Self::Unrouted(reason) => reason,
            Self::Unanswered(_) => "lead_lookup",
            Self::Starting => "starting",
            Self::Overloaded => "overloaded",
            Self::Unstored(error) => match error {
                PublishError::Disconnected => "nats_disconnected",
                PublishError::TimedOut => "nats_timeout",
                PublishError::Full => "stream_full",
                PublishError::NoStream => "no_stream",
                PublishError::TooLarge => "too_large",
                PublishError::Refused(_) => "nats_refused",
            },
        }
    }

    /// Whether the same webhook may be taken a moment later.
    pub(crate) fn may_come_again(&self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }

    /// Whether an operator should read of it: not of what any stranger can cause.
    pub(crate) fn is_worth_a_line(&self) -> bool {
        self.may_come_again()
            || matches!(
                self,
                Self::Disagree | Self::TenantUnknown | Self::Unrouted(_) | Self::Unstored(_)
            )
    }

    /// What went wrong behind the door.
    pub(crate) fn cause(&self) -> Option<&dyn std::error::Error> {
        match self {
            Self::Unstored(error) => Some(error),
            Self::Unanswered(error) => Some(error),
            _ => None,
        }
    }
}

impl IntoResponse for Received {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            status: &'static str,
            tenant_id: TenantId,
        }
        let body = Body {
            status: "received",
            tenant_id: self.tenant,
        };
        (StatusCode::ACCEPTED, Json(body)).into_response()
    }
}

/// The answer of an unknown path.
pub(crate) async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "There is nothing at this path")
}

/// The answer of a wrong method.
pub(crate) async fn method_not_allowed() -> Response {
    problem(StatusCode::METHOD_NOT_ALLOWED, "Webhooks are posted")
}

pub(crate) fn problem(status: StatusCode, message: &str) -> Response {
    #[derive(Serialize)]
    struct Body<'a> {
        status: &'static str,
        message: &'a str,
    }
    (
        status,
        Json(Body {
            status: "error",
            message,
        }),
    )
        .into_response()
}
