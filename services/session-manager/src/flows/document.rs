//! A flow's document, as somebody sends it.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use flow::{DocumentError, Flow};
use serde_json::Value;

use crate::extract::must_be_json;
use crate::problem::Problem;

/// The largest document taken, in bytes; the largest template has a quarter of it.
const LARGEST_DOCUMENT: usize = 128 * 1024;
/// The most steps: nobody answers so many questions, and the linter walks them all.
const MOST_STEPS: usize = 200;

/// A flow that is the body of a request. It can be read; whether it is fit for customers, the linter says.
pub(crate) struct Document(pub(crate) Flow);

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(&request)?;
        let bytes = to_bytes(request.into_body(), LARGEST_DOCUMENT).await;
        let bytes = bytes.map_err(|_| {
            let detail = format!("A flow has at most {LARGEST_DOCUMENT} bytes.");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
        })?;
        parse(&bytes).map(Self)
    }
}

/// Reads a document; what is wrong is said with its field, and with its line and column.
fn parse(bytes: &[u8]) -> Result<Flow, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Problem::field("(body)", format!("is not UTF-8: {error}")))?;
    let flow = Flow::from_json(text).map_err(|error| match error {
        DocumentError::NotJson {
            line,
            column,
            source,
        } => {
            let message = format!("is not JSON: {source} (line {line}, column {column})");
            Problem::field("(body)", message)
        }
        DocumentError::Shape {
            step,
            path,
            reason,
            line,
            column,
        } => {
            let message = format!("{step}{reason} (line {line}, column {column})");
            let field = if path.starts_with("the flow") {
                "(body)".to_owned()
            } else {
                path
            };
            Problem::field(field, message)
        }
    })?;
    if flow.steps.len() > MOST_STEPS {
        let message = format!("must be at most {MOST_STEPS}");
        return Err(Problem::field("steps", message));
    }
    // Postgres keeps no zero character.
    if flow.to_json().contains("\\u0000") {
        return Err(Problem::field("(body)", "must have no zero character"));
    }
    Ok(flow)
}

/// The document of a flow, as it is stored.
pub(crate) fn document_of(flow: &Flow) -> Value {
    serde_json::to_value(flow).expect("a flow has nothing that refuses to be written")
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use flow::templates;
    use http_body_util::BodyExt;
    use serde_json::json;

    use super::*;

    async fn refusal(document: &str) -> Value {
        let problem = parse(document.as_bytes()).unwrap_err();
        let body = problem.into_response().into_body();
        serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap()
    }

    #[test]
    fn a_stored_document_is_the_flow() {
        for (name, text) in templates::DOCUMENTS {
            let flow = parse(text.as_bytes()).unwrap();
            let read: Flow = serde_json::from_value(document_of(&flow)).unwrap();
            assert_eq!(read, flow, "{name}");
            assert!(text.len() < LARGEST_DOCUMENT / 2, "{name}");
        }
    }

    #[tokio::test]
    async fn what_is_no_flow_is_refused_with_its_field_and_line() {
        let slot = r#""slot": "budget""#;
        let broken = templates::RENT.replacen(slot, r#""slot": "budjet""#, 1);
        let problem = refusal(&broken).await;
        let field = problem["errors"][0]["field"].as_str().unwrap();
        assert!(field.starts_with("steps["), "{problem}");
        assert!(field.ends_with("].ask.slot"), "{problem}");
        let message = problem["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.starts_with("step `budget`, unknown variant `budjet`"),
            "{message}"
        );
        assert!(message.contains("(line "), "{message}");

        let problem = refusal("{\n\"id\": }").await;
        let message = problem["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("(line 2, column 7)"), "{message}");
    }

    #[tokio::test]
    async fn what_would_be_too_much_is_refused() {
        let mut flow: Value = serde_json::from_str(templates::RENT).unwrap();
        let step = flow["steps"][1].clone();
        flow["steps"] = vec![step; MOST_STEPS + 1].into();
        let problem = refusal(&flow.to_string()).await;
        assert_eq!(problem["errors"][0]["field"], "steps");
        flow["steps"] = json!([]);
        flow["opening"]["en"] = json!("a\0b");
        let problem = refusal(&flow.to_string()).await;
        assert_eq!(problem["errors"][0]["field"], "(body)");
        assert!(parse(&[b'"', 0xff, b'"']).is_err());
    }
}
