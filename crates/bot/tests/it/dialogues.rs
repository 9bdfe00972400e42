//! Whole conversations, in files that a native speaker can read: `dialogues/*.txt`.
//!
//! A line that begins with `>` is the customer's; lines without an empty one between them come in one burst, and
//! `> [voice]`, `> [picture]`, `> [place Marina]`, `> [contact Ali]` have no words. `<` is the bot. `# 20h later` lets
//! time pass, and the bot is woken when it asked to be. `@` is a colleague who writes from the phone: the bot is silent for
//! twelve hours, or until it gets the chat back by its word, as in `@ #bot`. `!` is what a colleague gets. `# flow sale`, at the top, names
//! the template, and `// ` is a remark.
//!
//! `PEYK_BLESS=1` writes what the bot says now into the files; read the difference before you commit it.

use std::{env, fmt::Write as _, fs, path::Path, sync::LazyLock};

use bot::{Agency, Circumstances, Command, Effect, Input, Qualifier, Script, State, Turn};
use flow::{Flow, Wait, templates};
use time::{Duration, OffsetDateTime, macros::datetime};
use understanding::Understanding;

pub(crate) static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(Understanding::new);
pub(crate) const AGENCY: Agency<'_> = Agency { name: "Palm Homes" };
const MORNING: OffsetDateTime = datetime!(2026-11-23 06:00 UTC);
const BLESS: &str = "PEYK_BLESS";
/// How long a colleague who writes has the chat, if nobody says otherwise.
const TAKEOVER: Duration = Duration::hours(12);

/// A conversation under test.
pub(crate) struct Conversation {
    pub(crate) flow: Flow,
    pub(crate) state: Option<State>,
    pub(crate) wake_at: Option<OffsetDateTime>,
    pub(crate) opted_out: bool,
    /// Until when a colleague has the chat.
    paused_until: Option<OffsetDateTime>,
    pub(crate) now: OffsetDateTime,
}

impl Conversation {
    pub(crate) fn new(flow: Flow) -> Self {
        Self {
            flow,
            state: None,
            wake_at: None,
            opted_out: false,
            paused_until: None,
            now: MORNING,
        }
    }

    pub(crate) fn of(template: &str) -> Self {
        Self::new(templates::template(template).expect("a template"))
    }

    /// Takes a turn, through the form in which states are stored.
    pub(crate) fn take(&mut self, inputs: &[Input<'_>]) -> Turn {
        let script = Script::Qualifier(Qualifier {
            flow: &self.flow,
            understanding: &UNDERSTANDING,
        });
        let circumstances = Circumstances {
            opted_out: self.opted_out,
            now: self.now,
        };
        let turn = bot::turn(script, AGENCY, self.state.as_ref(), inputs, circumstances);
        let stored = serde_json::to_string(&turn.state).expect("a state is JSON");
        let state: State =
            serde_json::from_str(&stored).unwrap_or_else(|error| panic!("{error}: {stored}"));
        assert_eq!(state, turn.state, "{stored}");
        for effect in &turn.effects {
            match effect {
                Effect::OptOut(_) => self.opted_out = true,
                Effect::OptIn(_) => self.opted_out = false,
                _ => {}
            }
        }
        self.state = Some(state);
        self.wake_at = turn.wake_at;
        turn
    }

    /// A colleague writes. What follows is the mailbox's doing: what the bot had planned is off.
    fn colleague_writes(&mut self, text: &str) {
        if bot::command(text) == Some(Command::Resume) {
            self.paused_until = None;
        } else {
            self.paused_until = Some(self.now + TAKEOVER);
            self.wake_at = None;
        }
    }

    fn is_paused(&self) -> bool {
        self.paused_until.is_some_and(|until| until > self.now)
    }

    pub(crate) fn write(&mut self, text: &str) -> Turn {
        self.take(&[Input::Text(text)])
    }

    /// What is said in answer; empty where nothing is.
    pub(crate) fn ask(&mut self, text: &str) -> String {
        said(&self.write(text)).join("\n")
    }

    /// Lets time pass. What the bot says of itself is given to `hear`.
    pub(crate) fn pass(&mut self, time: Duration, mut hear: impl FnMut(OffsetDateTime, &Turn)) {
        let until = self.now + time;
        while let Some(at) = self.wake_at.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            let turn = self.take(&[]);
            hear(self.now, &turn);
        }
        self.now = until;
    }
}

/// What the customer reads of a turn.
pub(crate) fn said(turn: &Turn) -> Vec<&str> {
    let said = turn.effects.iter().filter_map(|effect| match effect {
        Effect::Say(text) | Effect::FollowUp(text) | Effect::OptOut(text) | Effect::OptIn(text) => {
            Some(text.as_str())
        }
        Effect::Lead(_) | Effect::HandOff(_) => None,
    });
    said.collect()
}

fn show(out: &mut String, turn: &Turn) {
    for effect in &turn.effects {
        let (sign, text) = match effect {
            Effect::Say(text)
            | Effect::FollowUp(text)
            | Effect::OptOut(text)
            | Effect::OptIn(text) => ('<', text),
            Effect::HandOff(hand_off) => ('!', &hand_off.card),
            Effect::Lead(_) => continue,
        };
        for line in text.lines() {
            out.push_str(format!("{sign} {line}").trim_end());
            out.push('\n');
        }
    }
}

fn input(line: &str) -> Input<'_> {
    let Some(wordless) = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return Input::Text(line);
    };
    match wordless.split_once(' ').unwrap_or((wordless, "")) {
        ("voice", _) => Input::Voice,
        ("picture", _) => Input::Media,
        ("place", name) => Input::Place(name),
        ("contact", name) => Input::Contact(name),
        _ => panic!("no kind of message: {line}"),
    }
}

/// Plays the customer's lines, and writes them with the bot's answers.
fn play(script: &str) -> String {
    let mut out = String::new();
    let name = script
        .lines()
        .find_map(|line| line.strip_prefix("# flow "))
        .unwrap_or("sale");
    let mut conversation = Conversation::of(name.trim());
    let mut burst: Vec<&str> = Vec::new();
    for line in script.lines().chain(["end"]) {
        if let Some(text) = line.strip_prefix("> ") {
            burst.push(text);
            out.push_str(line);
            out.push('\n');
            continue;
        }
        if !burst.is_empty() {
            let inputs: Vec<_> = burst.drain(..).map(input).collect();
            conversation.now += Duration::minutes(1);
            if !conversation.is_paused() {
                show(&mut out, &conversation.take(&inputs));
            }
            out.push('\n');
        }
        if let Some(text) = line.strip_prefix("@ ") {
            conversation.colleague_writes(text);
            out.push_str(line);
            out.push_str("\n\n");
            continue;
        }
        if line.starts_with("// ") || line.starts_with("# flow ") {
            out.push_str(line);
            out.push_str("\n\n");
        } else if let Some(time) = line.strip_prefix("# ") {
            let wait: Wait = time
                .strip_suffix(" later")
                .and_then(|time| time.parse().ok())
                .expect("a time, as in `20h later`");
            out.push_str(line);
            out.push('\n');
            conversation.pass(Duration::minutes(i64::from(wait.minutes())), |_, turn| {
                show(&mut out, turn);
            });
            out.push('\n');
        }
    }
    out
}

#[test]
fn dialogues_go_as_they_are_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/dialogues");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 12, "{} dialogues", files.len());
    let mut differences = String::new();
    for file in files {
        let script = fs::read_to_string(&file).unwrap();
        let played = play(&script);
        if played == script {
            continue;
        }
        if env::var_os(BLESS).is_some() {
            fs::write(&file, &played).unwrap();
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy();
        let at = played
            .lines()
            .zip(script.lines())
            .position(|(is, was)| is != was);
        let at = at.unwrap_or_else(|| played.lines().count().min(script.lines().count()));
        let around = |text: &str| {
            text.lines()
                .skip(at.saturating_sub(2))
                .take(6)
                .collect::<Vec<_>>()
                .join("\n")
        };
        writeln!(
            differences,
            "{name}, line {}: it was\n\n{}\n\nand is\n\n{}\n",
            at + 1,
            around(&script),
            around(&played)
        )
        .unwrap();
    }
    assert!(
        differences.is_empty(),
        "{differences}With {BLESS}=1 this is written into the files."
    );
}
