//! A flow as a JSON document: read with errors that say where, written in one way.

use serde_json::Value;

use crate::Flow;

/// Why a document is no flow.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is not even JSON.
    #[error("the flow is not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        source: serde_json::Error,
    },
    /// It is JSON of another shape.
    #[error("{step}{path}: {reason} (line {line}, column {column})")]
    Shape {
        /// The step that it is in, as in "step `budget`, "; empty outside the steps.
        step: String,
        /// The field, as in `steps[2].ask.slot`.
        path: String,
        /// What is wrong with it, and what it could be.
        reason: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
}

impl Flow {
    /// Reads a document.
    pub fn from_json(document: &str) -> Result<Self, DocumentError> {
        let mut reader = serde_json::Deserializer::from_str(document);
        let flow = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| DocumentError::new(document, &error))?;
        match reader.end() {
            Ok(()) => Ok(flow),
            Err(source) => Err(DocumentError::not_json(source)),
        }
    }

    /// Writes the document, as everybody's export looks: indented, the fields in their order, a line end.
    pub fn to_json(&self) -> String {
        let mut document = serde_json::to_string_pretty(self)
            .expect("a flow has no maps and nothing that refuses to be written");
        document.push('\n');
        document
    }
}

impl DocumentError {
    fn not_json(source: serde_json::Error) -> Self {
        Self::NotJson {
            line: source.line(),
            column: source.column(),
            source,
        }
    }

    fn new(document: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let value = match serde_json::from_str::<Value>(document) {
            Ok(value) => value,
            Err(source) => return Self::not_json(source),
        };
        let inner = error.inner();
        let path = error.path().to_string();
        let step = step_of(&value, &path)
            .map(|id| format!("step `{id}`, "))
            .unwrap_or_default();
        // serde_json repeats the place at the end of its message.
        let reason = inner.to_string();
        let place = format!(" at line {} column {}", inner.line(), inner.column());
        Self::Shape {
            step,
            reason: reason.trim_end_matches(&place).to_owned(),
            path: if path == "." {
                "the flow".to_owned()
            } else {
                path
            },
            line: inner.line(),
            column: inner.column(),
        }
    }
}

/// The id of the step that a path such as `steps[2].ask.slot` leads into.
fn step_of<'a>(flow: &'a Value, path: &str) -> Option<&'a str> {
    let (at, _) = path.strip_prefix("steps[")?.split_once(']')?;
    let at: usize = at.parse().ok()?;
    flow.get("steps")?.get(at)?.get("id")?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates;

    #[test]
    fn what_is_written_is_read_again_and_written_the_same() {
        for (name, document) in templates::DOCUMENTS {
            let flow = Flow::from_json(document).unwrap_or_else(|error| panic!("{name}: {error}"));
            let written = flow.to_json();
            assert_eq!(Flow::from_json(&written).unwrap(), flow, "{name}");
            assert_eq!(
                written, document,
                "{name}: a template is written as an export is"
            );
        }
    }

    #[test]
    fn an_error_names_the_step_the_field_and_the_line() {
        let rent = templates::DOCUMENTS[0].1;
        for (from, to, says) in [
            (
                r#""slot": "budget""#,
                r#""slot": "budjet""#,
                "step `budget`, steps[",
            ),
            (
                r#""slot": "budget""#,
                r#""slot": "budjet""#,
                "unknown variant `budjet`",
            ),
            (
                r#""max_retries": 2"#,
                r#""max_tries": 2"#,
                "unknown field `max_tries`, expected one of",
            ),
            (
                r#""after": "20h""#,
                r#""after": "20 hours""#,
                "followups[0].after: `20 hours` is no length of time",
            ),
            (
                r#""version": 1"#,
                r#""version": "one""#,
                "version: invalid type",
            ),
        ] {
            let broken = rent.replacen(from, to, 1);
            assert_ne!(broken, rent, "{from}");
            let error = Flow::from_json(&broken).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
            let line = 1 + broken[..broken.find(to).unwrap()].matches('\n').count();
            assert!(error.contains(&format!("line {line}, ")), "{error}");
        }
    }

    #[test]
    fn what_is_not_json_is_said_to_be_not_json() {
        for document in ["", "{", "{} {}", "{\"id\": }"] {
            let error = Flow::from_json(document).unwrap_err().to_string();
            assert!(error.contains("line 1"), "{document}: {error}");
        }
    }
}
