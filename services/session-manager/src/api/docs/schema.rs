//! Schemas: what a body is, and its fields.

use maud::{Markup, html};
use utoipa::openapi::schema::{ArrayItems, SchemaType};
use utoipa::openapi::{Object, RefOr, Schema, SchemaFormat, Type};

use super::text::{marked, paragraphs};

/// A schema with a name of its own.
pub(super) fn named(name: &str, schema: &RefOr<Schema>) -> Markup {
    html! {
        article id=(format!("schema-{name}")) {
            h3 { (name) }
            @if let Some(text) = description(schema) { (paragraphs(text)) }
            @match schema {
                RefOr::T(Schema::Object(object)) if !object.properties.is_empty() => (fields(object)),
                RefOr::T(Schema::AllOf(parts)) => {
                    @for part in &parts.items {
                        @match part {
                            RefOr::T(Schema::Object(object)) => (fields(object)),
                            part => p { "All of " (kind(part)) ", and:" },
                        }
                    }
                }
                schema => p { (kind(schema)) },
            }
        }
    }
}

fn fields(object: &Object) -> Markup {
    html! {
        dl.fields {
            @for (name, field) in &object.properties {
                div {
                    dt {
                        code { (name) }
                        @if !object.required.contains(name) { span.optional { "optional" } }
                    }
                    dd {
                        span.kind { (kind(field)) }
                        @if let Some(text) = description(field) { span { (marked(text)) } }
                    }
                }
            }
        }
    }
}

fn description(schema: &RefOr<Schema>) -> Option<&str> {
    match schema {
        RefOr::Ref(reference) => {
            Some(reference.description.as_str()).filter(|text| !text.is_empty())
        }
        RefOr::T(Schema::Object(object)) => object.description.as_deref(),
        RefOr::T(Schema::Array(array)) => array.description.as_deref(),
        RefOr::T(Schema::OneOf(parts)) => parts.description.as_deref(),
        RefOr::T(Schema::AllOf(parts)) => parts.description.as_deref(),
        RefOr::T(_) => None,
    }
}

/// What it is, in a few words, with links to what has a name.
pub(super) fn kind(schema: &RefOr<Schema>) -> Markup {
    match schema {
        RefOr::Ref(reference) => link(&reference.ref_location),
        RefOr::T(Schema::Array(array)) => match &array.items {
            ArrayItems::RefOrSchema(items) => html! { "list of " (kind(items)) },
            ArrayItems::False => html! { "list" },
        },
        RefOr::T(Schema::OneOf(parts)) => either(&parts.items),
        RefOr::T(Schema::AnyOf(parts)) => either(&parts.items),
        RefOr::T(Schema::AllOf(parts)) => html! {
            @for (index, part) in parts.items.iter().enumerate() {
                @if index > 0 { " with " }
                (kind(part))
            }
        },
        RefOr::T(Schema::Object(object)) => html! { (words(object)) },
        RefOr::T(_) => html! { "anything" },
    }
}

fn either(parts: &[RefOr<Schema>]) -> Markup {
    let is_null = |part: &RefOr<Schema>| matches!(part, RefOr::T(Schema::Object(object)) if matches!(object.schema_type, SchemaType::Type(Type::Null)));
    html! {
        @for (index, part) in parts.iter().filter(|part| !is_null(part)).enumerate() {
            @if index > 0 { " or " }
            (kind(part))
        }
        @if parts.iter().any(is_null) { " or null" }
    }
}

/// A link to a schema, by its reference.
pub(super) fn link(reference: &str) -> Markup {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    html! { a href=(format!("#schema-{name}")) { (name) } }
}

fn words(object: &Object) -> Markup {
    if let Some(values) = &object.enum_values {
        return html! {
            @for (index, value) in values.iter().enumerate() {
                @if index > 0 { " or " }
                code { (value) }
            }
        };
    }
    let types = match &object.schema_type {
        SchemaType::Type(one) => vec![one],
        SchemaType::Array(many) => many.iter().collect(),
        SchemaType::AnyValue => return html! { "anything" },
    };
    let words = types.into_iter().map(|kind| match kind {
        Type::String => text(object.format.as_ref()),
        Type::Integer | Type::Number => "number",
        Type::Boolean => "true or false",
        Type::Object => "object",
        Type::Array => "list",
        Type::Null => "null",
    });
    html! { (words.collect::<Vec<_>>().join(" or ")) }
}

fn text(format: Option<&SchemaFormat>) -> &'static str {
    use utoipa::openapi::KnownFormat::{Binary, DateTime, Email, Password};
    match format {
        Some(SchemaFormat::KnownFormat(DateTime)) => "time",
        Some(SchemaFormat::KnownFormat(Email)) => "e-mail address",
        Some(SchemaFormat::KnownFormat(Password)) => "password",
        Some(SchemaFormat::KnownFormat(Binary)) => "bytes",
        _ => "text",
    }
}
