//! Numbers and linked ids.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{ApiError, ApiResult, Params, ready};
use crate::network::{Account, ChatRef, Phone, lock};
use crate::world::World;

type Shared = State<Arc<World>>;

#[derive(Debug, Deserialize)]
pub(super) struct ExistsQuery {
    phone: Option<String>,
    session: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    limit: Option<usize>,
    offset: Option<usize>,
}

/// `GET /api/contacts/check-exists`
pub(super) async fn check_exists(
    State(world): Shared,
    Params(query): Params<ExistsQuery>,
) -> ApiResult<Json<Value>> {
    let name = query
        .session
        .ok_or_else(|| ApiError::bad_request("Session name is required"))?;
    ready::working(&world, &name).await?;
    let phone = query.phone.as_deref().unwrap_or_default();
    let known = ChatRef::parse(phone)
        .and_then(|chat| chat.phone)
        .filter(Phone::is_on_whatsapp);
    Ok(Json(known.map_or_else(
        || json!({"numberExists": false}),
        |phone| json!({"numberExists": true, "chatId": phone.c_us(), "pn": phone.c_us()}),
    )))
}

/// `GET /api/{session}/lids`: of the people that the account has chats with.
pub(super) async fn list(
    State(world): Shared,
    Path(name): Path<String>,
    Params(query): Params<PageQuery>,
) -> ApiResult<Json<Value>> {
    let (_, account) = ready::working(&world, &name).await?;
    let mut people = people(&lock(&account));
    people.sort();
    let page = people.into_iter().skip(query.offset.unwrap_or_default());
    Ok(Json(
        page.take(query.limit.unwrap_or(100))
            .map(|phone| pair(&phone))
            .collect(),
    ))
}

/// `GET /api/{session}/lids/count`
pub(super) async fn count(
    State(world): Shared,
    Path(name): Path<String>,
) -> ApiResult<Json<Value>> {
    let (_, account) = ready::working(&world, &name).await?;
    Ok(Json(json!({"count": people(&lock(&account)).len()})))
}

/// `GET /api/{session}/lids/{lid}`: the number behind a LID, if the network knows it.
pub(super) async fn by_lid(
    State(world): Shared,
    Path((name, lid)): Path<(String, String)>,
) -> ApiResult<Json<Value>> {
    ready::working(&world, &name).await?;
    let lid = if lid.contains('@') {
        lid
    } else {
        format!("{lid}@lid")
    };
    let phone = ChatRef::parse(&lid).and_then(|chat| chat.phone);
    Ok(Json(
        json!({"lid": lid, "pn": phone.map(|phone| phone.c_us())}),
    ))
}

/// `GET /api/{session}/lids/pn/{phoneNumber}`: the LID of a number.
pub(super) async fn by_phone(
    State(world): Shared,
    Path((name, phone)): Path<(String, String)>,
) -> ApiResult<Json<Value>> {
    ready::working(&world, &name).await?;
    let phone = ChatRef::parse(&phone).and_then(|chat| chat.phone);
    let phone = phone.ok_or_else(|| ApiError::bad_request("phoneNumber is no phone number"))?;
    if phone.is_on_whatsapp() {
        Ok(Json(pair(&phone)))
    } else {
        Ok(Json(json!({"lid": null, "pn": phone.c_us()})))
    }
}

fn people(account: &Account) -> Vec<Phone> {
    account
        .chats()
        .filter_map(|chat| chat.shown_as.phone.clone())
        .collect()
}

fn pair(phone: &Phone) -> Value {
    json!({"lid": phone.lid(), "pn": phone.c_us()})
}
