//! Why a body is not one of WAHA's.

/// Names the field, never its value: the body is somebody's private message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The text is not JSON.
    #[error("the body is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped, from 1; 0 if the body is not even UTF-8.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// A field that every event of this kind has is absent or null.
    #[error("`{field}` is missing")]
    Missing {
        /// The path of the field.
        field: &'static str,
    },
    /// A field has another type or shape than WAHA's.
    #[error("`{field}` is not {expected}")]
    Wrong {
        /// The path of the field.
        field: &'static str,
        /// What was expected there.
        expected: &'static str,
    },
}
