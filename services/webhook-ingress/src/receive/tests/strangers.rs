//! Whoever asks whatever of the door gets an answer, and none without the signature gets anything into it.

use axum::http::{HeaderName, HeaderValue};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Those that the door looks at, and those that have fooled others.
const HEADERS: [&str; 12] = [
    signature::HEADER,
    signature::ALGORITHM_HEADER,
    REQUEST_ID,
    "content-encoding",
    "content-length",
    "content-type",
    "transfer-encoding",
    "expect",
    "host",
    "traceparent",
    "x-webhook-timestamp",
    "x-forwarded-for",
];

fn header_value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..200),
        "[0-9a-fA-F]{126,129}".prop_map(String::into_bytes),
        select(&["sha512", "SHA512", "sha256", "gzip", "identity", "5", "-1"][..])
            .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let name = prop_oneof![select(&HEADERS[..]).prop_map(String::from), "[a-z-]{1,20}"];
    vec((name, header_value()), 0..6)
}

/// What hyper takes for one; the rest it refuses before the door.
fn uri() -> impl Strategy<Value = Uri> {
    let text = prop_oneof![
        4 => Just(format!("{PATH}?tenant_id=5")),
        1 => r"[?&]?(tenant_id=[0-9%+-]{0,20}[&;]?){0,3}".prop_map(|query| format!("{PATH}{query}")),
        1 => "[!-~]{0,100}".prop_map(|query| format!("{PATH}?{query}")),
        1 => "/[!-~]{0,60}",
    ];
    text.prop_filter_map("no URI", |text| text.parse().ok())
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => Just(MESSAGE.to_vec()),
        1 => vec(any::<u8>(), 0..300),
        1 => "(?s).{0,100}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_that_is_asked_costs_more_than_an_answer(
        method in select(&[Method::POST, Method::POST, Method::POST, Method::GET, Method::HEAD, Method::OPTIONS][..]),
        uri in uri(),
        headers in headers(),
        body in body(),
        is_signed in any::<bool>(),
    ) {
        let request = Request::builder().method(method.clone()).uri(uri).body(Body::from(body.clone()));
        let mut request = request.expect("a request");
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(&value)) {
                request.headers_mut().append(name, value);
            }
        }
        if is_signed {
            let value = sign(5, "tenant_5", &body).parse().expect("hex");
            request.headers_mut().insert(signature::HEADER, value);
        }
        let memory = Memory::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (status, answer) = runtime.expect("a runtime").block_on(async {
            let response = door(&memory, true).router().oneshot(request).await.expect("infallible");
            let status = response.status();
            (status, response.into_body().collect().await.expect("a body").to_bytes())
        });
        prop_assert!(!status.is_server_error(), "{status}");
        if method != Method::HEAD {
            let answer: Value = serde_json::from_slice(&answer).expect("every answer is JSON");
            prop_assert!(answer["status"].is_string(), "{answer}");
        }
        let stored = memory.stored().len() + memory.kept().len();
        prop_assert_eq!(stored, usize::from(status == StatusCode::ACCEPTED));
        prop_assert!(stored == 0 || is_signed);
    }
}
