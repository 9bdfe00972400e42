//! The API's document as TypeScript types.
//!
//! `openapi-typescript` would be the usual tool. It needs the compiler's JavaScript interface, which TypeScript 7 has no
//! more, and our document uses little of what OpenAPI can say. What is not known here is an error, never a wrong type.

mod document;

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use document::{Content, Document, Entries, Operation, Schema, Words};

const HEAD: &str = "\
// The bodies of session-manager's API, and its operations: generated from services/session-manager/openapi.json
// by `cargo xtask gen`. Not to be edited.
";

const OPERATIONS: &str = "
/**
 * Every operation, by its method and path: the ids in its `path`, its `query`, the `body` that it takes, and its `answer`.
 * What it has none of is absent.
 */
export interface Operations {
";

/// The types of a document.
pub(super) fn types(document: &str) -> Result<String> {
    let document: Document = serde_json::from_str(document).context("read the document")?;
    let mut text = HEAD.to_owned();
    for (name, schema) in document.components.schemas.iter() {
        let declared = declaration(name, schema).with_context(|| format!("the schema {name}"))?;
        text.push_str(&declared);
    }
    text.push_str(OPERATIONS);
    for (path, item) in document.paths.iter() {
        for (method, operation) in item.iter() {
            let name = format!("{} {path}", method.to_uppercase());
            let described = described(&name, operation).with_context(|| name.clone())?;
            text.push_str(&described);
        }
    }
    text.push_str("}\n");
    Ok(text)
}

fn declaration(name: &str, schema: &Schema) -> Result<String> {
    let comment = comment(schema.description.as_deref(), "");
    Ok(if schema.properties.is_empty() {
        format!(
            "\n{comment}export type {name} = {};\n",
            type_of(schema, "")?
        )
    } else {
        format!(
            "\n{comment}export interface {name} {}\n",
            fields(schema, "")?
        )
    })
}

fn described(name: &str, operation: &Operation) -> Result<String> {
    let mut text = comment(operation.summary.as_deref(), "  ");
    writeln!(text, "  '{name}': {{")?;
    for place in ["path", "query"] {
        let parameters = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == place);
        let mut lines = String::new();
        for parameter in parameters {
            lines.push_str(&comment(parameter.description.as_deref(), "      "));
            let mark = if parameter.required { "" } else { "?" };
            let value = type_of(&parameter.schema, "      ")?;
            writeln!(lines, "      {}{mark}: {value};", parameter.name)?;
        }
        if !lines.is_empty() {
            writeln!(text, "    {place}: {{\n{lines}    }};")?;
        }
    }
    if let Some(body) = &operation.request_body {
        writeln!(text, "    body: {};", contents(&body.content)?)?;
    }
    let answers = operation
        .responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'));
    let mut kinds = Vec::new();
    for (_, answer) in answers {
        let kind = contents(&answer.content)?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        bail!("it has no answer");
    }
    writeln!(text, "    answer: {};\n  }};", kinds.join(" | "))?;
    Ok(text)
}

/// What a body is; of several kinds, any.
fn contents(content: &Entries<Content>) -> Result<String> {
    let mut kinds = Vec::new();
    for (media, content) in content.iter() {
        kinds.push(match media.as_str() {
            "application/json" => type_of(&content.schema, "    ")?,
            media if media.starts_with("text/") => "string".to_owned(),
            media if media.starts_with("image/") => "Blob".to_owned(),
            media => bail!("a body of {media}"),
        });
    }
    if kinds.is_empty() {
        kinds.push("undefined".to_owned());
    }
    Ok(kinds.join(" | "))
}

/// The type of a schema; `indent` is that of the line it begins in.
fn type_of(schema: &Schema, indent: &str) -> Result<String> {
    if let Some(reference) = &schema.reference {
        let name = reference.strip_prefix("#/components/schemas/");
        return Ok(name.context("a reference to elsewhere")?.to_owned());
    }
    for (parts, between) in [
        (&schema.one_of, " | "),
        (&schema.any_of, " | "),
        (&schema.all_of, " & "),
    ] {
        if !parts.is_empty() {
            // What is beside the parts holds as well.
            let mut kinds = Vec::new();
            for part in parts {
                kinds.push(type_of(part, indent)?);
            }
            if !schema.properties.is_empty() {
                kinds.push(fields(schema, indent)?);
            }
            // Null is last, as one reads it.
            kinds.sort_by_key(|kind| kind == "null");
            return Ok(kinds.join(between));
        }
    }
    if !schema.values.is_empty() {
        let values = schema
            .values
            .iter()
            .map(literal)
            .collect::<Result<Vec<_>>>()?;
        return Ok(values.join(" | "));
    }
    let words = match &schema.kind {
        Words::None => return Ok("unknown".to_owned()),
        Words::One(word) => std::slice::from_ref(word),
        Words::Many(words) => words,
    };
    let mut kinds = Vec::new();
    for word in words {
        kinds.push(kind_of(schema, word, indent)?);
    }
    Ok(kinds.join(" | "))
}

fn kind_of(schema: &Schema, word: &str, indent: &str) -> Result<String> {
    Ok(match word {
        "string" | "boolean" | "null" => word.to_owned(),
        "integer" | "number" => "number".to_owned(),
        "array" => {
            let items = schema.items.as_ref().context("an array of nothing")?;
            let items = type_of(items, indent)?;
            if items.contains(' ') {
                format!("({items})[]")
            } else {
                format!("{items}[]")
            }
        }
        "object" if schema.properties.is_empty() => "Record<string, unknown>".to_owned(),
        "object" => fields(schema, indent)?,
        word => bail!("the type {word}"),
    })
}

fn fields(schema: &Schema, indent: &str) -> Result<String> {
    let inner = format!("{indent}  ");
    let mut text = String::from("{\n");
    for (name, field) in schema.properties.iter() {
        text.push_str(&comment(field.description.as_deref(), &inner));
        let mark = if schema.required.contains(name) {
            ""
        } else {
            "?"
        };
        let value = type_of(field, &inner).with_context(|| format!("the field {name}"))?;
        writeln!(text, "{inner}{name}{mark}: {value};")?;
    }
    write!(text, "{indent}}}")?;
    Ok(text)
}

fn literal(value: &Value) -> Result<String> {
    Ok(match value {
        Value::String(text) if !text.contains(['\'', '\\', '\n']) => format!("'{text}'"),
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        value => bail!("the value {value}"),
    })
}

/// A comment on lines of its own, or nothing.
fn comment(text: Option<&str>, indent: &str) -> String {
    let text = text.unwrap_or_default().replace("*/", "* /");
    let lines: Vec<&str> = text.lines().collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines = lines
                .iter()
                .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n");
            format!("{indent}/**\n{}{indent} */\n", lines.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(schemas: &str, paths: &str) -> String {
        format!(r#"{{"paths": {{{paths}}}, "components": {{"schemas": {{{schemas}}}}}}}"#)
    }

    #[test]
    fn bodies_are_interfaces_in_the_order_of_their_fields() {
        let schemas = r##"
            "Tenant": {"type": "object", "description": "An agency.", "required": ["id", "name", "role"], "properties": {
                "name": {"type": ["string", "null"], "description": "Its name.\nAs written."},
                "id": {"type": "integer", "format": "int64"},
                "role": {"$ref": "#/components/schemas/Role"},
                "other": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Role"}]},
                "more": {"type": "array", "items": {"type": ["string", "null"]}}
            }},
            "Role": {"type": "string", "enum": ["owner", "agent"]}"##;
        let types = types(&document(schemas, "")).unwrap();
        let expected = "
/** An agency. */
export interface Tenant {
  /**
   * Its name.
   * As written.
   */
  name: string | null;
  id: number;
  role: Role;
  other?: Role | null;
  more?: (string | null)[];
}

export type Role = 'owner' | 'agent';
";
        assert!(types.contains(expected), "{types}");
    }

    #[test]
    fn operations_say_what_they_take_and_answer() {
        let paths = r##"
            "/api/tenants/{tenant_id}": {
                "get": {
                    "summary": "Shows it.",
                    "parameters": [
                        {"name": "tenant_id", "in": "path", "required": true, "schema": {"type": "integer"}},
                        {"name": "limit", "in": "query", "description": "How many.", "schema": {"type": "integer"}}
                    ],
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tenant"}}}},
                        "404": {"$ref": "#/components/responses/Problem", "description": "There is none."}
                    }
                },
                "delete": {
                    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "responses": {"204": {"description": "Gone."}}
                }
            }"##;
        let types = types(&document("", paths)).unwrap();
        let expected = "
  /** Shows it. */
  'GET /api/tenants/{tenant_id}': {
    path: {
      tenant_id: number;
    };
    query: {
      /** How many. */
      limit?: number;
    };
    answer: Tenant;
  };
  'DELETE /api/tenants/{tenant_id}': {
    body: Record<string, unknown>;
    answer: undefined;
  };
}
";
        assert!(types.contains(expected), "{types}");
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for schema in [
            r#"{"type": "tuple"}"#,
            r#"{"not": {}}"#,
            r#"{"$ref": "other.json"}"#,
            r#"{"type": "array"}"#,
            r#"{"enum": ["it's"]}"#,
        ] {
            let schemas = format!(r#""A": {schema}"#);
            assert!(types(&document(&schemas, "")).is_err(), "{schema}");
        }
    }
}
