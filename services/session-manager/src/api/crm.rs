//! `/api/tenants/{tenant_id}/crm`

mod get;
mod remove;
mod replace;
mod rotate;

use axum::http::StatusCode;
use serde::Serialize;
use storage::crm::Hook;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use get::*;
pub(super) use remove::*;
pub(super) use replace::*;
pub(super) use rotate::*;

use crate::crm::HookSecret;
use crate::problem::Problem;

/// The CRM that is told what happens to leads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Crm)]
pub(in crate::api) struct CrmBody {
    /// Where it is told.
    url: String,
    /// Until when the secret before the last rotation signs as well; null when none does.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    previous_secret_until: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

/// A CRM, with a secret where there is a new one.
// Has no `Debug`: it holds the secret.
#[derive(Serialize, ToSchema)]
#[schema(as = CrmWithSecret)]
pub(in crate::api) struct SecretBody {
    #[serde(flatten)]
    crm: CrmBody,
    /// What signs (Standard Webhooks), beginning with `whsec_`. A new one is shown here and never again; absent when it
    /// is the one from before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
}

impl CrmBody {
    fn new(hook: Hook, now: OffsetDateTime) -> Self {
        Self {
            url: hook.url,
            previous_secret_until: hook.previous_until.filter(|until| *until > now),
            created_at: hook.created_at,
            updated_at: hook.updated_at,
        }
    }

    fn with(self, secret: Option<&HookSecret>) -> SecretBody {
        SecretBody {
            crm: self,
            secret: secret.map(|secret| secret.expose().to_owned()),
        }
    }
}

pub(in crate::api) fn no_crm() -> Problem {
    let detail = "The tenant has no CRM.";
    Problem::new(StatusCode::NOT_FOUND, "crm_not_found", detail)
}
