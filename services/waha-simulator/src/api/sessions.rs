//! `/api/sessions`: the life of sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use service_runtime::clock;

use crate::api::{ApiError, ApiResult, Body, Params};
use crate::network::lock;
use crate::session::{
    self, Session, SessionChange, SessionConfig, State as SessionState, Status, name_errors,
};
use crate::world::World;
use crate::{Engine, ids};

type Shared = State<Arc<World>>;

#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    all: Option<String>,
    expand: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DetailQuery {
    expand: Option<String>,
}

/// `POST /api/sessions`
pub(super) async fn create(State(world): Shared, body: Body) -> ApiResult<Response> {
    let mut errors = Vec::new();
    let name = body
        .checked_text("name", &mut errors)
        .filter(|name| !name.is_empty());
    errors.extend(name.as_deref().map(name_errors).unwrap_or_default());
    let start = match body.get("start") {
        None => world.settings.waha.start_omitted_means_start,
        Some(Value::Bool(start)) => *start,
        Some(_) => {
            errors.push("start must be a boolean value".to_owned());
            false
        }
    };
    let config = config_of(&body, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let name = name.unwrap_or_else(|| ids::ulid("session_", clock::now()));
    in_turn(world, name, move |world, name| async move {
        let session = world.create(&name).ok_or_else(|| {
            ApiError::unprocessable(format!(
                "Session '{name}' already exists. Use PUT to update it."
            ))
        })?;
        configure(&world, &session, config, &body);
        if start {
            session::start(&world, &session);
        }
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `PUT /api/sessions/{session}`: replaces the whole configuration, and restarts what runs.
pub(super) async fn update(
    State(world): Shared,
    Path(name): Path<String>,
    body: Body,
) -> ApiResult<Json<Value>> {
    let mut errors = Vec::new();
    let config = config_of(&body, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    in_turn(world, name, move |world, name| async move {
        let session = find(&world, &name)?;
        let was_running = session.status().is_running();
        session::stop(&world, &session).await;
        configure(&world, &session, config, &body);
        if was_running {
            session::start(&world, &session);
        }
        Ok(Json(detail(&world, &session, false)))
    })
    .await
}

/// `GET /api/sessions`: those that run, or all.
pub(super) async fn list(
    State(world): Shared,
    Params(query): Params<ListQuery>,
) -> ApiResult<Json<Value>> {
    let all = match query.all.as_deref() {
        None | Some("" | "false" | "0") => false,
        Some("true" | "1") => true,
        Some(_) => {
            return Err(ApiError::invalid(vec![
                "all must be a boolean value".to_owned(),
            ]));
        }
    };
    let with_apps = wants_apps(query.expand.as_deref());
    let items: Vec<Value> = world
        .sessions()
        .iter()
        .filter(|session| all || session.status().is_running())
        .map(|session| {
            let mut item = info(&world, session, with_apps);
            let worker = session
                .status()
                .is_running()
                .then_some(&world.environment.worker.id);
            item["assignedWorker"] = json!(worker.cloned().flatten().unwrap_or_default());
            item
        })
        .collect();
    Ok(Json(json!(items)))
}

/// `GET /api/sessions/{session}`
pub(super) async fn get(
    State(world): Shared,
    Path(name): Path<String>,
    Params(query): Params<DetailQuery>,
) -> ApiResult<Json<Value>> {
    let session = find(&world, &name)?;
    Ok(Json(detail(
        &world,
        &session,
        wants_apps(query.expand.as_deref()),
    )))
}

/// `GET /api/sessions/{session}/me`: empty while no phone is linked.
pub(super) async fn me(State(world): Shared, Path(name): Path<String>) -> ApiResult<Response> {
    let session = find(&world, &name)?;
    let state = session.state();
    if !state.status.is_running() {
        return Err(ApiError::not_found(not_running(&name)));
    }
    Ok(me_told(&world, &state).map_or_else(
        || StatusCode::OK.into_response(),
        |me| Json(me).into_response(),
    ))
}

/// `POST /api/sessions/{session}/start`
pub(super) async fn start(State(world): Shared, Path(name): Path<String>) -> ApiResult<Response> {
    in_turn(world, name, |world, name| async move {
        let session = find(&world, &name)?;
        session::start(&world, &session);
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `POST /api/sessions/{session}/stop`: an unknown session is as good as stopped.
pub(super) async fn stop(State(world): Shared, Path(name): Path<String>) -> ApiResult<Response> {
    in_turn(world, name, |world, name| async move {
        let Some(session) = world.session(&name) else {
            return Ok(StatusCode::CREATED.into_response());
        };
        session::stop(&world, &session).await;
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `POST /api/sessions/{session}/restart`
pub(super) async fn restart(State(world): Shared, Path(name): Path<String>) -> ApiResult<Response> {
    in_turn(world, name, |world, name| async move {
        let session = find(&world, &name)?;
        session::restart(&world, &session).await;
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `POST /api/sessions/{session}/logout`: unlinks the phone; what ran shows a new QR code.
pub(super) async fn logout(
    State(world): Shared,
    Path(name): Path<String>,
    body: Body,
) -> ApiResult<Response> {
    in_turn(world, name, move |world, name| async move {
        let session = find(&world, &name)?;
        let was_running = session.status().is_running();
        session::stop(&world, &session).await;
        session::unlink(&world, &session);
        if body.0.get("apps").and_then(|apps| apps.get("purge")) == Some(&Value::Bool(true)) {
            let mut state = session.state();
            state.apps = None;
            session::note(&world, &session, || SessionChange::configured(&state));
        }
        if was_running {
            session::start(&world, &session);
        }
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `DELETE /api/sessions/{session}`: also of one that does not exist.
pub(super) async fn delete(
    State(world): Shared,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    in_turn(world, name, |world, name| async move {
        if let Some(session) = world.session(&name) {
            session::stop(&world, &session).await;
            session::unlink(&world, &session);
            world.remove(&name);
        }
        Ok(StatusCode::OK)
    })
    .await
}

/// `POST /api/sessions/start`, deprecated: makes or configures a session, and starts it.
pub(super) async fn upsert_and_start(State(world): Shared, body: Body) -> ApiResult<Response> {
    let name = body.text("name").unwrap_or("default").to_owned();
    let mut errors = name_errors(&name);
    let config = config_of(&body, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    in_turn(world, name, move |world, name| async move {
        let session = world.create(&name).or_else(|| world.session(&name));
        let session = session.ok_or_else(ApiError::session_not_found)?;
        if session.status().is_running() {
            return Err(ApiError::unprocessable(format!(
                "Session '{name}' is already started."
            )));
        }
        configure(&world, &session, config, &body);
        session::start(&world, &session);
        Ok(created(detail(&world, &session, false)))
    })
    .await
}

/// `POST /api/sessions/stop`, deprecated: with `logout` it deletes.
pub(super) async fn stop_by_body(state: Shared, body: Body) -> ApiResult<Response> {
    let name = body.text("name").unwrap_or("default").to_owned();
    if body.0.get("logout") == Some(&Value::Bool(true)) {
        delete(state, Path(name)).await?;
    } else {
        stop(state, Path(name)).await?;
    }
    Ok(StatusCode::CREATED.into_response())
}

/// `POST /api/sessions/logout`, deprecated: deletes.
pub(super) async fn logout_by_body(state: Shared, body: Body) -> ApiResult<StatusCode> {
    let name = body.text("name").unwrap_or("default").to_owned();
    delete(state, Path(name)).await?;
    Ok(StatusCode::CREATED)
}

/// 404's text of calls that need a running session.
pub(super) fn not_running(name: &str) -> String {
    format!(
        "We didn't find a session with name '{name}'.\n\
         Please start it first by using POST /api/sessions/{name}/start request"
    )
}

/// Runs a lifecycle call when those before it of the same name have ended.
async fn in_turn<F, T>(
    world: Arc<World>,
    name: String,
    call: impl FnOnce(Arc<World>, String) -> F + Send + 'static,
) -> ApiResult<T>
where
    F: Future<Output = ApiResult<T>> + Send + 'static,
    T: Send + 'static,
{
    let timed_out = ApiError::lock_timed_out(&name);
    let answer = session::in_turn(world, name, call).await;
    answer.unwrap_or(Err(timed_out))
}

fn find(world: &World, name: &str) -> ApiResult<Arc<Session>> {
    world.session(name).ok_or_else(ApiError::session_not_found)
}

fn config_of(body: &Body, errors: &mut Vec<String>) -> Option<SessionConfig> {
    match SessionConfig::parse(body.get("config")?) {
        Ok(config) => Some(config),
        Err(mistakes) => {
            errors.extend(mistakes);
            None
        }
    }
}

fn configure(world: &World, session: &Session, config: Option<SessionConfig>, body: &Body) {
    let mut state = session.state();
    state.config = config;
    state.apps = body.get("apps").cloned();
    session::note(world, session, || SessionChange::configured(&state));
}

fn wants_apps(expand: Option<&str>) -> bool {
    expand.is_some_and(|expand| expand.split(',').any(|part| part == "apps"))
}

fn created(body: Value) -> Response {
    (StatusCode::CREATED, Json(body)).into_response()
}

/// `me`, and what WhatsApp holds against it: webhooks do not carry that.
fn me_told(world: &World, state: &SessionState) -> Option<Value> {
    let mut me = json!(world.me(state)?);
    let account = &state.link.as_ref()?.account;
    if let Some(until) = lock(account).timelock(clock::now()) {
        me["reachoutTimelock"] = session::timelock(until);
    }
    Some(me)
}

/// What a list tells of a session.
fn info(world: &World, session: &Session, with_apps: bool) -> Value {
    let state = session.state();
    let mut info = json!({
        "name": session.name,
        "status": state.status,
        "me": me_told(world, &state),
        "presence": state.presence,
        "timestamps": {"activity": state.activity},
    });
    if let Some(config) = &state.config {
        info["config"] = config.raw.clone();
    }
    if with_apps {
        info["apps"] = state.apps.clone().unwrap_or_else(|| json!([]));
    }
    info
}

/// What one session tells of itself: also its engine.
fn detail(world: &World, session: &Session, with_apps: bool) -> Value {
    let mut detail = info(world, session, with_apps);
    let status = session.status();
    detail["engine"] = match world.engine {
        _ if !status.is_running() => json!({}),
        Engine::Gows => json!({
            "engine": "GOWS",
            "grpc": {"client": "READY", "stream": "READY"},
            "gows": {"found": true, "connected": status == Status::Working && session.state().hears()},
        }),
        Engine::Noweb => json!({"engine": "NOWEB"}),
        Engine::Webjs => json!({
            "engine": "WEBJS",
            "WWebVersion": "2.3000.1034162388",
            "state": (status == Status::Working).then_some("CONNECTED"),
        }),
    };
    detail
}
