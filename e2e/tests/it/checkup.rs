//! `session-manager doctor` beside a whole stack, and a WAHA that does not take its key.

use std::process::Output;

use serde_json::Value;

use crate::harness::Stack;

/// The levels of what was found on a subject.
fn levels<'a>(report: &'a Value, subject: &str) -> Vec<&'a str> {
    let findings = report["findings"].as_array().into_iter().flatten();
    let of = findings.filter(|finding| finding["subject"] == subject);
    of.filter_map(|finding| finding["level"].as_str()).collect()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test]
async fn the_doctor_finds_a_whole_stack_well_and_a_key_that_waha_does_not_take() {
    let (stack, ..) = Stack::start().await.with_tenant().await;
    let output = stack.ask_manager(&["doctor", "--json"], &[]).await;
    let well = report(&output);
    for subject in [
        "postgres",
        "migrations",
        "service role",
        "nats",
        "waha default",
        "webhook url",
        "turns",
        "replies",
        "consumer bot-worker",
        "consumer bot-worker-bulk",
        "consumer session-manager",
        "dead letters",
        "sessions",
        "tenant routes",
    ] {
        assert_eq!(levels(&well, subject), ["fine"], "{subject}: {well:#}");
    }

    // Under another name the WAHA of the settings is none of the fleet's, and its key is asked.
    let elsewhere = stack.simulator.url().replace("127.0.0.1", "localhost");
    let settings = [
        ("PEYK__WAHA__API_URL", format!("{elsewhere}/api")),
        ("PEYK__WAHA__API_KEY", "another-key".to_owned()),
    ];
    let output = stack.ask_manager(&["check", "--json"], &settings).await;
    assert_eq!(output.status.code(), Some(1));
    let wrong = report(&output);
    assert_eq!(levels(&wrong, "waha default"), ["fine"], "{wrong:#}");
    assert_eq!(levels(&wrong, "waha of settings"), ["wrong"], "{wrong:#}");
    let text = wrong.to_string();
    assert!(text.contains("does not accept the API key"), "{wrong:#}");
    assert!(text.contains("WAHA_API_KEY"), "{wrong:#}");
    assert!(!text.contains("another-key"), "{wrong:#}");
}
