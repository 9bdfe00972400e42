//! The API's document, and that what is answered is what it says.

use std::sync::LazyLock;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// An operation of the document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// Whom it lets in.
    pub(crate) access: String,
}

/// Every operation that there is.
pub(crate) fn operations() -> Vec<Operation> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                access: operation["x-access"].as_str().unwrap().to_owned(),
            });
        }
    }
    operations
}

/// Fails unless the document has this answer: the status, the code of a problem, and every field of the
/// body. What is no operation is not looked at.
pub(crate) fn check(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let Some(operation) = find(method, path) else {
        return;
    };
    let said = format!("{method} {path}: {status} {body}");
    let response = &operation["responses"][status.as_str()];
    let description = response["description"].as_str();
    let description = description.unwrap_or_else(|| panic!("not documented: {said}"));
    if response["$ref"].is_string() {
        let code = body["code"].as_str().unwrap_or_default();
        let is_listed = description.contains(&format!("`{code}`"));
        assert!(is_listed, "a code that is not documented: {said}");
        assert_fits(
            &json!({"$ref": "#/components/schemas/Problem"}),
            body,
            &said,
        );
    } else if let Some(content) = response["content"].get("application/json") {
        assert_fits(&content["schema"], body, &said);
    }
}

fn find(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next()?;
    let is_of = |template: &str| {
        let (mut parts, mut expected) = (path.split('/'), template.split('/'));
        let mut is_same = true;
        while let (true, Some(expected)) = (is_same, expected.next()) {
            let part = parts.next();
            is_same = part == Some(expected) || part.is_some() && expected.starts_with('{');
        }
        is_same && parts.next().is_none()
    };
    let paths = DOCUMENT["paths"].as_object()?;
    // As the router does: what is written out goes before what is filled in.
    let item = paths.get(path).or_else(|| {
        let mut fitting = paths.iter().filter(|(template, _)| is_of(template));
        fitting.next().map(|(_, item)| item)
    })?;
    item.get(method.as_str().to_lowercase())
}

fn assert_fits(schema: &Value, body: &Value, said: &str) {
    let mut schema = schema.clone();
    schema["components"] = DOCUMENT["components"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    if let Err(error) = validator.validate(body) {
        panic!("at {:?}: {error}: {said}", error.instance_path());
    }
}

/// The document, stricter than it is: a field that it does not name is an error here.
fn document() -> Value {
    let mut document: Value = serde_json::from_str(&session_manager::document()).unwrap();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    let parts: Vec<String> = schemas
        .values()
        .filter_map(|schema| schema["allOf"].as_array())
        .flatten()
        .filter_map(|part| part["$ref"].as_str().map(str::to_owned))
        .collect();
    for (name, schema) in schemas {
        // The parts of another know nothing of its other fields.
        if !parts.contains(&format!("#/components/schemas/{name}")) {
            schema["unevaluatedProperties"] = false.into();
        }
    }
    document
}

#[test]
fn the_checked_in_document_is_that_of_the_code() {
    let checked_in = include_str!("../../openapi.json");
    let document = session_manager::document();
    // The first line that differs, rather than all of both.
    for (number, (found, expected)) in (1..).zip(checked_in.lines().zip(document.lines())) {
        assert_eq!(found, expected, "line {number}: run `cargo xtask gen`");
    }
    assert_eq!(checked_in.len(), document.len());
}

#[test]
#[should_panic(expected = "not documented")]
fn a_status_that_is_not_documented_is_found() {
    check(&Method::GET, "/api/me", StatusCode::CONFLICT, &Value::Null);
}

#[test]
#[should_panic(expected = "Unevaluated properties")]
fn a_field_that_is_not_documented_is_found() {
    let body = json!({"success": true, "message": "gone", "key": "hunter2"});
    let path = "/api/tenants/5/whatsapp/disconnect?x=y";
    check(&Method::POST, path, StatusCode::OK, &body);
}

#[test]
#[should_panic(expected = "a code that is not documented")]
fn a_code_that_is_not_documented_is_found() {
    let body = json!({"code": "odd"});
    check(&Method::GET, "/api/me", StatusCode::UNAUTHORIZED, &body);
}
