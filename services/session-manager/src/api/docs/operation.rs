//! One operation: how it is asked, and what it answers.

use maud::{Markup, html};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::{Content, RefOr, Response};

use super::schema::kind;
use super::text::{marked, paragraphs};
use crate::api::document::ACCESS;

/// An operation at its place.
pub(super) struct Placed<'a> {
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) operation: &'a Operation,
}

/// The operations of a path.
pub(super) fn of_item<'a>(
    path: &'a str,
    item: &'a PathItem,
) -> impl Iterator<Item = Placed<'a>> + use<'a> {
    let operations = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    operations
        .into_iter()
        .filter_map(move |(method, operation)| {
            operation.as_ref().map(|operation| Placed {
                method,
                path,
                operation,
            })
        })
}

impl Placed<'_> {
    pub(super) fn is_of(&self, tag: &str) -> bool {
        let mut tags = self.operation.tags.iter().flatten();
        tags.any(|own| own == tag)
    }

    pub(super) fn id(&self) -> &str {
        self.operation.operation_id.as_deref().unwrap_or_default()
    }

    fn access(&self) -> &str {
        let extensions = self.operation.extensions.as_ref();
        let access = extensions.and_then(|extensions| extensions.get(ACCESS)?.as_str());
        access.unwrap_or_default()
    }

    /// Its line in the table of contents.
    pub(super) fn entry(&self) -> Markup {
        html! {
            a href=(format!("#{}", self.id())) title=(self.path) {
                (badge(self.method))
                span { (short(self.path)) }
            }
        }
    }

    /// All that there is to say of it.
    pub(super) fn whole(&self) -> Markup {
        let Self { operation, .. } = self;
        html! {
            article id=(self.id()) {
                h3 { (badge(self.method)) code { (path(self.path)) } }
                p.summary {
                    (marked(operation.summary.as_deref().unwrap_or_default()))
                    span.access title="who may call it" { (self.access()) }
                }
                @if let Some(text) = &operation.description { (paragraphs(text)) }
                @if let Some(parameters) = &operation.parameters {
                    h4 { "Parameters" }
                    dl.fields {
                        @for parameter in parameters {
                            @if let RefOr::T(parameter) = parameter { (self::parameter(parameter)) }
                        }
                    }
                }
                @if let Some(RefOr::T(body)) = &operation.request_body {
                    h4 { "Body" }
                    p { @for (media, content) in &body.content { (self::content(media, content)) } }
                }
                h4 { "Answers" }
                dl.answers {
                    @for (status, response) in &operation.responses.responses {
                        (answer(status, response))
                    }
                }
            }
        }
    }
}

fn badge(method: &str) -> Markup {
    html! { span class=(format!("method {}", method.to_lowercase())) { (method) } }
}

/// A path without what is in most of them.
fn short(path: &str) -> String {
    let path = path.trim_start_matches("/api");
    path.replacen("/tenants/{tenant_id}/", "…/", 1)
}

/// A path that may be broken between its parts.
fn path(path: &str) -> Markup {
    html! {
        @for part in path.split_inclusive('/') {
            @if part.starts_with('{') { em { (part) } } @else { (part) }
            wbr;
        }
    }
}

fn parameter(parameter: &Parameter) -> Markup {
    let is_query = matches!(parameter.parameter_in, ParameterIn::Query);
    html! {
        div {
            dt {
                code { @if is_query { "?" } (parameter.name) }
                @if is_query { span.optional { "optional" } }
            }
            dd {
                @if let Some(schema) = &parameter.schema { span.kind { (kind(schema)) } }
                @if let Some(text) = &parameter.description { span { (marked(text)) } }
            }
        }
    }
}

fn content(media: &str, content: &RefOr<Content>) -> Markup {
    let RefOr::T(content) = content else {
        return Markup::default();
    };
    html! {
        span.body {
            @if media == "application/json" {
                @if let Some(schema) = &content.schema { (kind(schema)) }
            } @else {
                code { (media) }
            }
        }
    }
}

fn answer(status: &str, response: &RefOr<Response>) -> Markup {
    let class = match status.as_bytes().first() {
        Some(b'2') => "good",
        _ => "bad",
    };
    html! {
        div class=(class) {
            dt { (status) }
            dd {
                @match response {
                    RefOr::T(response) => {
                        span { (marked(&response.description)) }
                        @for (media, body) in &response.content { " " (content(media, body)) }
                    }
                    RefOr::Ref(problem) => {
                        @for line in problem.description.lines() { span.line { (marked(line)) } }
                    }
                }
            }
        }
    }
}
