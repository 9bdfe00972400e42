//! What can go wrong on the bus, by meaning.

/// A failure outside publishing.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// The settings do not lead to a server.
    #[error("cannot connect to NATS")]
    Connect(#[source] BoxError),
    /// A stream, consumer or bucket is not there and could not be made.
    #[error("cannot declare {what} in JetStream")]
    Declare {
        /// The stream, consumer or bucket.
        what: &'static str,
        /// What the server said.
        #[source]
        source: BoxError,
    },
    /// The key-value bucket of tenant routes did not answer.
    #[error("cannot {action} the tenant routes")]
    Routes {
        /// What was tried.
        action: &'static str,
        /// What the server said.
        #[source]
        source: BoxError,
    },
    /// The stream of what is kept aside did not answer.
    #[error("cannot {action} the messages of {stream}")]
    Shelf {
        /// What was tried.
        action: &'static str,
        /// The stream.
        stream: &'static str,
        /// What the server said.
        #[source]
        source: BoxError,
    },
    /// It is not known how full the streams are.
    #[error("cannot look at the streams and consumers")]
    Overview {
        /// What the server said.
        #[source]
        source: BoxError,
    },
    /// The feed of changes did not begin, or broke off.
    #[error("cannot {action} the changes of a tenant")]
    Changes {
        /// What was tried.
        action: &'static str,
        /// What the server said.
        #[source]
        source: BoxError,
    },
}

/// Why it is not known whose lead a customer is. All may pass.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// NATS is away.
    #[error("NATS is not connected")]
    Disconnected,
    /// No session-manager runs.
    #[error("no session-manager answers lead lookups")]
    Nobody,
    /// The answer did not come in time.
    #[error("session-manager did not answer in time")]
    TimedOut,
    /// session-manager could not find it out either.
    #[error("session-manager cannot find out whose lead it is")]
    Unavailable,
    /// Anything else.
    #[error("the lead lookup failed")]
    Failed(#[source] BoxError),
}

/// Why an event is not on disk. Everything but [`PublishError::TooLarge`] may pass: the sender is asked
/// to come again.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// NATS is away.
    #[error("NATS is not connected")]
    Disconnected,
    /// The acknowledgement did not come in time. The event may be stored or not; the message key makes
    /// a second try harmless.
    #[error("JetStream did not acknowledge in time")]
    TimedOut,
    /// The stream is full: consumers are behind, and nothing is forgotten for new events.
    #[error("the stream is full")]
    Full,
    /// The stream is not there, or JetStream is off.
    #[error("no stream takes the subject")]
    NoStream,
    /// The event is larger than the server allows.
    #[error("the event is larger than NATS allows")]
    TooLarge,
    /// Any other refusal.
    #[error("JetStream refused the event")]
    Refused(#[source] BoxError),
}

impl PublishError {
    /// The same error once more, for another message that shares its fate.
    pub(crate) fn alike(&self) -> Self {
        match self {
            Self::Disconnected => Self::Disconnected,
            Self::TimedOut => Self::TimedOut,
            Self::Full => Self::Full,
            Self::NoStream => Self::NoStream,
            Self::TooLarge => Self::TooLarge,
            Self::Refused(error) => Self::Refused(error.to_string().into()),
        }
    }
}

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
