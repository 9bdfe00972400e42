//! The stream of events, looked at from outside.

use anyhow::{Context, Result};
use url::Url;

/// What ingress publishes to.
const STREAM: &str = "WAHA_EVENTS";

/// What to do with the stream.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub(crate) enum What {
    /// Print how many messages it holds
    Count,
    /// Forget all messages, as if every consumer had taken them
    Empty,
}

pub(crate) async fn run(nats: &Url, what: What) -> Result<()> {
    let jetstream = async_nats::jetstream::new(connect(nats).await?);
    let stream = jetstream.get_stream(STREAM).await.context(STREAM)?;
    match what {
        What::Count => println!("{}", stream.get_info().await?.state.messages),
        What::Empty => {
            stream.purge().await?;
        }
    }
    Ok(())
}

pub(crate) async fn connect(nats: &Url) -> Result<async_nats::Client> {
    let password = nats.password().unwrap_or_default().to_owned();
    let options =
        async_nats::ConnectOptions::with_user_and_password(nats.username().to_owned(), password);
    let host = nats.host_str().context("the URL names no host")?;
    let address = format!("{host}:{}", nats.port().unwrap_or(4222));
    options.connect(address).await.context("connect to NATS")
}
