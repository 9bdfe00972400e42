//! The API's OpenAPI document: the table of operations, with what the attributes at the handlers say.
//!
//! What follows from a row is added here and not said at each handler: the ids in its path, how one shows
//! who one is, and the problems that are common to all such operations.

mod problems;
mod security;

use std::collections::BTreeMap;

use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{
    Operation as Description, Parameter, ParameterBuilder, ParameterIn, PathItem, Paths,
};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, License, ObjectBuilder, OpenApi, OpenApiBuilder, RefOr,
    Required, Schema, SchemaFormat, Server, Tag, Type, schema,
};

use super::operation::Operation;
use super::table;

/// Where it says who may call an operation.
pub(super) const ACCESS: &str = "x-access";

/// The groups of the operations, in the order in which one reads of them.
const TAGS: [(&str, &str); 11] = [
    ("auth", "Signing in and out, and who one is."),
    ("tenants", "The agencies on this platform, for operators."),
    (
        "whatsapp",
        "A tenant's link to WhatsApp: connect, scan, see, disconnect.",
    ),
    (
        "conversations",
        "What customers write, and who answers them: the bot or a person.",
    ),
    (
        "flows",
        "What a tenant's bot says and asks: written, checked, tried, published.",
    ),
    (
        "leads",
        "Who wants what, how far it has come, and the CRM that is told.",
    ),
    (
        "fleet",
        "The WAHA nodes, the sessions on them, and the keys of their webhooks.",
    ),
    (
        "undelivered",
        "What has no tenant that takes it, and what could not be processed.",
    ),
    ("people", "Users, tokens of machines, and who did what."),
    (
        "privacy",
        "How long things are kept, and what is known of one person: taken out, and taken away.",
    ),
    ("documents", "This document."),
];

const ABOUT: &str = "\
Many WhatsApp numbers on one platform: tenants link their numbers, and a bot answers their customers.

People sign in (`POST /api/auth/login`) and act by the cookie that they get; a request of theirs that \
changes something carries the header `X-Peyk-Request: 1`. Machines send a bearer token. Who may call an \
operation is its `x-access`: `open`, `known` (whoever says who they are), `operators`, `owners` (and \
operators), `members` (agents, owners and operators), `members-or-link` (and who has a signed link). \
What is another tenant's is answered like what does not exist.

What goes wrong is answered by a problem document (RFC 9457) with a `code` for programs, which does not \
change. Times are RFC 3339. Fields may be added to answers.";

/// The document.
pub(super) fn document() -> OpenApi {
    let operations = table();
    let mut schemas: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    schemas.extend(problems::schemas());
    let mut paths = Paths::new();
    for operation in operations {
        let Some(description) = describe(&operation) else {
            // The attribute is about another method; a test finds it.
            continue;
        };
        let item = paths.paths.entry(operation.path.to_owned()).or_default();
        put(item, &operation, description);
        schemas.extend(operation.described.schemas);
    }
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .responses_from_iter(problems::responses());
    let components = security::schemes()
        .into_iter()
        .fold(components, |components, (name, scheme)| {
            components.security_scheme(name, scheme)
        })
        .build();
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Peyk")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(license))
                .build(),
        )
        .servers(Some([Server::new("/")]))
        .paths(paths)
        .components(Some(components))
        .tags(Some(tags()))
        .build()
}

fn tags() -> Vec<Tag> {
    let tag = |(name, about): (&str, &str)| {
        TagBuilder::new()
            .name(name)
            .description(Some(about))
            .build()
    };
    TAGS.into_iter().map(tag).collect()
}

fn put(item: &mut PathItem, operation: &Operation, description: Description) {
    let place = match operation.method.as_str() {
        "POST" => &mut item.post,
        "PUT" => &mut item.put,
        "PATCH" => &mut item.patch,
        "DELETE" => &mut item.delete,
        _ => &mut item.get,
    };
    *place = Some(description);
}

fn describe(operation: &Operation) -> Option<Description> {
    let mut description = operation.described.of(&operation.method)?.clone();
    description.operation_id = Some(id(operation));
    // Comments are broken into lines where the code's are.
    for text in [&mut description.summary, &mut description.description] {
        *text = text.take().map(|text| text.replace('\n', " "));
    }
    let mut parameters: Vec<_> = path_parameters(operation.path).map(RefOr::T).collect();
    parameters.extend(
        description
            .parameters
            .take()
            .into_iter()
            .flatten()
            .map(optional),
    );
    let asks = !parameters.is_empty() || description.request_body.is_some();
    let has_body = description.request_body.is_some();
    description.parameters = Some(parameters).filter(|parameters| !parameters.is_empty());
    description.security = Some(security::requirements(operation));
    description.extensions = Some(
        ExtensionsBuilder::new()
            .add(ACCESS, operation.access.as_str())
            .build(),
    );
    problems::complete(operation, asks, has_body, &mut description.responses);
    Some(description)
}

/// The handler's name in one word; of a handler that serves operators and tenants, the tenant's is told
/// apart: `tokens_list`, `tenant_tokens_list`.
fn id(operation: &Operation) -> String {
    let described = &operation.described;
    let mut words: Vec<&str> = described.name.split("::").map(str::trim).collect();
    words.dedup();
    if operation.path != described.path {
        words.insert(0, "tenant");
    }
    words.join("_")
}

/// What a path leaves open. All of it are ids, which are numbers, but for flows: they have names, and their versions a
/// place in a row.
fn path_parameters(path: &str) -> impl Iterator<Item = Parameter> {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| {
        let number = || {
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(schema::KnownFormat::Int64)))
                .minimum(Some(1))
        };
        let (about, schema) = match name {
            "flow" => {
                let word = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some("^[a-z0-9][a-z0-9_-]{0,63}$"));
                (
                    "The flow's name, the `id` of its document.".to_owned(),
                    word,
                )
            }
            "version" => ("The version's number.".to_owned(), number()),
            _ => {
                let noun = name.trim_end_matches("_id").replace('_', " ");
                (format!("The {noun}'s id."), number())
            }
        };
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(about))
            .schema(Some(schema))
            .build()
    })
}

/// What may be left out of a query is left out, and never null.
fn optional(mut parameter: RefOr<Parameter>) -> RefOr<Parameter> {
    if let RefOr::T(Parameter {
        schema: Some(RefOr::T(Schema::Object(object))),
        ..
    }) = &mut parameter
        && let SchemaType::Array(types) = &object.schema_type
        && let [kind, Type::Null] = types.as_slice()
    {
        object.schema_type = SchemaType::Type(kind.clone());
    }
    parameter
}

/// Whether an attribute's path is the row's: the same, or the operators' of what tenants have as well.
#[cfg(test)]
pub(super) fn is_path_of(attribute: &str, row: &str) -> bool {
    let tenants = attribute.replacen("/api/", "/api/tenants/{tenant_id}/", 1);
    attribute == row || tenants == row
}

#[cfg(test)]
mod tests;
