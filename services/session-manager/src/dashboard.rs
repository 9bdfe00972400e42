//! The built dashboard, served beside the API: one origin, so that its cookie needs no exceptions.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::problem::Problem;
use crate::settings::DashboardSettings;

/// The page that holds the application; every page of it begins with this file.
pub(crate) const INDEX: &str = "index.html";

/// Vite puts a digest of the content into these files' names, so they never change.
const HASHED: &str = "/assets/";

/// Nothing but our own files, and nobody may frame us. Mantine writes its CSS variables into a
/// `<style>` element, which is why styles may be inline; scripts may not.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    // Files lie there as they are and packed.
    (VARY, "accept-encoding"),
];

/// The folder of the built dashboard.
#[derive(Clone)]
struct Files {
    /// What is there, or a 404.
    exact: ServeDir,
    /// What is there, or the application, which knows its own paths.
    pages: ServeDir<ServeFile>,
}

/// `api` with the dashboard at every path that is not the API's; `api` as it is when it is off.
pub(crate) fn beside(api: Router, settings: &DashboardSettings) -> Router {
    if settings.dir.is_empty() {
        return api;
    }
    let dir = Path::new(&settings.dir);
    let files = Files {
        exact: packed(dir),
        pages: packed(dir).fallback(
            ServeFile::new(dir.join(INDEX))
                .precompressed_br()
                .precompressed_gzip(),
        ),
    };
    api.fallback_service(Router::new().fallback(serve).with_state(files))
}

/// The build has packed them: Brotli is a seventh smaller than gzip, and browsers take it where there is TLS.
fn packed(dir: &Path) -> ServeDir {
    ServeDir::new(dir).precompressed_br().precompressed_gzip()
}

async fn serve(State(files): State<Files>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::not_found(request.uri()).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::method_not_allowed(request.method()).into_response();
    }
    let hashed = path.starts_with(HASHED);
    let not_found = Problem::not_found(request.uri());
    // The application in place of a missing script would be kept as that script for a year.
    let found = if hashed {
        files.exact.oneshot(request).await
    } else {
        files.pages.oneshot(request).await
    };
    let mut response = found
        .expect("files that cannot be read are answers")
        .map(axum::body::Body::new);
    if response.status() == StatusCode::NOT_FOUND {
        return not_found.into_response();
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kept = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http_body_util::BodyExt;

    use super::*;
    use crate::testing::{api, settings};

    struct Answer {
        status: StatusCode,
        headers: axum::http::HeaderMap,
        text: String,
    }

    /// A built dashboard of three files, and the service around it.
    async fn service() -> (tempfile::TempDir, Router) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("assets")).unwrap();
        for (name, text) in [
            (INDEX, "the application"),
            ("icon.svg", "<svg/>"),
            ("assets/index-1a2b.js", "'script'"),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let settings = settings(&[("dashboard.dir", dir.path().to_str().unwrap())]);
        let api = crate::api::router(api(&settings).await);
        (dir, beside(api, &settings.dashboard))
    }

    async fn ask(router: Router, method: &str, path: &str) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await;
        let (parts, body) = response.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    #[tokio::test]
    async fn every_path_of_the_application_begins_with_its_page() {
        let (_dir, router) = service().await;
        for path in ["/", "/index.html", "/sign-in", "/tenants/5"] {
            let answer = ask(router.clone(), "GET", path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.text, "the application", "{path}");
            assert_eq!(answer.headers["content-type"], "text/html", "{path}");
            assert_eq!(answer.headers["cache-control"], "no-cache", "{path}");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("script-src 'self';"), "{policy}");
            // Voice messages and films of a conversation.
            assert!(policy.contains("media-src 'self';"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        }
    }

    #[tokio::test]
    async fn what_never_changes_is_kept_and_what_is_gone_is_not_the_page() {
        let (_dir, router) = service().await;
        let answer = ask(router.clone(), "GET", "/assets/index-1a2b.js").await;
        assert_eq!(answer.text, "'script'");
        assert_eq!(
            answer.headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
        let answer = ask(router.clone(), "GET", "/icon.svg").await;
        assert_eq!(answer.headers["content-type"], "image/svg+xml");
        assert_eq!(answer.headers["cache-control"], "no-cache");

        let gone = ask(router, "GET", "/assets/index-0000.js").await;
        assert_eq!(gone.status, 404);
        assert_eq!(gone.headers["content-type"], "application/problem+json");
        assert!(!gone.headers.contains_key("cache-control"));
    }

    #[tokio::test]
    async fn a_browser_gets_it_packed_as_it_takes_it() {
        let (dir, router) = service().await;
        for (name, text) in [
            ("assets/index-1a2b.js.br", "smallest"),
            ("assets/index-1a2b.js.gz", "small"),
            ("index.html.br", "smallest page"),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        for (path, takes, encoding, text) in [
            ("/assets/index-1a2b.js", "gzip, br", Some("br"), "smallest"),
            ("/assets/index-1a2b.js", "gzip", Some("gzip"), "small"),
            ("/assets/index-1a2b.js", "identity", None, "'script'"),
            ("/leads/5", "gzip, deflate, br", Some("br"), "smallest page"),
            ("/leads/5", "gzip", None, "the application"),
        ] {
            let request = Request::get(path).header("accept-encoding", takes);
            let request = request.body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let said = parts.headers.get("content-encoding");
            assert_eq!(said.map(|it| it.to_str().unwrap()), encoding, "{path}");
            assert_eq!(parts.headers["vary"], "accept-encoding");
            let bytes = body.collect().await.unwrap().to_bytes();
            assert_eq!(bytes, text, "{path}, {takes}");
        }
    }

    #[tokio::test]
    async fn the_api_stays_the_api() {
        let (_dir, router) = service().await;
        for path in ["/api", "/api/", "/api/nothing"] {
            let answer = ask(router.clone(), "GET", path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.text.contains(r#""code":"not_found""#), "{path}");
        }
        let answer = ask(router.clone(), "GET", "/api/tenants").await;
        assert_eq!(answer.status, 401);
        let answer = ask(router, "POST", "/tenants").await;
        assert_eq!(answer.status, 405);
        assert!(answer.text.contains(r#""code":"method_not_allowed""#));
    }

    #[tokio::test]
    async fn nothing_outside_of_the_folder_is_served() {
        let (_dir, router) = service().await;
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/assets/..%2f..%2fetc/passwd",
        ] {
            let answer = ask(router.clone(), "GET", path).await;
            assert!(
                answer.status == 404 || answer.text == "the application",
                "{path}: {}",
                answer.text
            );
        }
    }

    #[tokio::test]
    async fn without_a_folder_there_is_nothing_at_the_root() {
        let settings = settings(&[]);
        let api = crate::api::router(api(&settings).await);
        let answer = ask(beside(api, &settings.dashboard), "GET", "/").await;
        assert_eq!(answer.status, 404);
        assert!(answer.text.contains(r#""code":"not_found""#));
    }
}
