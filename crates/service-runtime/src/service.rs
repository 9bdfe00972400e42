//! A service as a process: command line, settings, exit code.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::time::{MissedTickBehavior, interval};

use crate::config::{self, Settings};
use crate::lifecycle::signals;
use crate::metrics::UPKEEP_PERIOD;
use crate::{Outcome, Runtime, healthcheck, telemetry};

/// The exit code for wrong settings, `EX_CONFIG` of sysexits.h: starting again will not help.
pub const EXIT_SETTINGS: u8 = 78;

/// How long threads of the async runtime get after everything else has ended.
const RUNTIME_GRACE: Duration = Duration::from_secs(1);

/// A service: who it is, what it can be told, what it does.
pub trait Service: Sized + 'static {
    /// As its package and binary: `webhook-ingress`.
    const NAME: &'static str;
    /// One line for `--help`.
    const ABOUT: &'static str;
    /// Shown in `--version`, the start line and traces. All services share the workspace's.
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    /// Its settings.
    type Settings: Settings;
    /// What else it can do than run: [`NoCommand`], or subcommands such as `migrate`.
    type Command: Subcommand + Send + 'static;

    /// What a subcommand prints that needs no settings, such as a document; `None` of all others.
    fn text(_: &Self::Command) -> Option<String> {
        None
    }

    /// Runs until `runtime.shutdown` says to stop. An error stops the process with exit code 1.
    fn run(
        settings: Self::Settings,
        runtime: Runtime,
    ) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Carries out one subcommand, unless [`text`](Self::text) has said what it prints. Where there are none: `match command {}`.
    fn command(
        settings: Self::Settings,
        command: Self::Command,
        runtime: Runtime,
    ) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// The subcommands of a service that has none.
#[derive(Debug, Subcommand)]
pub enum NoCommand {}

#[derive(Debug, Parser)]
struct Cli<C: Subcommand> {
    /// Settings file (TOML), laid over the defaults; environment variables
    /// `PEYK__SECTION__KEY` are laid over both
    #[arg(long, value_name = "FILE", env = "PEYK_CONFIG")]
    config: Option<PathBuf>,

    /// Print the settings in effect, without secrets, and exit
    #[arg(long)]
    print_config: bool,

    /// Ask the service that runs with these settings whether it is ready: exit code 0 or 1
    #[arg(long)]
    healthcheck: bool,

    #[command(subcommand)]
    command: Option<C>,
}

/// The `main` of a service.
///
/// Exit codes: 0 when it ended as asked, 1 when it failed or was cut short, 2 for a wrong command
/// line, [`EXIT_SETTINGS`] for wrong settings, which are all listed on standard error.
pub fn main<S: Service>() -> ExitCode {
    let cli = parse::<S>();
    if let Some(text) = cli.command.as_ref().and_then(S::text) {
        return print(&text);
    }
    // Refused when a library has chosen one before; any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let settings = match config::load::<S::Settings>(cli.config.as_deref(), environment()) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{}: {error}", S::NAME);
            return ExitCode::from(EXIT_SETTINGS);
        }
    };
    let done = if cli.print_config {
        print_config(&settings)
    } else if cli.healthcheck {
        check_health(&settings)
    } else {
        start::<S>(settings, cli.command)
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}: {error:#}", S::NAME);
            ExitCode::FAILURE
        }
    }
}

fn parse<S: Service>() -> Cli<S::Command> {
    let command = Cli::<S::Command>::command()
        .name(S::NAME)
        .about(S::ABOUT)
        .version(S::VERSION);
    Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
}

/// The process's environment. What is not Unicode cannot be a setting.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn print(text: &str) -> ExitCode {
    print!("{text}");
    ExitCode::SUCCESS
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn print_config(settings: &impl Settings) -> anyhow::Result<ExitCode> {
    let text = config::effective(settings).context("the settings cannot be written as TOML")?;
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn check_health(settings: &impl Settings) -> anyhow::Result<ExitCode> {
    let listen = settings.http().listen;
    let answer = healthcheck::ask(listen)
        .with_context(|| format!("no answer from the service at {listen}"))?;
    if answer.ready {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("not ready: {}", answer.body);
    Ok(ExitCode::FAILURE)
}

fn start<S: Service>(
    settings: S::Settings,
    command: Option<S::Command>,
) -> anyhow::Result<ExitCode> {
    let telemetry = telemetry::init(settings.telemetry(), S::NAME, S::VERSION)
        .context("telemetry cannot be set up")?;
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the async runtime cannot be started")?;
    let outcome = tokio.block_on(supervise::<S>(settings, command));
    tokio.shutdown_timeout(RUNTIME_GRACE);
    telemetry.shutdown();
    Ok(match outcome? {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::CutShort | Outcome::Failed => ExitCode::FAILURE,
    })
}

async fn supervise<S: Service>(
    settings: S::Settings,
    command: Option<S::Command>,
) -> anyhow::Result<Outcome> {
    let runtime = Runtime::named(S::NAME, S::VERSION);
    let shutdown = runtime.shutdown.clone();
    let deadline = settings.lifecycle().shutdown_deadline;
    signals::listen(shutdown.clone()).context("signals cannot be listened for")?;
    tokio::spawn(keep_metrics(runtime.clone()));
    // The service itself is a supervised task: its error or panic is logged and counted as such.
    let done = shutdown.clone();
    shutdown.spawn(S::NAME, async move {
        let result = match command {
            None => S::run(settings, runtime).await,
            Some(command) => S::command(settings, command, runtime).await,
        };
        done.trigger();
        result
    });
    shutdown.soft().cancelled().await;
    let outcome = shutdown.finish(deadline).await;
    tracing::info!(?outcome, "stopped");
    Ok(outcome)
}

async fn keep_metrics(runtime: Runtime) {
    let mut ticks = interval(UPKEEP_PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        runtime.metrics.run_upkeep();
    }
}
