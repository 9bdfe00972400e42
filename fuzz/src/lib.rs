//! What holds of every webhook, for the fuzz targets to try. Each of them is in `fuzz_targets`; `cargo xtask fuzz`
//! runs them.

use domain::{MessageKey, SessionName, TenantId};
use events::{EventName, Subject};

/// A key is one header value and one word of a log line, and each of its parts stays within its colons.
///
/// # Panics
/// When it is not.
pub fn check_key(key: &MessageKey, tenant: TenantId, session: &SessionName) {
    let text = key.as_str();
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?}");
    assert!(text.len() < 300, "{text}");
    let parts: Vec<_> = text.split(':').collect();
    assert!(matches!(parts.len(), 5 | 6), "{text}");
    assert_eq!(parts[0], tenant.to_string());
    assert_eq!(parts[1], session.as_str());
    assert!(matches!(parts[3], "in" | "out"), "{text}");
    assert!(parts.iter().all(|part| !part.is_empty()), "{text}");
}

/// The subjects of an event are exactly the tokens that they should be, and tell tenant and event again.
///
/// # Panics
/// When they do not.
pub fn check_subjects(tenant: TenantId, event: &EventName) {
    for (subject, stem) in [
        (Subject::Event(tenant, event.clone()), "events"),
        (Subject::Dead(tenant, event.clone()), "dead"),
    ] {
        let text = subject.to_string();
        let mut expected = vec!["waha", stem];
        let id = tenant.get().to_string();
        expected.push(&id);
        expected.extend(event.as_str().split('.'));
        assert_eq!(text.split('.').collect::<Vec<_>>(), expected);
        assert!(expected.iter().all(|token| is_token(token)), "{text:?}");
    }
    let subject = Subject::Event(tenant, event.clone()).to_string();
    assert_eq!(
        Subject::parse_event(&subject),
        Some((tenant, event.clone()))
    );
}

/// No wildcard, no space, no control character, and nothing that is not ASCII.
fn is_token(token: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !token.is_empty() && token.bytes().all(plain)
}
