//! A service as a process: exit codes, signals, health check. Runs the example `hello`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod hello;
mod otlp;

use std::process::Output;

use hello::{Running, SETTINGS, hello, wait_for};

fn text(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

#[test]
fn wrong_settings_exit_with_78_and_name_them_all() {
    let output = hello()
        .env("PEYK__GREETING__TIMES", "many")
        .env("PEYK__GREETING__PASWORD", "hunter2")
        .output()
        .unwrap();
    let said = text(&output);
    assert_eq!(output.status.code(), Some(78), "{said}");
    for key in [
        "greeting.name",
        "greeting.password",
        "greeting.times",
        "greeting.pasword",
    ] {
        assert!(said.contains(&format!("  {key}: ")), "{said}");
    }
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_setting_that_is_not_read_stops_the_service() {
    for (name, answer) in [
        ("PEYK_GREETING__NAME", "did you mean PEYK__GREETING__NAME?"),
        ("PEYK__GREETING_NAME", "did you mean greeting.name?"),
        ("PEYK__TURNS__BATCH", "is a setting of bot-worker"),
    ] {
        let output = hello().envs(SETTINGS).env(name, "1").output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(78), "{said}");
        assert!(said.contains(answer), "{said}");
    }
}

#[test]
fn the_settings_are_printed_without_secrets() {
    let output = hello()
        .envs(SETTINGS)
        .env(
            "PEYK__GREETING__POST_OFFICE",
            "http://clerk:hunter2@office/",
        )
        .arg("--print-config")
        .output()
        .unwrap();
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("name = \"world\""), "{said}");
    assert!(said.contains("password = \"[redacted]\""), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn asked_once_it_stops_and_says_so_with_0() {
    let running = Running::start(&[]);
    running.signal("-TERM");
    let (code, log) = running.ends_with();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn asked_twice_it_drops_what_it_does() {
    let mut running = Running::start(&[("PEYK__GREETING__FAIL", "deaf")]);
    running.signal("-INT");
    wait_for(&mut running.log, "a second signal stops at once");
    running.signal("-TERM");
    let (code, log) = running.ends_with();
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("stopping at once"), "{log}");
}

#[test]
fn what_does_not_stop_in_time_is_dropped() {
    let deaf = [
        ("PEYK__GREETING__FAIL", "deaf"),
        ("PEYK__LIFECYCLE__SHUTDOWN_DEADLINE", "50ms"),
    ];
    let running = Running::start(&deaf);
    running.signal("-TERM");
    let (code, log) = running.ends_with();
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("not done in time"), "{log}");
}

#[test]
fn a_task_that_fails_or_panics_ends_the_service_with_1() {
    for (how, says) in [("error", "nobody is there"), ("panic", "boo")] {
        let output = hello()
            .envs(SETTINGS)
            .env("PEYK__GREETING__FAIL", how)
            .output()
            .unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn the_health_check_asks_the_running_service() {
    let running = Running::start(&[]);
    let check = |address: &str| {
        hello()
            .envs(SETTINGS)
            .env("PEYK__HTTP__LISTEN", address)
            .arg("--healthcheck")
            .output()
            .unwrap()
    };
    let everywhere = format!("0.0.0.0:{}", running.address.port());
    assert_eq!(check(&everywhere).status.code(), Some(0));
    let address = running.address.to_string();
    drop(running);
    let output = check(&address);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
}
