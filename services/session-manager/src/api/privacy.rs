//! `/api/tenants/{tenant_id}/privacy`: how long what customers wrote is kept.

mod get;
pub(super) mod lines;
mod replace;

use serde::Serialize;
use storage::privacy::Keeping;
use utoipa::ToSchema;

pub(super) use get::*;
pub(super) use replace::*;

use crate::privacy::{PrivacySettings, days};

/// How long the tenant keeps what customers wrote.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Privacy)]
pub(in crate::api) struct PrivacyBody {
    /// For how many days messages are kept; null: as long as the tenant is there.
    #[schema(required)]
    messages_days: Option<i32>,
    /// The same for their files, which go with their messages at the latest.
    #[schema(required)]
    media_days: Option<i32>,
    /// Whether the tenant has set it; else it is as the operators say, and changes with that.
    is_set: bool,
    /// What holds for a tenant that sets nothing; null: as long as it is there.
    #[schema(required)]
    messages_days_default: Option<i32>,
    /// The same for files.
    #[schema(required)]
    media_days_default: Option<i32>,
    /// What the operators let a tenant keep messages for; null: as long as it wants.
    #[schema(required)]
    messages_days_at_most: Option<i32>,
    /// The same for files.
    #[schema(required)]
    media_days_at_most: Option<i32>,
}

impl PrivacyBody {
    fn new(settings: &PrivacySettings, set: Option<Keeping>) -> Self {
        let (keeping, default) = (settings.of(set), settings.of(None));
        Self {
            messages_days: keeping.messages_days,
            media_days: keeping.media_days,
            is_set: set.is_some(),
            messages_days_default: default.messages_days,
            media_days_default: default.media_days,
            messages_days_at_most: days(settings.messages_days_at_most),
            media_days_at_most: days(settings.media_days_at_most),
        }
    }
}
