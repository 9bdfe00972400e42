//! `GET /api/tenants/{tenant_id}/contacts?phone&conversation_id&lead_id`

use axum::Json;
use axum::extract::State;
use domain::Phone;
use serde::{Deserialize, Serialize};
use storage::contacts::ContactId;
use storage::{privacy, tenants};
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Who is looked for: by one of these.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ContactQuery {
    /// A phone number in international form.
    phone: Option<String>,
    /// The id of a conversation.
    conversation_id: Option<i64>,
    /// The id of a lead.
    lead_id: Option<i64>,
}

/// The contacts that were found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contacts)]
pub(in crate::api) struct ContactsBody {
    contacts: Vec<FoundBody>,
}

/// A person who wrote to the tenant's number, or whom the tenant wrote to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundContact)]
struct FoundBody {
    id: i64,
}

/// Finds the ids of contacts, by phone number, conversation or lead.
///
/// One number can be of two contacts as long as WhatsApp has not told that they are one person.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/contacts",
    tag = "privacy",
    params(ContactQuery),
    responses((status = 200, description = "Who was found; nobody, where nobody is known by that.", body = ContactsBody))
)]
pub(in crate::api) async fn find(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<ContactQuery>,
) -> Result<Json<ContactsBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = match (query.phone, query.conversation_id, query.lead_id) {
        (Some(phone), None, None) => {
            let digits: String = phone.chars().filter(|c| !c.is_whitespace()).collect();
            let phone: Phone = digits.parse().map_err(|_| {
                let message = "must be a number in international form, such as +971501234567";
                Problem::field("phone", message)
            })?;
            privacy::find_contacts(&mut tx, tenant, &phone).await?
        }
        (None, Some(id), None) => privacy::find_by_conversation(&mut tx, tenant, id).await?,
        (None, None, Some(id)) => privacy::find_by_lead(&mut tx, tenant, id).await?,
        _ => {
            let message = "say one of phone, conversation_id and lead_id";
            return Err(Problem::field("phone", message));
        }
    };
    let contacts = found.into_iter().map(ContactId::get);
    let contacts = contacts.map(|id| FoundBody { id }).collect();
    Ok(Json(ContactsBody { contacts }))
}
