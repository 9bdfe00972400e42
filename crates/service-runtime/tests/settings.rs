//! Layers, the report of everything that is wrong, and that no secret is in it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use serde::{Deserialize, Serialize};
use service_runtime::config::{self, Origin};
use service_runtime::{
    HttpSettings, LifecycleSettings, LogFormat, Problems, Secret, SecretUrl, Settings,
    SettingsError, TelemetrySettings,
};

#[derive(Debug, Deserialize, Serialize)]
struct Sample {
    http: HttpSettings,
    telemetry: TelemetrySettings,
    lifecycle: LifecycleSettings,
    webhook: Webhook,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    public_url: String,
    master_secret: Secret,
    database: SecretUrl,
    previous_secrets: Vec<Secret>,
    body_limit: u32,
}

impl Settings for Sample {
    const DEFAULTS: &'static str = r#"
        [http]
        listen = "127.0.0.1:8080"
        max_connections = 100
        max_served = 100
        header_deadline = "30s"
        [telemetry]
        filter = "info"
        format = "text"
        otlp_endpoint = ""
        otlp_protocol = "http/protobuf"
        otlp_metrics = false
        otlp_metrics_interval = "60s"
        sample_ratio = 1.0
        [lifecycle]
        shutdown_deadline = "30s"
        [webhook]
        public_url = ""
        master_secret = ""
        database = ""
        previous_secrets = []
        body_limit = 1024
    "#;

    fn validate(&self, problems: &mut Problems) {
        problems.required("webhook.public_url", &self.webhook.public_url);
        problems.required("webhook.master_secret", &self.webhook.master_secret);
        problems.check(
            "webhook.body_limit",
            self.webhook.body_limit > 0,
            "must be above zero",
        );
    }

    fn http(&self) -> &HttpSettings {
        &self.http
    }

    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn lifecycle(&self) -> &LifecycleSettings {
        &self.lifecycle
    }
}

const REQUIRED: [(&str, &str); 2] = [
    ("PEYK__WEBHOOK__PUBLIC_URL", "http://ingress:8081"),
    ("PEYK__WEBHOOK__MASTER_SECRET", "0123-hunter2"),
];

fn load(file: Option<&str>, env: &[(&str, &str)]) -> Result<Sample, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    if let Some(text) = file {
        fs::write(&path, text).unwrap();
    }
    let env = env
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    config::load(file.map(|_| path.as_path()), env)
}

fn keys(error: &SettingsError) -> Vec<&str> {
    error
        .problems
        .iter()
        .map(|problem| problem.key.as_str())
        .collect()
}

fn with_required<'a>(env: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&REQUIRED, env].concat()
}

#[test]
fn the_environment_lies_over_the_file_and_the_file_over_the_defaults() {
    let file = "[webhook]\nbody_limit = 5\n[http]\nlisten = \"0.0.0.0:1\"\n";
    let env = with_required(&[
        ("PEYK__HTTP__LISTEN", "0.0.0.0:2"),
        ("HOME", "/"),
        ("PEYK_CONFIG", "x"),
    ]);
    let sample = load(Some(file), &env).unwrap();
    assert_eq!(sample.http.listen.port(), 2);
    assert_eq!(sample.webhook.body_limit, 5);
    assert_eq!(sample.telemetry.format, LogFormat::Text);
    assert_eq!(sample.lifecycle.shutdown_deadline.as_secs(), 30);
}

#[test]
fn texts_in_the_environment_stay_texts_and_become_numbers_where_one_is_asked_for() {
    let env = with_required(&[
        ("PEYK__WEBHOOK__BODY_LIMIT", "77"),
        ("PEYK__TELEMETRY__FORMAT", "json"),
    ]);
    let sample = load(None, &env).unwrap();
    assert_eq!(sample.webhook.master_secret.expose(), "0123-hunter2");
    assert_eq!(sample.webhook.body_limit, 77);
    assert_eq!(sample.telemetry.format, LogFormat::Json);

    let mut digits = with_required(&[]);
    digits.push(("PEYK__WEBHOOK__MASTER_SECRET", "0123"));
    assert_eq!(
        load(None, &digits).unwrap().webhook.master_secret.expose(),
        "0123"
    );
}

#[test]
fn a_list_in_the_environment_is_split_at_commas() {
    let list = |text| {
        let env = with_required(&[("PEYK__WEBHOOK__PREVIOUS_SECRETS", text)]);
        let secrets = load(None, &env).unwrap().webhook.previous_secrets;
        secrets
            .iter()
            .map(|secret| secret.expose().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list("one, two"), ["one", "two"]);
    assert_eq!(list("one"), ["one"]);
    assert!(list("").is_empty());
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let error = load(
        Some("[webhook]\nbody_limit = \"many\"\n[lifecycle]\nshutdown_deadline = 30\n"),
        &[
            ("PEYK__HTTP__LISTEN", "everywhere"),
            ("PEYK__TELEMETRY__FORMAT", "yaml"),
            ("PEYK__TELEMETRY__OTLP_ENDPOINT", "collector"),
            ("PEYK__TELEMETRY__OTLP_PROTOCOL", "http/json"),
            ("PEYK__TELEMETRY__SAMPLE_RATIO", "1.5"),
            ("PEYK__WEBHOOK__MASTER_SECERT", "hunter2"),
            ("PEYK__WEBHOOK__NO__SUCH__TABLE", "hunter2"),
        ],
    )
    .unwrap_err();
    let mut found = keys(&error);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "http.listen",
            "lifecycle.shutdown_deadline",
            "telemetry.format",
            "telemetry.otlp_endpoint",
            "telemetry.otlp_protocol",
            "telemetry.sample_ratio",
            "webhook.body_limit",
            "webhook.master_secert",
            "webhook.master_secret",
            "webhook.no.such.table",
            "webhook.public_url",
        ]
    );
    let text = error.to_string();
    for line in [
        "http.listen: expected an address with a port, such as 0.0.0.0:8080 (in PEYK__HTTP__LISTEN)",
        "telemetry.format: expected text or json (in PEYK__TELEMETRY__FORMAT)",
        "telemetry.otlp_protocol: expected http/protobuf or grpc (in PEYK__TELEMETRY__OTLP_PROTOCOL)",
        "webhook.master_secert: is not a setting; did you mean webhook.master_secret? (in PEYK__WEBHOOK__MASTER_SECERT)",
        "webhook.public_url: must be set (not set; set PEYK__WEBHOOK__PUBLIC_URL)",
        "lifecycle.shutdown_deadline: expected a duration such as 250ms, 30s, 5m or 2h (in ",
        "webhook.body_limit: expected an integer (in ",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn a_collector_is_named_as_its_protocol_wants() {
    let problems = |env: &[(&str, &str)]| {
        let loaded = load(None, &with_required(env));
        loaded.map_or_else(|error| error.to_string(), |_| String::new())
    };
    let (endpoint, protocol) = (
        "PEYK__TELEMETRY__OTLP_ENDPOINT",
        "PEYK__TELEMETRY__OTLP_PROTOCOL",
    );
    let with_path = (endpoint, "http://collector:4317/v1/traces");
    assert_eq!(problems(&[with_path]), "");
    assert_eq!(
        problems(&[(endpoint, "https://collector:4317"), (protocol, "grpc")]),
        ""
    );
    let said = problems(&[with_path, (protocol, "grpc")]);
    assert!(
        said.contains("telemetry.otlp_endpoint: has no path"),
        "{said}"
    );
    let said = problems(&[
        ("PEYK__TELEMETRY__OTLP_METRICS", "true"),
        ("PEYK__TELEMETRY__OTLP_METRICS_INTERVAL", "10ms"),
    ]);
    assert!(
        said.contains("telemetry.otlp_metrics: needs telemetry.otlp_endpoint"),
        "{said}"
    );
    assert!(
        said.contains("telemetry.otlp_metrics_interval: must be at least 1s"),
        "{said}"
    );
}

#[test]
fn no_value_is_in_a_report() {
    let error = load(
        Some("[webhook]\nmaster_secret = { oh = \"hunter2\" }\n"),
        &[
            ("PEYK__HTTP__LISTEN", "hunter2"),
            ("PEYK__WEBHOOK__BODY_LIMIT", "hunter2 expected hunter2"),
            ("PEYK__WEBHOOK__DATABASE", "peyk:hunter2@db"),
            ("PEYK__TELEMETRY", "hunter2"),
            ("PEYK__LIFECYCLE__SHUTDOWN_DEADLINE", "hunter2"),
            ("PEYK__NO__SUCH", "hunter2"),
        ],
    )
    .unwrap_err();
    assert!(error.problems.len() >= 6, "{error}");
    assert!(
        !format!("{error} {error:?}").contains("hunter2"),
        "{error:?}"
    );
}

#[test]
fn a_file_that_is_not_toml_is_refused_without_quoting_it() {
    let error = load(Some("[webhook]\n\nmaster_secret = hunter2\n"), &REQUIRED).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("is not TOML, see line 3"), "{text}");
    assert!(!format!("{text} {error:?}").contains("hunter2"));
}

#[test]
fn a_missing_file_is_named() {
    let error = config::load::<Sample>(Some("/no/such.toml".as_ref()), []).unwrap_err();
    assert!(error.to_string().contains("/no/such.toml"), "{error}");
}

/// What is said when `name` is set in the environment beside what is needed.
fn said_of(name: &str) -> String {
    let error = load(None, &with_required(&[(name, "1")])).unwrap_err();
    assert_eq!(error.problems.len(), 1, "{error}");
    error.problems[0].to_string()
}

#[test]
fn whoever_misspells_a_variable_is_told_the_right_one() {
    for (name, answer) in [
        // A slip, in the section and in the key
        ("PEYK__HTP__LISTEN", "did you mean http.listen?"),
        ("PEYK__HTTP__LISTNE", "did you mean http.listen?"),
        // Another or no section, and one too many
        (
            "PEYK__INGRESS__BODY_LIMIT",
            "did you mean webhook.body_limit?",
        ),
        ("PEYK__BODY_LIMIT", "did you mean webhook.body_limit?"),
        (
            "PEYK__WEBHOOK__SERVER__PUBLIC_URL",
            "did you mean webhook.public_url?",
        ),
        // One underscore for two, two for one, and three
        (
            "PEYK__WEBHOOK_PUBLIC_URL",
            "did you mean webhook.public_url?",
        ),
        (
            "PEYK__WEBHOOK__PUBLIC__URL",
            "did you mean webhook.public_url?",
        ),
        (
            "PEYK_WEBHOOK__PUBLIC_URL",
            "did you mean PEYK__WEBHOOK__PUBLIC_URL?",
        ),
        (
            "PEYK_WEBHOOK_PUBLIC_URL",
            "did you mean PEYK__WEBHOOK__PUBLIC_URL?",
        ),
        (
            "PEYK_WEBHOOK__PUBLIC_URLL",
            "did you mean PEYK__WEBHOOK__PUBLIC_URL?",
        ),
        (
            "PEYK__WEBHOOK____PUBLIC_URL",
            "did you mean PEYK__WEBHOOK__PUBLIC_URL?",
        ),
        // Case
        (
            "peyk__webhook__public_url",
            "did you mean PEYK__WEBHOOK__PUBLIC_URL?",
        ),
        // What another service has, written well and badly
        (
            "PEYK__TURNS__BATCH",
            "is a setting of bot-worker, not of this service",
        ),
        (
            "PEYK__TURNS_BATCH",
            "is a setting of bot-worker, not of this service",
        ),
        (
            "PEYK__MEDIA__STORE",
            "is a setting of bot-worker, session-manager, not of this service",
        ),
        (
            "PEYK__GAP_FILL__OVERLAPS",
            "did you mean gap_fill.overlap, a setting of session-manager?",
        ),
        // Nothing like it
        (
            "PEYK__TELEMETRY__STRENGTH",
            "telemetry has filter, format, otlp_endpoint",
        ),
        (
            "PEYK__COFFEE__STRENGTH",
            "the sections are http, lifecycle, telemetry, webhook",
        ),
        // What the reader of settings would take for something else
        (
            "PEYK__WEBHOOK__[9999999999999]",
            "a setting is PEYK__SECTION__KEY",
        ),
        ("PEYK__", "a setting is PEYK__SECTION__KEY"),
    ] {
        let said = said_of(name);
        assert!(said.contains(answer), "{name}: {said}");
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn a_wrong_name_in_a_file_is_told_the_right_one() {
    for (file, key, answer) in [
        (
            "[webhook]\nbody-limit = 1\n",
            "webhook.body-limit",
            "webhook.body_limit?",
        ),
        (
            "[WebHook]\nbody_limit = 1\n",
            "WebHook.body_limit",
            "webhook.body_limit?",
        ),
        (
            "[webhook]\nbodyLimit = 1\n",
            "webhook.bodyLimit",
            "webhook.body_limit?",
        ),
        ("body_limit = 1\n", "body_limit", "webhook.body_limit?"),
        (
            "[http.webhook]\nbody_limit = 1\n",
            "http.webhook.body_limit",
            "webhook.body_limit?",
        ),
        (
            "[bot]\nflow = \"echo\"\n",
            "bot.flow",
            "is a setting of bot-worker",
        ),
    ] {
        let error = load(Some(file), &REQUIRED).unwrap_err();
        assert_eq!(error.problems.len(), 1, "{error}");
        let problem = &error.problems[0];
        assert_eq!(problem.key, key);
        assert!(
            problem.message.contains(answer),
            "{key}: {}",
            problem.message
        );
        assert!(matches!(problem.origin, Origin::File(_)), "{error}");
    }
}

#[test]
fn variables_of_others_are_none_of_our_business() {
    let env = with_required(&[
        // Kubernetes tells every pod about the services of its namespace.
        ("PEYK_WEBHOOK_PORT", "tcp://10.0.0.1:80"),
        ("PEYK_NATS_PORT_4222_TCP_ADDR", "10.0.0.1"),
        ("PEYK_CONFIG", "/etc/peyk.toml"),
        ("PEYK_PORT_BASE", "8080"),
        ("WEBHOOK__PUBLIC_URL", "x"),
    ]);
    load(None, &env).unwrap();
}

#[test]
fn the_types_say_what_is_secret_and_what_is_required() {
    let said: Vec<_> = config::of_types::<Sample>()
        .unwrap()
        .into_iter()
        .map(|setting| (setting.key, setting.is_secret, setting.is_required))
        .filter(|(key, ..)| key.starts_with("webhook."))
        .collect();
    let expected = [
        ("webhook.body_limit", false, false),
        ("webhook.database", true, false),
        ("webhook.master_secret", true, true),
        ("webhook.previous_secrets", true, false),
        ("webhook.public_url", false, true),
    ];
    assert_eq!(
        said,
        expected.map(|(key, secret, required)| (key.to_owned(), secret, required))
    );
}

#[test]
fn the_origin_of_a_problem_is_the_last_layer_that_set_it() {
    let file = "[webhook]\npublic_url = \"\"\nbody_limit = 0\n";
    let env = [("PEYK__WEBHOOK__BODY_LIMIT", "0")];
    let error = load(Some(file), &env).unwrap_err();
    let origin = |key| {
        &error
            .problems
            .iter()
            .find(|problem| problem.key == key)
            .unwrap()
            .origin
    };
    assert!(matches!(origin("webhook.public_url"), Origin::File(_)));
    assert_eq!(origin("webhook.master_secret"), &Origin::Defaults);
    assert_eq!(
        origin("webhook.body_limit"),
        &Origin::Environment("PEYK__WEBHOOK__BODY_LIMIT".to_owned())
    );
}

#[test]
fn what_is_printed_can_be_read_again_and_holds_no_secret() {
    let env = with_required(&[
        ("PEYK__WEBHOOK__DATABASE", "postgres://peyk:hunter2@db/peyk"),
        ("PEYK__WEBHOOK__PREVIOUS_SECRETS", "hunter2,hunter22"),
    ]);
    let sample = load(None, &env).unwrap();
    let text = config::effective(&sample).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    assert!(!format!("{sample:?}").contains("hunter2"));
    assert!(text.contains("shutdown_deadline = \"30s\""), "{text}");
    assert!(
        text.contains("database = \"postgres://peyk:redacted@db/peyk\""),
        "{text}"
    );
    load(Some(&text), &[]).unwrap();
}
