//! Extractors whose refusals are problems that name the field.

use std::convert::Infallible;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use domain::TenantId;
use serde::de::DeserializeOwned;
use storage::Realm;
use storage::api_tokens::ApiTokenId;
use storage::contacts::ContactId;
use storage::conversations::ConversationId;
use storage::crm::DeliveryId;
use storage::leads::LeadId;
use storage::nodes::NodeId;
use storage::outbox::ReplyId;
use storage::users::UserId;

use crate::api::Api;
use crate::auth;
use crate::problem::Problem;

/// The tenant of the path, `/api/tenants/{tenant_id}/…`.
pub(crate) struct TenantPath(pub(crate) TenantId);

impl<S: Send + Sync> FromRequestParts<S> for TenantPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match RealmPath::from_request_parts(parts, &()).await? {
            RealmPath(Realm::Tenant(tenant)) => Ok(Self(tenant)),
            RealmPath(Realm::Operators) => Err(Problem::field("tenant_id", "is missing")),
        }
    }
}

/// Whose things the path is about: of `/api/tenants/{tenant_id}/…` the tenant's, else the operators'.
pub(crate) struct RealmPath(pub(crate) Realm);

impl<S: Send + Sync> FromRequestParts<S> for RealmPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(text) = path_parameter(parts, "tenant_id").await? else {
            return Ok(Self(Realm::Operators));
        };
        let tenant: TenantId = text.parse().map_err(|error: domain::InvalidTenantId| {
            Problem::field("tenant_id", error.to_string())
        })?;
        Ok(Self(tenant.into()))
    }
}

/// The user of the path, `…/users/{user_id}`.
pub(crate) struct UserPath(pub(crate) UserId);

impl<S: Send + Sync> FromRequestParts<S> for UserPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(UserId::new(path_number(parts, "user_id").await?)))
    }
}

/// The API token of the path, `…/tokens/{token_id}`.
pub(crate) struct TokenPath(pub(crate) ApiTokenId);

impl<S: Send + Sync> FromRequestParts<S> for TokenPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let number = path_number(parts, "token_id").await?;
        Ok(Self(ApiTokenId::new(number)))
    }
}

/// The conversation of the path, `…/conversations/{conversation_id}/…`.
pub(crate) struct ConversationPath(pub(crate) ConversationId);

impl<S: Send + Sync> FromRequestParts<S> for ConversationPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let number = path_number(parts, "conversation_id").await?;
        Ok(Self(ConversationId::new(number)))
    }
}

/// The contact of the path, `…/contacts/{contact_id}/…`.
pub(crate) struct ContactPath(pub(crate) ContactId);

impl<S: Send + Sync> FromRequestParts<S> for ContactPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let number = path_number(parts, "contact_id").await?;
        Ok(Self(ContactId::new(number)))
    }
}

/// The message of the path, `…/messages/{message_id}/…`.
pub(crate) struct MessagePath(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for MessagePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(path_number(parts, "message_id").await?))
    }
}

/// The reply of the path, `…/outbox/{reply_id}`.
pub(crate) struct ReplyPath(pub(crate) ReplyId);

impl<S: Send + Sync> FromRequestParts<S> for ReplyPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(ReplyId::new(path_number(parts, "reply_id").await?)))
    }
}

/// The lead of the path, `…/leads/{lead_id}`.
pub(crate) struct LeadPath(pub(crate) LeadId);

impl<S: Send + Sync> FromRequestParts<S> for LeadPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(LeadId::new(path_number(parts, "lead_id").await?)))
    }
}

/// The delivery of the path, `…/crm-deliveries/{delivery_id}/…`.
pub(crate) struct DeliveryPath(pub(crate) DeliveryId);

impl<S: Send + Sync> FromRequestParts<S> for DeliveryPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let number = path_number(parts, "delivery_id").await?;
        Ok(Self(DeliveryId::new(number)))
    }
}

/// The flow of the path, `…/flows/{flow}/…`: what it is called by programs.
pub(crate) struct FlowPath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for FlowPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let name = path_parameter(parts, "flow").await?.unwrap_or_default();
        // As in the table's own check.
        let is_word = name
            .starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && name
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if !is_word || name.len() > 64 {
            let message = "must have 1 to 64 of a-z, 0-9, - and _, a letter or a figure first";
            return Err(Problem::field("flow", message));
        }
        Ok(Self(name))
    }
}

/// The version of the path, `…/versions/{version}`.
pub(crate) struct VersionPath(pub(crate) i32);

impl<S: Send + Sync> FromRequestParts<S> for VersionPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(path_number(parts, "version").await?))
    }
}

/// The WAHA node of the path, `/api/nodes/{node_id}/…`.
pub(crate) struct NodePath(pub(crate) NodeId);

impl<S: Send + Sync> FromRequestParts<S> for NodePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(NodeId::new(path_number(parts, "node_id").await?)))
    }
}

/// The unrouted event of the path, `…/unrouted/{event_id}`.
pub(crate) struct EventPath(pub(crate) u64);

impl<S: Send + Sync> FromRequestParts<S> for EventPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(path_number(parts, "event_id").await?))
    }
}

/// The dead letter of the path, `…/dead-letters/{letter_id}`.
pub(crate) struct LetterPath(pub(crate) u64);

impl<S: Send + Sync> FromRequestParts<S> for LetterPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(path_number(parts, "letter_id").await?))
    }
}

async fn path_number<N: FromStr>(parts: &mut Parts, name: &'static str) -> Result<N, Problem> {
    let text = path_parameter(parts, name).await?;
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| Problem::field(name, "must be a number"))
}

async fn path_parameter(parts: &mut Parts, name: &'static str) -> Result<Option<String>, Problem> {
    let parameters = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|error| Problem::field(name, error.body_text()))?;
    let mut named = parameters.iter().filter(|(key, _)| *key == name);
    Ok(named.next().map(|(_, value)| value.to_owned()))
}

/// The query, read as `T`.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(value) = axum::extract::Query::from_request_parts(parts, state)
            .await
            .map_err(|error| {
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "invalid_request",
                    error.body_text(),
                )
            })?;
        Ok(Self(value))
    }
}

/// A JSON body, read as `T`.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        must_be_json(&request)?;
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            let code = match error.status() {
                StatusCode::PAYLOAD_TOO_LARGE => "too_large",
                _ => "unreadable_body",
            };
            Problem::new(error.status(), code, error.body_text())
        })?;
        parse(&bytes).map(Self)
    }
}

/// A JSON body, read as `T`, or none at all.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let names_json = request.headers().contains_key("content-type");
        if !names_json && request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would also take an array with the values in the order of the fields.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::field("(body)", "must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = match error.path().to_string() {
            path if path == "." || path == "?" => "(body)".to_owned(),
            path => path,
        };
        Problem::field(field, error.inner().to_string())
    })?;
    json.end()
        .map_err(|error| Problem::field("(body)", error.to_string()))?;
    Ok(value)
}

/// Refuses a body that is not said to be JSON.
pub(crate) fn must_be_json(request: &Request) -> Result<(), Problem> {
    if is_json(request) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_json",
        "The body must be JSON, with the header content-type: application/json.",
    ))
}

fn is_json(request: &Request) -> bool {
    let essence = || {
        let text = request.headers().get("content-type")?.to_str().ok()?;
        text.split(';').next().map(str::trim)
    };
    essence().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// From where the request comes; `None` where no connection is known, as in tests.
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl FromRequestParts<Arc<Api>> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Infallible> {
        let header = api.auth.address_header.as_ref();
        Ok(Self(auth::client_address(parts, header)))
    }
}
