//! Settings: commented defaults, then a file, then the environment; checked as a whole.
//!
//! Each service carries a defaults file that names every key and explains it, so that the
//! documentation cannot lie. A key that is not in it is not a setting, and is reported rather than
//! ignored. An empty table in the defaults (`[limits]`) accepts any keys. What an operator must
//! set is `""` in the defaults and refused by [`Settings::validate`]; so a field that is required
//! needs a type that can be empty ([`Secret`], [`SecretUrl`], `String`).
//!
//! The environment variable of `webhook.public_url` is `PEYK__WEBHOOK__PUBLIC_URL`. A key whose
//! default is a list takes its elements separated by commas.

mod describe;
pub mod duration;
mod error;
mod layers;
mod load;
mod print;
mod problems;
mod secret;
mod sections;
mod suggest;
mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::{Origin, Problem, SettingsError};
pub use layers::env_name;
pub use load::load;
pub use print::effective;
pub use problems::{MaybeEmpty, Problems};
pub use secret::{Secret, SecretUrl};
pub use sections::{HttpSettings, LifecycleSettings, LogFormat, OtlpProtocol, TelemetrySettings};
#[cfg(feature = "testing")]
pub use types::of_comments;
pub use types::{TypedSetting, of_types};

/// The settings of a service.
///
/// Printed with `--print-config`, so a secret has to be a [`Secret`] or a [`SecretUrl`].
pub trait Settings: DeserializeOwned + Serialize + Send + 'static {
    /// The commented defaults file, TOML: `include_str!("config.default.toml")`.
    const DEFAULTS: &'static str;

    /// Adds what is wrong with these settings as a whole: missing ones, and those that do not make
    /// sense together. The sections `http`, `telemetry` and `lifecycle` are checked already.
    fn validate(&self, problems: &mut Problems);

    /// The section `[http]`.
    fn http(&self) -> &HttpSettings;

    /// The section `[telemetry]`.
    fn telemetry(&self) -> &TelemetrySettings;

    /// The section `[lifecycle]`.
    fn lifecycle(&self) -> &LifecycleSettings;
}
