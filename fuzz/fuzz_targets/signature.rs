//! Any headers, key and body: nothing but the one right signature verifies.

#![no_main]

use libfuzzer_sys::fuzz_target;
use waha::signature::{Signature, sign};

/// Header, algorithm, key, body, and the digit that is changed.
type Input<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, &'a [u8], &'a [u8], u8);

fuzz_target!(|input: Input<'_>| {
    let (header, algorithm, key, body, digit) = input;
    let right = sign(key, body);
    let is_hex = |header: &[u8]| header.len() == 128 && header.iter().all(u8::is_ascii_hexdigit);
    let is_ours = |name: &[u8]| name.eq_ignore_ascii_case(b"sha512");
    match Signature::from_headers(header, algorithm) {
        Ok(signature) => {
            let header = header.expect("there was something to read");
            assert!(is_hex(header) && algorithm.is_none_or(is_ours));
            let is_right = header.eq_ignore_ascii_case(right.as_bytes());
            assert_eq!(signature.verify(key, body), is_right);
        }
        Err(_) => assert!(!header.is_some_and(is_hex) || !algorithm.is_none_or(is_ours)),
    }

    let verifies = |header: &[u8], body: &[u8]| {
        Signature::from_headers(Some(header), Some(b"sha512"))
            .is_ok_and(|signature| signature.verify(key, body))
    };
    assert!(verifies(right.as_bytes(), body));
    assert!(verifies(right.to_ascii_uppercase().as_bytes(), body));
    let mut wrong = right.clone().into_bytes();
    let changed = &mut wrong[usize::from(digit % 128)];
    *changed = if *changed == b'0' { b'1' } else { b'0' };
    assert!(!verifies(&wrong, body));
    assert!(!verifies(&right.as_bytes()[1..], body));
    assert!(!verifies(right.as_bytes(), &[body, b" "].concat()));
});
