//! The smallest complete service. The tests run it as a process.

use std::process::ExitCode;

use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use service_runtime::{
    HttpSettings, LifecycleSettings, NoCommand, Problems, Runtime, Secret, SecretUrl, Service,
    Settings, TelemetrySettings,
};
use tokio::net::TcpListener;

struct Hello;

#[derive(Deserialize, Serialize)]
struct HelloSettings {
    http: HttpSettings,
    telemetry: TelemetrySettings,
    lifecycle: LifecycleSettings,
    greeting: GreetingSettings,
}

#[derive(Deserialize, Serialize)]
struct GreetingSettings {
    name: String,
    nicknames: Vec<String>,
    times: u8,
    password: Secret,
    post_office: SecretUrl,
    fail: String,
}

impl Settings for HelloSettings {
    const DEFAULTS: &'static str = include_str!("hello.config.toml");

    fn validate(&self, problems: &mut Problems) {
        problems.required("greeting.name", &self.greeting.name);
        problems.required("greeting.password", &self.greeting.password);
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

impl Service for Hello {
    const NAME: &'static str = "hello";
    const ABOUT: &'static str = "Greets whoever asks";
    type Settings = HelloSettings;
    type Command = NoCommand;

    async fn run(settings: HelloSettings, runtime: Runtime) -> anyhow::Result<()> {
        runtime.export(&[]);
        let listener = TcpListener::bind(settings.http.listen).await?;
        match settings.greeting.fail.as_str() {
            "error" => runtime
                .shutdown
                .spawn("failing", async { anyhow::bail!("nobody is there") }),
            "panic" => runtime.shutdown.spawn("panicking", async { panic!("boo") }),
            "deaf" => runtime.shutdown.spawn("deaf", std::future::pending()),
            _ => {}
        }
        let greeting = format!("Hello, {}!\n", settings.greeting.name);
        let router = Router::new().route("/", get(async || greeting));
        service_runtime::http::serve(
            listener,
            router,
            service_runtime::http::Spans::Always,
            &settings.http,
            &runtime,
        )
        .await
    }

    async fn command(_: HelloSettings, command: NoCommand, _: Runtime) -> anyhow::Result<()> {
        match command {}
    }
}

fn main() -> ExitCode {
    service_runtime::main::<Hello>()
}
