//! The key is seen by the server, and by nobody else.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use llm::{Client, Prompt, testing::Reply};
use outbound::Guard;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::{KEY, model};

/// All that is logged, by us and by the libraries below, at the finest level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn no_key_is_logged_shown_or_in_an_error() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut shown = Vec::new();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            let client =
                Client::new(Guard::new(true), Duration::from_millis(300)).expect("a client");
            for reply in [
                Reply::Form(json!({})),
                Reply::Status(401, None),
                Reply::Status(429, None),
                Reply::Status(500, None),
                Reply::Words(format!("your key is {KEY}")),
                Reply::Body(KEY.into()),
                Reply::Hang,
            ] {
                let (_model, endpoint) = model(reply).await;
                let asked = client.ask(&endpoint, &Prompt::sample()).await;
                tracing::info!(?endpoint, ?asked, ?client, "asked");
                shown.push(format!("{asked:?} {endpoint:?}"));
                if let Err(error) = asked.form {
                    shown.push(error.to_string());
                }
            }
        });
    });
    let log = String::from_utf8_lossy(&log.0.lock().expect("no panic")).into_owned();
    assert!(log.contains("asked"), "something was logged");
    assert!(!log.contains(KEY), "{log}");
    assert!(!shown.join(" ").contains(KEY), "{shown:?}");
}
