//! What a checkup sees of a NATS: one that is away, that lacks JetStream, or that somebody has changed by hand.

use std::{fmt::Debug, time::Duration};

use async_nats::{
    ConnectErrorKind,
    jetstream::{
        self, Context, ErrorCode,
        consumer::{self, pull},
        context::{AccountErrorKind, ConsumerInfoErrorKind},
        stream::{self, StorageType},
    },
};
use futures::future::try_join_all;
use tokio::time::timeout;

use crate::{BusError, Durable, Settings, connection, error::BoxError, topology};

/// A NATS, as a client sees it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Such as `2.12.2`.
    pub version: String,
    /// The largest message that it takes, in bytes.
    pub max_payload: u64,
    /// The cluster that it is of.
    pub cluster: Option<String>,
    /// What it keeps; `None`: JetStream is off, or not for our user.
    pub jetstream: Option<JetStream>,
}

/// What JetStream keeps for us.
#[derive(Debug, Clone, Default)]
pub struct JetStream {
    /// How many bytes on disk our account may have; `None`: as many as the server has.
    pub disk_limit: Option<u64>,
    /// How many its streams have taken for themselves.
    pub disk_reserved: u64,
    /// How many the streams that are missing will take.
    pub disk_wanted: u64,
    /// Streams and consumers that are not there.
    pub missing: Vec<&'static str>,
    /// Those that are not as this version declares them.
    pub drifts: Vec<Drift>,
}

/// A stream or consumer is not as it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its name.
    pub of: &'static str,
    /// What is different, in JetStream's words.
    pub field: &'static str,
    /// How it is declared.
    pub declared: String,
    /// How it is.
    pub found: String,
    /// Whether a service that starts cannot change it back: JetStream does not let it.
    pub lasting: bool,
}

/// Why nothing was seen.
#[derive(Debug, thiserror::Error)]
pub enum CheckupError {
    /// Nobody answers there.
    #[error("nobody answers")]
    Away(#[source] BoxError),
    /// User or password are wrong.
    #[error("user or password are not accepted")]
    Unauthorized,
    /// It answers, but not all that was asked.
    #[error("it does not say how JetStream is")]
    Silent(#[source] BoxError),
}

/// How many bytes on disk the streams of this version take at most.
pub fn disk_needed() -> u64 {
    let streams = topology::streams().into_iter();
    let on_disk = streams.filter(|(_, config)| config.storage == StorageType::File);
    on_disk.map(|(_, config)| disk_of(&config)).sum()
}

fn disk_of(config: &stream::Config) -> u64 {
    u64::try_from(config.max_bytes).unwrap_or(0)
}

/// Connects once and looks; declares nothing.
pub async fn look(
    settings: &Settings,
    name: &str,
    patience: Duration,
) -> Result<Server, CheckupError> {
    let looked = timeout(patience, look_on(settings, name, patience)).await;
    looked.unwrap_or_else(|_| Err(CheckupError::Away("no answer in time".into())))
}

async fn look_on(
    settings: &Settings,
    name: &str,
    patience: Duration,
) -> Result<Server, CheckupError> {
    let away = |error: BusError| CheckupError::Away(Box::new(error));
    let (options, address) = connection::options(settings).map_err(away)?;
    let options = options.name(name).connection_timeout(patience);
    let connected = options.connect(address.as_str()).await;
    let client = connected.map_err(|error| match error.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
            CheckupError::Unauthorized
        }
        _ => CheckupError::Away(Box::new(error)),
    })?;
    let about = client.server_info();
    let jetstream = if about.jetstream {
        let context = jetstream::context::ContextBuilder::new()
            .timeout(patience)
            .build(client.clone());
        look_at_streams(&context)
            .await
            .map_err(CheckupError::Silent)?
    } else {
        None
    };
    // What is left to send is nothing: the answer is not waited for.
    let _ = client.drain().await;
    Ok(Server {
        version: about.version,
        max_payload: about.max_payload as u64,
        cluster: about.cluster,
        jetstream,
    })
}

/// `None` when JetStream is not for us.
async fn look_at_streams(context: &Context) -> Result<Option<JetStream>, BoxError> {
    let account = match context.query_account().await {
        Ok(account) => account,
        Err(error) => {
            return match error.kind() {
                AccountErrorKind::JetStreamUnavailable => Ok(None),
                AccountErrorKind::JetStream(refusal) if is_off(refusal.error_code()) => Ok(None),
                _ => Err(error.into()),
            };
        }
    };
    let mut seen = JetStream {
        disk_limit: account
            .limits
            .max_storage
            .and_then(|limit| u64::try_from(limit).ok())
            .filter(|limit| *limit > 0),
        disk_reserved: account.reserved_storage,
        ..JetStream::default()
    };
    let streams = topology::streams();
    let found = streams
        .iter()
        .map(|(name, _)| topology::found(context, name))
        .collect::<Vec<_>>();
    for ((name, declared), found) in streams.iter().zip(try_join_all(found).await?) {
        if let Some(found) = found {
            seen.drifts.extend(stream_drifts(name, declared, &found));
            continue;
        }
        seen.missing.push(name);
        if declared.storage == StorageType::File {
            seen.disk_wanted += disk_of(declared);
        }
    }
    let consumers = Durable::ALL.map(|durable| consumer_config(context, durable));
    for (durable, found) in Durable::ALL.into_iter().zip(try_join_all(consumers).await?) {
        match found {
            Some(found) => seen
                .drifts
                .extend(consumer_drifts(durable, &durable.config(), &found)),
            None => seen.missing.push(durable.name()),
        }
    }
    Ok(Some(seen))
}

fn is_off(code: ErrorCode) -> bool {
    [
        ErrorCode::JETSTREAM_NOT_ENABLED,
        ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT,
    ]
    .contains(&code)
}

async fn consumer_config(
    context: &Context,
    durable: Durable,
) -> Result<Option<consumer::Config>, BoxError> {
    let stream = context.get_stream_no_info(durable.stream()).await?;
    match stream.consumer_info(durable.name()).await {
        Ok(info) => Ok(Some(info.config)),
        Err(error) => match error.kind() {
            ConsumerInfoErrorKind::NotFound | ConsumerInfoErrorKind::StreamNotFound => Ok(None),
            ConsumerInfoErrorKind::JetStream(refusal)
                if [ErrorCode::CONSUMER_NOT_FOUND, ErrorCode::STREAM_NOT_FOUND]
                    .contains(&refusal.error_code()) =>
            {
                Ok(None)
            }
            _ => Err(error.into()),
        },
    }
}

/// Compares what was declared with what is there.
struct Comparison {
    of: &'static str,
    drifts: Vec<Drift>,
}

impl Comparison {
    fn of(of: &'static str) -> Self {
        Self {
            of,
            drifts: Vec::new(),
        }
    }

    fn field<T: PartialEq + Debug>(self, field: &'static str, declared: &T, found: &T) -> Self {
        self.noting(field, declared, found, false)
    }

    fn lasting<T: PartialEq + Debug>(self, field: &'static str, declared: &T, found: &T) -> Self {
        self.noting(field, declared, found, true)
    }

    fn noting<T: PartialEq + Debug>(
        mut self,
        field: &'static str,
        declared: &T,
        found: &T,
        lasting: bool,
    ) -> Self {
        if declared != found {
            self.drifts.push(Drift {
                of: self.of,
                field,
                declared: format!("{declared:?}"),
                found: format!("{found:?}"),
                lasting,
            });
        }
        self
    }
}

fn stream_drifts(
    name: &'static str,
    declared: &stream::Config,
    found: &stream::Config,
) -> Vec<Drift> {
    // The server writes "no limit" as -1 where a client leaves it open.
    let limit = |number: i64| if number <= 0 { -1 } else { number };
    Comparison::of(name)
        .lasting("retention", &declared.retention, &found.retention)
        .lasting("storage", &declared.storage, &found.storage)
        .field("subjects", &declared.subjects, &found.subjects)
        .field("discard", &declared.discard, &found.discard)
        .field(
            "max_bytes",
            &limit(declared.max_bytes),
            &limit(found.max_bytes),
        )
        .field(
            "max_msgs",
            &limit(declared.max_messages),
            &limit(found.max_messages),
        )
        .field("max_age", &declared.max_age, &found.max_age)
        .field(
            "duplicate_window",
            &duplicate_window(declared),
            &duplicate_window(found),
        )
        .field("no_ack", &declared.no_ack, &found.no_ack)
        .field(
            "allow_atomic",
            &declared.allow_atomic_publish,
            &found.allow_atomic_publish,
        )
        .drifts
}

/// Zero is the server's own, which it fills in.
fn duplicate_window(config: &stream::Config) -> Duration {
    const OF_SERVER: Duration = Duration::from_mins(2);
    if config.duplicate_window.is_zero() {
        OF_SERVER
    } else {
        config.duplicate_window
    }
}

fn consumer_drifts(
    durable: Durable,
    declared: &pull::Config,
    found: &consumer::Config,
) -> Vec<Drift> {
    Comparison::of(durable.name())
        .lasting(
            "deliver_policy",
            &declared.deliver_policy,
            &found.deliver_policy,
        )
        .lasting("ack_policy", &declared.ack_policy, &found.ack_policy)
        .field(
            "filter_subject",
            &declared.filter_subject,
            &found.filter_subject,
        )
        .field("ack_wait", &declared.ack_wait, &found.ack_wait)
        .field("max_deliver", &declared.max_deliver, &found.max_deliver)
        .field(
            "max_ack_pending",
            &declared.max_ack_pending,
            &found.max_ack_pending,
        )
        .drifts
}
