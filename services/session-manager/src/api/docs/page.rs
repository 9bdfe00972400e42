//! The page: a table of contents beside everything.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use utoipa::openapi::OpenApi;

use super::STYLE;
use super::operation::{Placed, of_item};
use super::schema::named;
use super::text::paragraphs;

/// The whole page.
pub(super) fn page(document: &OpenApi) -> Markup {
    let operations: Vec<Placed<'_>> = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| of_item(path, item))
        .collect();
    let title = format!("{} API", document.info.title);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the operations" }
                nav aria-label="Contents" { (contents(document, &operations)) }
                main id="content" {
                    header {
                        h1 { (title) " " small { (document.info.version) } }
                        (paragraphs(document.info.description.as_deref().unwrap_or_default()))
                        p {
                            "The same for programs: "
                            a href="openapi.json" { "openapi.json" }
                            ", OpenAPI 3.1."
                        }
                    }
                    @for tag in document.tags.iter().flatten() {
                        section id=(format!("tag-{}", tag.name)) {
                            h2 { (capitalised(&tag.name)) }
                            (paragraphs(tag.description.as_deref().unwrap_or_default()))
                            @for operation in operations.iter().filter(|one| one.is_of(&tag.name)) {
                                (operation.whole())
                            }
                        }
                    }
                    section id="schemas" {
                        h2 { "Bodies" }
                        @for (name, schema) in document.components.iter().flat_map(|all| &all.schemas) {
                            (named(name, schema))
                        }
                    }
                }
            }
        }
    }
}

fn contents(document: &OpenApi, operations: &[Placed<'_>]) -> Markup {
    html! {
        @for tag in document.tags.iter().flatten() {
            details open {
                summary { a href=(format!("#tag-{}", tag.name)) { (capitalised(&tag.name)) } }
                ul {
                    @for operation in operations.iter().filter(|one| one.is_of(&tag.name)) {
                        li { (operation.entry()) }
                    }
                }
            }
        }
        details {
            summary { a href="#schemas" { "Bodies" } }
            ul {
                @for name in document.components.iter().flat_map(|all| all.schemas.keys()) {
                    li { a href=(format!("#schema-{name}")) { span { (name) } } }
                }
            }
        }
    }
}

fn capitalised(word: &str) -> String {
    match word {
        "whatsapp" => "WhatsApp".to_owned(),
        word => {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}
