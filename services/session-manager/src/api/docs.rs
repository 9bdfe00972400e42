//! `GET /api/docs`: the document as a page to read, written here and not by a script, so that it needs
//! nothing from elsewhere and is there at once.

mod operation;
mod page;
mod schema;
mod text;

use std::sync::LazyLock;

use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::document::document;

const STYLE: &str = include_str!("docs/style.css");

static PAGE: LazyLock<Bytes> = LazyLock::new(|| page::page(&document()).into_string().into());

/// Nothing is loaded and nothing runs; the one style is known by its digest.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a digest is of plain characters")
});

/// Shows the API as a page to read.
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "documents",
    responses((status = 200, description = "The page.", content_type = "text/html", body = String))
)]
pub(in crate::api) async fn docs() -> impl IntoResponse {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, POLICY.clone()),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, PAGE.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_schema_is_on_the_page_and_every_link_leads_to_one() {
        let document = document();
        let page = String::from_utf8(PAGE.to_vec()).unwrap();
        let components = document.components.as_ref().unwrap();
        for name in components.schemas.keys() {
            assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
        }
        for path in document.paths.paths.keys() {
            assert!(page.contains(path.as_str()), "{path}");
        }
        let targets = page.split("href=\"#").skip(1);
        let mut count = 0;
        for target in targets.filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
            count += 1;
        }
        assert!(count > 50, "{count}");
    }

    #[test]
    fn the_page_holds_nothing_that_its_policy_forbids() {
        let page = String::from_utf8(PAGE.to_vec()).unwrap();
        for forbidden in ["<script", "style=\"", "src=\"", "onclick", "<link"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(page.contains(&format!("<style>{STYLE}</style>")));
        assert!(POLICY.to_str().unwrap().contains("style-src 'sha256-"));
    }
}
