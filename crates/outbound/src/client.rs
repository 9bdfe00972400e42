//! A client that goes where a guard lets it.

use std::{error::Error, time::Duration};

use reqwest::{ClientBuilder, redirect};

use crate::{Guard, Refused};

/// What a client is built from that calls servers of tenants. `timeout` is for a whole call.
pub fn client(guard: Guard, timeout: Duration) -> ClientBuilder {
    // Fails only if the process has a provider already, which then serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("peyk/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .connect_timeout(timeout)
        .https_only(!guard.allows_insecure())
        // What it leads to was not looked at.
        .redirect(redirect::Policy::none())
        // A proxy would ask for the name itself.
        .no_proxy()
        .dns_resolver(guard)
        // Each is asked for anew: what a name leads to may change.
        .pool_max_idle_per_host(0)
}

/// Whether a call failed because of where its name leads, and why.
pub fn refusal(error: &reqwest::Error) -> Option<Refused> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(refused) = cause.downcast_ref::<Refused>() {
            return Some(*refused);
        }
        source = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use axum::{Router, response::Redirect};
    use tokio::net::TcpListener;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_with_the_reason() {
        let client = client(Guard::new(false), TIMEOUT).build().unwrap();
        let error = client.get("https://localhost/").send().await.unwrap_err();
        assert_eq!(refusal(&error), Some(Refused::Private));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let elsewhere = || async { Redirect::temporary("http://169.254.169.254/") };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(elsewhere)).await });
        let client = client(Guard::new(true), TIMEOUT).build().unwrap();
        let answer = client.get(format!("http://{address}/")).send().await;
        assert_eq!(answer.unwrap().status(), 307);
    }
}
