//! The fuzz targets, for a while each. They are a workspace of their own (`fuzz/`), compiled to tell libFuzzer what
//! they reach; no sanitizer, because there is no unsafe code for one to watch, so that the pinned compiler will do.

use std::{
    fmt, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail, ensure};
use private_servers::{Process, Signal, workspace_root};

use crate::{cargo, interrupt::Interrupt};

/// In CI, each target. What is found in so short a time was not hard to find, and must not be merged.
const SECONDS_IN_CI: u32 = 15;
/// A larger body says nothing that a smaller one does not.
const MOST_BYTES: u32 = 16 * 1024;
/// An input that takes this long hangs.
const SECONDS_AN_INPUT: u32 = 10;
const MOST_MEMORY_MIB: u32 = 1024;
const LOG_LINES_SHOWN: usize = 40;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The targets, of `fuzz/fuzz_targets`; all when none is named
    targets: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let known = targets()?;
    for name in &arguments.targets {
        ensure!(
            known.contains(name),
            "there is no fuzz target {name}, but {}",
            known.join(", ")
        );
    }
    let chosen = if arguments.targets.is_empty() {
        &known
    } else {
        &arguments.targets
    };
    fuzz(chosen, arguments.seconds, interrupt)?;
    Ok(ExitCode::SUCCESS)
}

/// All targets briefly, as a step of something larger.
pub(crate) fn smoke(interrupt: &Interrupt) -> Result<()> {
    cargo::run(
        cargo::command(&["fmt", "--check"]).current_dir(folder()),
        interrupt,
        None,
    )?;
    fuzz(&targets()?, SECONDS_IN_CI, interrupt)
}

fn fuzz(targets: &[String], seconds: u32, interrupt: &Interrupt) -> Result<()> {
    ensure!(
        cargo::has("fuzz"),
        "cargo-fuzz is missing; `cargo install cargo-fuzz --locked` installs it"
    );
    let target_directory = cargo::target_directory()?;
    let room = target_directory.join("peyk/fuzz");
    cargo::run(&mut command("build", &target_directory), interrupt, None)?;
    for name in targets {
        println!("fuzzing {name} for {seconds} s");
        let corpus = room.join("corpus").join(name);
        let seeds = sow(&corpus)?;
        let artifacts = room.join("artifacts");
        fs::create_dir_all(&artifacts)?;
        let mut run = command("run", &target_directory);
        run.arg(name)
            .arg(&corpus)
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={MOST_BYTES}"))
            .arg(format!("-timeout={SECONDS_AN_INPUT}"))
            .arg(format!("-rss_limit_mb={MOST_MEMORY_MIB}"))
            .arg("-dict=webhook.dict")
            .arg(format!("-artifact_prefix={}/{name}-", artifacts.display()));
        let progress = watch(name, &mut run, &room.join(format!("{name}.log")), interrupt)?;
        println!("  {progress}");
        // It keeps what reaches further than all before. Without instrumentation nothing ever does.
        ensure!(
            progress.reached > 0 && count(&corpus)? > seeds,
            "the fuzz target {name} found no way further than its samples: is it instrumented?"
        );
    }
    Ok(())
}

/// Runs one target. It tells thousands of lines; they are in the log, and its end is shown when something was found.
fn watch(name: &str, run: &mut Command, log: &Path, interrupt: &Interrupt) -> Result<Progress> {
    // The log is appended to, and what an earlier run told is not this one's.
    match fs::remove_file(log) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut process = Process::spawn(name, run, Signal::TERM, log, None)?;
    let status = interrupt.finish(&mut process)?;
    if !status.success() {
        let end = process.log_tail(LOG_LINES_SHOWN);
        bail!("{end}\nthe fuzz target {name} found something ({status}); the input is told above");
    }
    Ok(Progress::told_by(&String::from_utf8_lossy(&fs::read(log)?)))
}

/// How far a run came, by what libFuzzer tells: `#123 INITED cov: 45 ft: …`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Progress {
    inputs: u64,
    /// The places in the code that the first inputs reached, and those that any reached.
    reached_at_first: u64,
    reached: u64,
}

impl Progress {
    fn told_by(log: &str) -> Self {
        let mut progress = Self::default();
        for line in log.lines() {
            let mut words = line.split_whitespace();
            let inputs = words.next().and_then(|word| word.strip_prefix('#'));
            let Some(inputs) = inputs.and_then(|number| number.parse().ok()) else {
                continue;
            };
            progress.inputs = inputs;
            let is_first = words.next() == Some("INITED");
            let reached = words.skip_while(|word| *word != "cov:").nth(1);
            if let Some(reached) = reached.and_then(|number| number.parse().ok()) {
                progress.reached = reached;
                if is_first {
                    progress.reached_at_first = reached;
                }
            }
        }
        progress
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            inputs,
            reached_at_first,
            reached,
        } = self;
        write!(
            f,
            "{inputs} inputs, coverage {reached_at_first} → {reached}, nothing found"
        )
    }
}

fn command(verb: &str, target_directory: &Path) -> Command {
    let mut command = cargo::command(&["fuzz", verb, "--sanitizer", "none", "--target-dir"]);
    command
        .arg(target_directory.join("fuzz"))
        .current_dir(folder());
    command
}

/// Every known body of WAHA is where the fuzzer starts from. Returns how many there are.
fn sow(corpus: &Path) -> Result<usize> {
    fs::create_dir_all(corpus)?;
    let bodies = workspace_root().join("crates/waha/tests/bodies");
    let mut sown = 0;
    for folder in ["recorded", "samples"] {
        for entry in fs::read_dir(bodies.join(folder))? {
            let entry = entry?;
            let name = format!("{folder}-{}", entry.file_name().to_string_lossy());
            fs::copy(entry.path(), corpus.join(name))?;
            sown += 1;
        }
    }
    Ok(sown)
}

fn count(folder: &Path) -> Result<usize> {
    Ok(fs::read_dir(folder)?.count())
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder().join("fuzz_targets"))? {
        let path = entry?.path();
        let name = path.file_stem().context("a file with a name")?;
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    if names.is_empty() {
        bail!("there are no fuzz targets");
    }
    Ok(names)
}

fn folder() -> PathBuf {
    workspace_root().join("fuzz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_of_a_run_is_read() {
        let log = "\
INFO: Loaded 1 modules   (31425 inline 8-bit counters): 31425 [0x1, 0x2),
#1\tINITED cov: 149 ft: 239 corp: 65/59Kb exec/s: 0 rss: 37Mb
#8\tREDUCE cov: 151 ft: 241 corp: 67/77Kb lim: 11427 exec/s: 30183 rss: 37Mb L: 325/11199 MS: 1 EraseBytes-
\"cov: 9\" # Uses: 2740
#422568\tDONE   cov: 160 ft: 250 corp: 67/77Kb lim: 11427 exec/s: 26410 rss: 38Mb
Done 422568 runs in 16 second(s)";
        let progress = Progress::told_by(log);
        assert_eq!(
            progress.to_string(),
            "422568 inputs, coverage 149 → 160, nothing found"
        );
        assert_eq!(Progress::told_by("nothing").reached, 0);
    }

    #[test]
    fn every_target_is_known_by_its_name() {
        assert_eq!(targets().unwrap(), ["signature", "subject", "webhook_body"]);
    }
}
