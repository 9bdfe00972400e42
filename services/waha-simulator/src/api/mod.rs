//! WAHA's HTTP API.

mod auth;
mod body;
mod call;
mod changes;
mod chats;
mod contacts;
mod errors;
mod pairing;
mod presence;
mod ready;
mod sending;
mod server;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};

pub(crate) use auth::require_key;
pub(crate) use body::{Body, Params};
pub(crate) use errors::{ApiError, ApiResult, cannot};

use crate::world::World;

/// WAHA's limit for JSON bodies.
const BODY_LIMIT: usize = 50 * 1024 * 1024;

/// All of WAHA's paths that are pretended.
pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .merge(session_routes())
        .merge(message_routes())
        .route("/api/server/version", get(server::version))
        .route("/api/version", get(server::version))
        .route("/api/server/status", get(server::status))
        .route("/api/files/{session}/{file}", get(server::file))
        .route("/health", get(server::health))
        .route("/ping", get(server::ping))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

fn session_routes() -> Router<Arc<World>> {
    Router::new()
        .route("/api/sessions", get(sessions::list).post(sessions::create))
        .route(
            "/api/sessions/{session}",
            get(sessions::get)
                .put(sessions::update)
                .delete(sessions::delete),
        )
        .route("/api/sessions/{session}/me", get(sessions::me))
        .route("/api/sessions/{session}/start", post(sessions::start))
        .route("/api/sessions/{session}/stop", post(sessions::stop))
        .route("/api/sessions/{session}/restart", post(sessions::restart))
        .route("/api/sessions/{session}/logout", post(sessions::logout))
        .route("/api/sessions/start", post(sessions::upsert_and_start))
        .route("/api/sessions/stop", post(sessions::stop_by_body))
        .route("/api/sessions/logout", post(sessions::logout_by_body))
        .route("/api/{session}/auth/qr", get(pairing::qr))
        .route(
            "/api/{session}/auth/request-code",
            post(pairing::request_code),
        )
        .route("/api/screenshot", get(pairing::screenshot))
}

fn message_routes() -> Router<Arc<World>> {
    Router::new()
        .route("/api/sendText", post(sending::send_text))
        .route("/api/reply", post(sending::reply))
        .route("/api/sendImage", post(sending::send_image))
        .route("/api/sendFile", post(sending::send_file))
        .route("/api/sendVoice", post(sending::send_voice))
        .route("/api/sendVideo", post(sending::send_video))
        .route("/api/sendSeen", post(presence::send_seen))
        .route("/api/startTyping", post(presence::start_typing))
        .route("/api/stopTyping", post(presence::stop_typing))
        .route("/api/reaction", put(changes::react))
        .route(
            "/api/{session}/new-message-id",
            get(sending::new_message_id),
        )
        .route("/api/{session}/presence", post(presence::set_presence))
        .route(
            "/api/{session}/presence/{chat}/subscribe",
            post(presence::subscribe),
        )
        .route("/api/messages", get(chats::messages_by_query))
        .route("/api/{session}/chats", get(chats::list))
        .route("/api/{session}/chats/overview", get(chats::overview))
        .route("/api/{session}/chats/{chat}/messages", get(chats::messages))
        .route(
            "/api/{session}/chats/{chat}/messages/read",
            post(presence::read_chat),
        )
        .route(
            "/api/{session}/chats/{chat}/messages/{message}",
            get(chats::message)
                .put(changes::edit)
                .delete(changes::revoke),
        )
        .route("/api/contacts/check-exists", get(contacts::check_exists))
        .route("/api/checkNumberStatus", get(contacts::check_exists))
        .route("/api/{session}/lids", get(contacts::list))
        .route("/api/{session}/lids/count", get(contacts::count))
        .route("/api/{session}/lids/{lid}", get(contacts::by_lid))
        .route("/api/{session}/lids/pn/{phone}", get(contacts::by_phone))
}
