use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::*;

fn json() -> Value {
    serde_json::to_value(document()).unwrap()
}

/// All operations of the document.
fn described(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        let name = move |method: &str| format!("{} {path}", method.to_uppercase());
        item.iter()
            .map(move |(method, operation)| (name(method), operation))
    });
    operations.collect()
}

#[test]
fn rows_and_attributes_are_about_the_same_operations() {
    let mut rows = HashSet::new();
    for operation in table() {
        let name = format!("{} {}", operation.method, operation.path);
        let described = &operation.described;
        assert!(
            is_path_of(&described.path, operation.path),
            "{name}: the attribute says {}",
            described.path
        );
        let is_described = described.of(&operation.method).is_some();
        assert!(
            is_described,
            "{name}: the attribute is about another method"
        );
        assert!(rows.insert(name.clone()), "{name} is there twice");
    }
    let document = json();
    let described = described(&document).into_iter().map(|(name, _)| name);
    assert_eq!(described.collect::<HashSet<_>>(), rows);
}

#[test]
fn each_operation_is_told_apart_grouped_and_summed_up() {
    let document = json();
    let mut ids = HashSet::new();
    for (name, operation) in described(&document) {
        assert!(ids.insert(&operation["operationId"]), "{name}");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(TAGS.iter().any(|(known, _)| *known == tag), "{name}: {tag}");
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(summary.ends_with('.'), "{name}: {summary:?}");
        assert!(operation[ACCESS].is_string(), "{name}");
        assert!(operation["security"].is_array(), "{name}");
    }
}

#[test]
fn every_problem_has_its_code() {
    let document = json();
    for (name, operation) in described(&document) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let is_problem = answer["$ref"].is_string();
            assert_eq!(
                is_problem,
                status.starts_with(['4', '5']),
                "{name}: {status}"
            );
            for line in answer["description"].as_str().unwrap().lines() {
                let code = line.split('`').nth(1).unwrap_or_default();
                let fits = code
                    .chars()
                    .all(|letter| letter == '_' || letter.is_ascii_lowercase());
                let is_code = !code.is_empty() && line.starts_with('`') && fits;
                assert!(!is_problem || is_code, "{name}: {status}: {line}");
            }
        }
    }
}

#[test]
fn no_two_schemas_share_a_name() {
    let mut seen = BTreeMap::new();
    for operation in table() {
        for (name, schema) in operation.described.schemas {
            let schema = serde_json::to_value(schema).unwrap();
            let other = seen.insert(name.clone(), schema.clone());
            let is_same = other.is_none_or(|other| other == schema);
            assert!(
                is_same,
                "{name}: give one of them another: #[schema(as = …)]"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = json();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn what_follows_from_a_row_is_added() {
    let document = json();
    let revoke = &document["paths"]["/api/tenants/{tenant_id}/tokens/{token_id}"]["delete"];
    assert_eq!(revoke["operationId"], "tenant_tokens_revoke");
    assert_eq!(revoke[ACCESS], "owners");
    let names: Vec<_> = revoke["parameters"].as_array().unwrap().iter().collect();
    assert_eq!(names[0]["name"], "tenant_id");
    assert_eq!(names[1]["name"], "token_id");
    let missing = revoke["responses"]["404"]["description"].as_str().unwrap();
    assert!(missing.contains("`token_not_found`"), "{missing}");
    assert!(missing.contains("`tenant_not_found`"), "{missing}");
    let login = &document["paths"]["/api/auth/login"]["post"];
    assert_eq!(login[ACCESS], "open");
    assert_eq!(login["security"], serde_json::json!([{"page": []}]));
}
