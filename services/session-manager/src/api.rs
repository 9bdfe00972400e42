//! The HTTP API. The URL tree is the module tree: one verb, one file.

mod audit;
mod auth;
mod bot_settings;
mod colleagues;
mod contacts;
mod conversations;
mod crm;
mod crm_deliveries;
mod dead_letters;
mod docs;
mod document;
mod events;
mod faq;
mod fleet;
mod flow_schema;
mod flow_templates;
mod flows;
mod home;
mod leads;
mod llm;
mod me;
mod messages;
mod nodes;
mod openapi;
mod operation;
mod page;
mod privacy;
mod role;
mod sessions;
mod tenants;
mod tokens;
mod trace;
mod unrouted;
mod usage;
mod users;
mod webhook_keys;
mod whatsapp;

use std::sync::Arc;
use std::time::Duration;

use advisor::Advisor;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use bus::Bus;
use tokio::time::timeout;

use crate::auth::{Auth, admit};
use crate::crm::Crm;
use crate::flows::{LazyUnderstanding, ReplayRoom};
use crate::privacy::{Cleaner, PrivacySettings};
use crate::problem::{Problem, log_causes};
use crate::qr_link::QrLinks;
use crate::unrouted::Redriver;
use crate::watchers::Watchers;
use crate::whatsapp::WhatsApp;
use operation::{Operation, operations};

/// The largest body taken; ours are a name, but for flows, which have a limit of their own.
const LARGEST_BODY: usize = 64 * 1024;

/// Of what is one person's: no cache keeps it.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What the handlers work with.
pub(crate) struct Api {
    pub(crate) whatsapp: WhatsApp,
    pub(crate) auth: Auth,
    pub(crate) qr_links: QrLinks,
    pub(crate) bus: Bus,
    pub(crate) redriver: Redriver,
    pub(crate) watchers: Watchers,
    pub(crate) crm: Crm,
    pub(crate) understanding: LazyUnderstanding,
    pub(crate) replay_room: ReplayRoom,
    pub(crate) advisor: Advisor,
    pub(crate) cleaner: Cleaner,
    pub(crate) privacy: PrivacySettings,
    pub(crate) request_timeout: Duration,
}

type Shared = State<Arc<Api>>;

/// Every operation: its method, its path, whom it lets in, and what it does.
#[expect(clippy::too_many_lines, reason = "one row an operation")]
fn table() -> Vec<Operation> {
    operations![
        get("/api/openapi.json", Open, openapi::openapi),
        get("/api/docs", Open, docs::docs),
        post("/api/auth/login", Open, auth::login),
        post("/api/auth/logout", Known, auth::logout),
        post(
            "/api/auth/logout-everywhere",
            Known,
            auth::logout_everywhere,
        ),
        post("/api/auth/password", Known, auth::password),
        get("/api/me", Known, me::me),
        get("/api/audit", Operators, audit::list),
        get("/api/users", Operators, users::list),
        post("/api/users", Operators, users::create),
        delete("/api/users/{user_id}", Operators, users::remove),
        get("/api/tokens", Operators, tokens::list),
        post("/api/tokens", Operators, tokens::create),
        delete("/api/tokens/{token_id}", Operators, tokens::revoke),
        get("/api/nodes", Operators, nodes::list),
        post("/api/nodes", Operators, nodes::create),
        get("/api/nodes/{node_id}", Operators, nodes::get),
        patch("/api/nodes/{node_id}", Operators, nodes::update),
        delete("/api/nodes/{node_id}", Operators, nodes::remove),
        post("/api/nodes/{node_id}/test", Operators, nodes::test),
        post("/api/nodes/{node_id}/drain", Operators, nodes::drain),
        get("/api/sessions", Operators, sessions::sessions),
        get("/api/fleet", Operators, fleet::fleet),
        get("/api/trace", Operators, trace::trace),
        get("/api/usage", Operators, usage::usage),
        get("/api/webhook-keys", Operators, webhook_keys::show),
        post("/api/webhook-keys/rotate", Operators, webhook_keys::rotate),
        get("/api/unrouted", Operators, unrouted::list),
        post("/api/unrouted/redrive", Operators, unrouted::redrive_all),
        post(
            "/api/unrouted/{event_id}/redrive",
            Operators,
            unrouted::redrive,
        ),
        delete("/api/unrouted/{event_id}", Operators, unrouted::remove),
        get("/api/dead-letters", Operators, dead_letters::list),
        post(
            "/api/dead-letters/{letter_id}/redrive",
            Operators,
            dead_letters::redrive,
        ),
        delete(
            "/api/dead-letters/{letter_id}",
            Operators,
            dead_letters::remove,
        ),
        get("/api/tenants", Operators, tenants::list),
        post("/api/tenants", Operators, tenants::create),
        get("/api/tenants/{tenant_id}", Members, tenants::get),
        patch("/api/tenants/{tenant_id}", Operators, tenants::update),
        delete("/api/tenants/{tenant_id}", Operators, tenants::remove),
        get("/api/tenants/{tenant_id}/users", Owners, users::list),
        post("/api/tenants/{tenant_id}/users", Owners, users::create),
        delete(
            "/api/tenants/{tenant_id}/users/{user_id}",
            Owners,
            users::remove,
        ),
        get("/api/tenants/{tenant_id}/tokens", Owners, tokens::list),
        post("/api/tenants/{tenant_id}/tokens", Owners, tokens::create),
        delete(
            "/api/tenants/{tenant_id}/tokens/{token_id}",
            Owners,
            tokens::revoke,
        ),
        get(
            "/api/tenants/{tenant_id}/audit",
            Owners,
            audit::list_of_tenant,
        ),
        post(
            "/api/tenants/{tenant_id}/whatsapp/connect",
            Members,
            whatsapp::connect,
        ),
        get(
            "/api/tenants/{tenant_id}/whatsapp/status",
            Members,
            whatsapp::status,
        ),
        post(
            "/api/tenants/{tenant_id}/whatsapp/disconnect",
            Members,
            whatsapp::disconnect,
        ),
        post(
            "/api/tenants/{tenant_id}/whatsapp/move",
            Operators,
            whatsapp::relocate,
        ),
        post(
            "/api/tenants/{tenant_id}/whatsapp/rotate-key",
            Operators,
            whatsapp::rotate_key,
        ),
        get(
            "/api/tenants/{tenant_id}/whatsapp/qr",
            MembersOrLink,
            whatsapp::qr,
        ),
        post(
            "/api/tenants/{tenant_id}/whatsapp/pairing-code",
            Members,
            whatsapp::pairing_code,
        ),
        get(
            "/api/tenants/{tenant_id}/whatsapp/session",
            Members,
            whatsapp::session,
        ),
        get(
            "/api/tenants/{tenant_id}/whatsapp/timeline",
            Members,
            whatsapp::timeline,
        ),
        get("/api/tenants/{tenant_id}/events", Members, events::events),
        get(
            "/api/tenants/{tenant_id}/conversations",
            Members,
            conversations::list,
        ),
        get(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}",
            Members,
            conversations::get,
        ),
        get(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/bot",
            Members,
            conversations::bot_state,
        ),
        delete(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/next",
            Members,
            conversations::drop_next,
        ),
        delete(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/outbox/{reply_id}",
            Members,
            conversations::withdraw,
        ),
        put(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/read",
            Members,
            conversations::mark_read,
        ),
        post(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/takeover",
            Members,
            conversations::take_over,
        ),
        post(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/resume",
            Members,
            conversations::resume,
        ),
        put(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
            Members,
            conversations::opt_out,
        ),
        delete(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
            Members,
            conversations::opt_in,
        ),
        get(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
            Members,
            conversations::list_messages,
        ),
        post(
            "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
            Members,
            conversations::create_message,
        ),
        get(
            "/api/tenants/{tenant_id}/messages/{message_id}/media",
            Members,
            messages::media_of_message,
        ),
        get("/api/tenants/{tenant_id}/home", Members, home::home),
        get("/api/tenants/{tenant_id}/leads", Members, leads::list),
        get("/api/tenants/{tenant_id}/leads.csv", Members, leads::export),
        get(
            "/api/tenants/{tenant_id}/leads/stages",
            Members,
            leads::stages,
        ),
        get(
            "/api/tenants/{tenant_id}/leads/{lead_id}",
            Members,
            leads::get,
        ),
        patch(
            "/api/tenants/{tenant_id}/leads/{lead_id}",
            Members,
            leads::update,
        ),
        get(
            "/api/tenants/{tenant_id}/leads/{lead_id}/history",
            Members,
            leads::history,
        ),
        get(
            "/api/tenants/{tenant_id}/colleagues",
            Members,
            colleagues::colleagues,
        ),
        get("/api/tenants/{tenant_id}/contacts", Owners, contacts::find),
        get(
            "/api/tenants/{tenant_id}/contacts/{contact_id}/export",
            Owners,
            contacts::export,
        ),
        delete(
            "/api/tenants/{tenant_id}/contacts/{contact_id}",
            Owners,
            contacts::erase,
        ),
        get("/api/tenants/{tenant_id}/privacy", Owners, privacy::get),
        put("/api/tenants/{tenant_id}/privacy", Owners, privacy::replace),
        get("/api/tenants/{tenant_id}/export", Owners, tenants::export),
        get("/api/tenants/{tenant_id}/crm", Owners, crm::get),
        put("/api/tenants/{tenant_id}/crm", Owners, crm::replace),
        delete("/api/tenants/{tenant_id}/crm", Owners, crm::remove),
        post(
            "/api/tenants/{tenant_id}/crm/rotate-secret",
            Owners,
            crm::rotate,
        ),
        get(
            "/api/tenants/{tenant_id}/crm-deliveries",
            Owners,
            crm_deliveries::list,
        ),
        post(
            "/api/tenants/{tenant_id}/crm-deliveries/{delivery_id}/redeliver",
            Owners,
            crm_deliveries::redeliver,
        ),
        get("/api/tenants/{tenant_id}/llm", Owners, llm::get),
        put("/api/tenants/{tenant_id}/llm", Owners, llm::replace),
        delete("/api/tenants/{tenant_id}/llm", Owners, llm::remove),
        post("/api/tenants/{tenant_id}/llm/check", Owners, llm::check),
        get("/api/tenants/{tenant_id}/faq", Members, faq::get),
        put("/api/tenants/{tenant_id}/faq", Owners, faq::replace),
        get(
            "/api/tenants/{tenant_id}/bot-settings",
            Members,
            bot_settings::get,
        ),
        put(
            "/api/tenants/{tenant_id}/bot-settings",
            Owners,
            bot_settings::replace,
        ),
        get("/api/flow-schema", Open, flow_schema::flow_schema),
        get("/api/flow-templates", Known, flow_templates::flow_templates),
        get("/api/tenants/{tenant_id}/flows", Members, flows::list),
        get(
            "/api/tenants/{tenant_id}/flows/{flow}/draft",
            Members,
            flows::draft::get,
        ),
        put(
            "/api/tenants/{tenant_id}/flows/{flow}/draft",
            Owners,
            flows::draft::replace,
        ),
        post(
            "/api/tenants/{tenant_id}/flows/{flow}/lint",
            Members,
            flows::lint,
        ),
        post(
            "/api/tenants/{tenant_id}/flows/{flow}/publish",
            Owners,
            flows::publish,
        ),
        post(
            "/api/tenants/{tenant_id}/flows/{flow}/rollback",
            Owners,
            flows::rollback,
        ),
        post(
            "/api/tenants/{tenant_id}/flows/{flow}/try",
            Members,
            flows::try_out,
        ),
        post(
            "/api/tenants/{tenant_id}/flows/{flow}/replay",
            Members,
            flows::replay,
        ),
        get(
            "/api/tenants/{tenant_id}/flows/{flow}/versions",
            Members,
            flows::versions::list,
        ),
        get(
            "/api/tenants/{tenant_id}/flows/{flow}/versions/{version}",
            Members,
            flows::versions::get,
        ),
    ]
}

/// The API's OpenAPI document, as `GET /api/openapi.json` answers it and as it is checked in.
pub fn document() -> String {
    let document = document::document().to_pretty_json();
    let mut text = document.expect("a document of plain values is JSON");
    text.push('\n');
    text
}

/// Everything under `/api`, and problems for everything else.
pub(crate) fn router(api: Api) -> Router {
    let request_timeout = api.request_timeout;
    let api = Arc::new(api);
    let mut router = Router::new();
    for operation in table() {
        let gate = from_fn_with_state((Arc::clone(&api), operation.access), admit);
        router = router.route(operation.path, operation.handler.route_layer(gate));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(request_timeout, within_time))
        .layer(from_fn(log_causes))
        .with_state(api)
}

async fn not_found(uri: Uri) -> Problem {
    Problem::not_found(&uri)
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::method_not_allowed(&method)
}

async fn within_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = "The request took too long. It can be repeated without harm.";
        Problem::new(StatusCode::GATEWAY_TIMEOUT, "timeout", detail).into_response()
    })
}

#[cfg(test)]
mod tests;
