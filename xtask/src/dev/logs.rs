//! Log files shown in the terminal as they grow, each line under the name of its service.

use std::{
    fs::File,
    io::{self, IsTerminal, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use private_servers::wait_for;

const PERIOD: Duration = Duration::from_millis(200);
/// Colours that can be read on black and on white, one for each file in turn.
const COLOURS: [u8; 6] = [36, 35, 33, 32, 34, 31];

/// A thread that shows what is appended to some files. Dropping it shows the rest and ends it.
pub(super) struct LogFollower {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

struct Followed {
    prefix: String,
    path: PathBuf,
    read_to: u64,
    /// The beginning of a line whose end is not written yet.
    begun: Vec<u8>,
}

impl LogFollower {
    pub(super) fn start(logs: Vec<(&'static str, PathBuf)>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let mut followed = follow(logs, io::stdout().is_terminal());
        let thread = thread::spawn(move || {
            loop {
                let last = stopped.load(Ordering::Relaxed);
                for log in &mut followed {
                    // A terminal that has gone away is no reason to end the stack.
                    let _ = log.show_news(&mut io::stdout().lock());
                }
                if last {
                    return;
                }
                let _ = wait_for(PERIOD, || Ok(stopped.load(Ordering::Relaxed).then_some(())));
            }
        });
        Self {
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for LogFollower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn follow(logs: Vec<(&'static str, PathBuf)>, coloured: bool) -> Vec<Followed> {
    let width = logs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    logs.into_iter()
        .zip(COLOURS.iter().cycle())
        .map(|((name, path), colour)| {
            let prefix = if coloured {
                format!("\x1b[{colour}m{name:<width$} |\x1b[0m ")
            } else {
                format!("{name:<width$} | ")
            };
            Followed {
                prefix,
                path,
                read_to: 0,
                begun: Vec::new(),
            }
        })
        .collect()
}

impl Followed {
    fn show_news(&mut self, out: &mut impl Write) -> io::Result<()> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.read_to))?;
        let read = file.read_to_end(&mut self.begun)?;
        self.read_to += u64::try_from(read).expect("a file's length is 64 bits");
        let Some(end) = self.begun.iter().rposition(|byte| *byte == b'\n') else {
            return Ok(());
        };
        let lines: Vec<u8> = self.begun.drain(..=end).collect();
        for line in String::from_utf8_lossy(&lines).lines() {
            writeln!(out, "{}{line}", self.prefix)?;
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn whole_lines_are_shown_once_each_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nats.log");
        let mut followed = follow(
            vec![("nats", path.clone()), ("bot-worker", "none".into())],
            false,
        );
        let mut shown = |text: &str| {
            fs::write(&path, text).unwrap();
            let mut out = Vec::new();
            followed[0].show_news(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown("one\ntw"), "nats       | one\n");
        assert_eq!(shown("one\ntwo\n"), "nats       | two\n");
        assert_eq!(shown("one\ntwo\n"), "");
    }
}
