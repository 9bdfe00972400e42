//! What to say of a value that cannot be read, without saying the value.

use config::{ConfigError, Value, ValueKind};

/// Values shorter than this are no secrets, and would be found in any sentence.
const SHORTEST_SECRET: usize = 4;

/// What was expected in the place of `value`. Libraries like to quote what they got; here that may
/// be a password in the wrong variable, so no part of the value is let through.
pub(super) fn describe(error: &ConfigError, value: Option<&Value>) -> String {
    match error {
        ConfigError::At { error, .. } => describe(error, value),
        ConfigError::Type { expected, .. } => format!("expected {expected}"),
        ConfigError::Message(message) => without(message, value),
        _ => "cannot be read".to_owned(),
    }
}

fn without(message: &str, value: Option<&Value>) -> String {
    // serde's own messages: "invalid type: <what it got>, expected <what it wanted>".
    let said = match message.rsplit_once("expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => message.to_owned(),
    };
    if value.is_some_and(|value| quotes(&said, value)) {
        "has a value that is not allowed".to_owned()
    } else {
        said
    }
}

fn quotes(message: &str, value: &Value) -> bool {
    match &value.kind {
        ValueKind::Table(table) => table.values().any(|value| quotes(message, value)),
        ValueKind::Array(values) => values.iter().any(|value| quotes(message, value)),
        ValueKind::Nil => false,
        simple => {
            let text = simple.to_string();
            let escaped = text.escape_debug().to_string();
            text.len() >= SHORTEST_SECRET && (message.contains(&text) || message.contains(&escaped))
        }
    }
}
