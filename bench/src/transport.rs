//! Case (a): the HTTP stack of ingress and nothing behind it.

use std::net::Ipv4Addr;

use anyhow::Result;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query},
    http::StatusCode,
    routing::post,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Parameters {
    tenant_id: i64,
}

#[derive(Serialize)]
struct Received {
    status: &'static str,
    tenant_id: i64,
}

/// Reads each body, and answers as ingress does.
pub(crate) async fn serve(port: u16) -> Result<()> {
    let received = async |Query(url): Query<Parameters>, body: Bytes| {
        drop(body);
        let answer = Received {
            status: "received",
            tenant_id: url.tenant_id,
        };
        (StatusCode::ACCEPTED, Json(answer))
    };
    let router = Router::new()
        .route("/api/webhook/waha", post(received))
        .layer(DefaultBodyLimit::max(4 * 1024 * 1024));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}
