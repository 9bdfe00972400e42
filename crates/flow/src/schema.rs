//! The published JSON Schema is that of the types.

use std::{env, fs, path::Path};

use serde_json::Value;

use crate::{Flow, templates};

/// Set to write the file anew.
const BLESS: &str = "PEYK_BLESS";

fn published() -> String {
    let schema = schemars::schema_for!(Flow);
    let mut document = serde_json::to_string_pretty(&schema).unwrap();
    document.push('\n');
    document
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/flow.schema.json");
    let published = published();
    if env::var_os(BLESS).is_some() {
        fs::write(&file, &published).unwrap();
    }
    let stored = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == published,
        "docs/flow.schema.json is old: run this test with {BLESS}=1"
    );
}

#[test]
fn the_templates_keep_the_schema_and_mistakes_do_not() {
    let schema: Value = serde_json::from_str(&published()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, document) in templates::DOCUMENTS {
        let mut flow: Value = serde_json::from_str(document).unwrap();
        let errors: Vec<_> = schema
            .iter_errors(&flow)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        flow["steps"][0]["ask"] = serde_json::json!({"slot": "shoe_size"});
        assert!(!schema.is_valid(&flow), "{name}");
    }
}
