//! `/api/tenants/{tenant_id}/crm-deliveries`

mod list;
mod redeliver;

use serde::Serialize;
use storage::crm::Delivery;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use list::*;
pub(super) use redeliver::*;

/// Something that the CRM was, is or is not told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CrmDelivery)]
pub(in crate::api) struct DeliveryBody {
    id: i64,
    /// The header `webhook-id`, by which the CRM knows it.
    webhook_id: String,
    lead_id: i64,
    /// One word for programs: an open set. `lead.created`, `lead.updated`, `lead.handed_over`.
    event: String,
    /// `waiting`, `delivered` or `failed`.
    state: String,
    /// How often it was sent.
    attempts: i32,
    /// Of one that waits: when it is sent next.
    #[serde(with = "time::serde::rfc3339")]
    due_at: OffsetDateTime,
    /// The HTTP status that the CRM answered last.
    #[schema(required)]
    status: Option<i16>,
    /// Why the last attempt failed.
    #[schema(required)]
    reason: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    delivered_at: Option<OffsetDateTime>,
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_id: crate::crm::webhook_id(delivery.id),
            lead_id: delivery.lead_id,
            event: delivery.event,
            state: delivery.state,
            attempts: delivery.attempts,
            due_at: delivery.due_at,
            status: delivery.status,
            reason: delivery.reason,
            created_at: delivery.created_at,
            delivered_at: delivery.delivered_at,
        }
    }
}
