//! Why there is no reading.

use std::time::Duration;

use outbound::Refused;

/// So many failures in a row are borne …
const PATIENCE: u32 = 3;
/// … then the server is left alone for so long, and each time twice as long …
const REST: Duration = Duration::from_secs(30);
/// … but never longer than this.
const LONGEST_REST: Duration = Duration::from_mins(15);
/// How long it is left alone when only somebody who changes the settings can help.
const LASTING_REST: Duration = Duration::from_mins(5);

/// What went wrong, by meaning. Holds nothing that the server wrote: an answer may repeat the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The URL leads to where it may not.
    #[error("the URL {0}")]
    Address(Refused),
    /// The key cannot be sent: it has characters that no header takes.
    #[error("the key has characters that no key has")]
    Key,
    /// The server does not take the key.
    #[error("the server refuses the key")]
    Unauthorized,
    /// The server knows no such path, or no such model.
    #[error("the server knows no such model, or its URL has another path")]
    NotFound,
    /// The server does not take the request as it is.
    #[error("the server refuses the request ({0}): try another style or output")]
    BadRequest(u16),
    /// Too many requests, or no money left there.
    #[error("the server is asked too often, or the account there has no money left")]
    TooMany(
        /// How long it wants to be left alone.
        Option<Duration>,
    ),
    /// The server fails.
    #[error("the server fails ({0})")]
    Server(u16),
    /// It leads elsewhere, which is not followed.
    #[error("the server answers with a redirect ({0})")]
    Redirect(u16),
    /// No answer in time.
    #[error("the server does not answer in time")]
    Timeout,
    /// No connection.
    #[error("the server cannot be reached")]
    Unreachable,
    /// More than an answer can be.
    #[error("the answer is too large")]
    TooLarge,
    /// Not what the protocol says.
    #[error("the server does not speak this protocol")]
    Protocol,
    /// The model declined to answer.
    #[error("the model declined to answer")]
    Declined,
    /// The answer ends in the middle.
    #[error("the answer was cut off")]
    CutOff,
    /// The model wrote something else than the form.
    #[error("the model does not keep to the form")]
    OffForm,
}

impl Error {
    /// One word, for metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Key => "key",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::BadRequest(_) => "bad_request",
            Self::TooMany(_) => "too_many",
            Self::Server(_) => "server",
            Self::Redirect(_) => "redirect",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::TooLarge => "too_large",
            Self::Protocol => "protocol",
            Self::Declined => "declined",
            Self::CutOff => "cut_off",
            Self::OffForm => "off_form",
        }
    }

    /// Whether it will be the same until somebody changes the settings.
    pub fn is_lasting(&self) -> bool {
        matches!(
            self,
            Self::Address(_)
                | Self::Key
                | Self::Unauthorized
                | Self::NotFound
                | Self::BadRequest(_)
                | Self::Redirect(_)
        )
    }

    /// Whether it is the model's doing, which the message itself can bring about.
    pub fn is_models(&self) -> bool {
        matches!(self, Self::Declined | Self::CutOff | Self::OffForm)
    }

    /// How long the server is to be left alone after so many failures in a row.
    pub fn rest(&self, failures: u32) -> Option<Duration> {
        match self {
            Self::TooMany(rest) => Some(rest.unwrap_or(REST).max(Duration::from_secs(1))),
            error if error.is_models() => None,
            error if error.is_lasting() => Some(LASTING_REST),
            _ => {
                let times = failures.checked_sub(PATIENCE)?;
                let rest = REST.saturating_mul(2_u32.saturating_pow(times));
                Some(rest.min(LONGEST_REST))
            }
        }
    }

    /// Whether the server has certainly not worked, so that nothing is to be paid.
    pub(crate) fn is_free(&self) -> bool {
        self.is_lasting() || matches!(self, Self::TooMany(_) | Self::Unreachable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_and_again_is_left_alone_for_longer_and_longer() {
        let rests: Vec<_> = (1..=9)
            .map(|failures| Error::Timeout.rest(failures))
            .collect();
        let seconds = |number| Some(Duration::from_secs(number));
        assert_eq!(rests[..4], [None, None, seconds(30), seconds(60)]);
        assert_eq!(rests[8], seconds(900));
        assert_eq!(Error::Timeout.rest(u32::MAX), seconds(900));
        assert_eq!(Error::Unauthorized.rest(1), seconds(300));
        assert_eq!(Error::TooMany(seconds(7)).rest(1), seconds(7));
        assert_eq!(Error::TooMany(None).rest(1), seconds(30));
        assert_eq!(
            Error::OffForm.rest(100),
            None,
            "a customer may have brought it about"
        );
    }
}
