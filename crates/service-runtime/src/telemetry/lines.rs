//! One event, one line, whatever is in it.
//!
//! Much of what is logged came from outside: a status that WAHA told, the reason of a failure. A line feed in it
//! would begin a line that we never wrote, and a character that turns the writing direction would show one that is
//! not there, and an escape would steer the terminal that shows it. `tracing` escapes some of that, in messages and
//! errors only; the rest is escaped here, at the one place through which every line goes.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use tracing_subscriber::fmt::MakeWriter;

/// How an escaped character is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `\n` and `\u{202e}`, as in Rust.
    Rust,
    /// The same, and the colours of the layer are left.
    Coloured,
    /// `\u202e`, which a reader of JSON turns back into what it was.
    Json,
}

/// Writes each event as one line to what `inner` makes.
#[derive(Debug, Clone)]
pub(super) struct Lines<M> {
    inner: M,
    spelling: Spelling,
}

impl<M> Lines<M> {
    /// Lines on what `inner` makes.
    pub(super) fn new(inner: M, spelling: Spelling) -> Self {
        Self { inner, spelling }
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Lines<M> {
    type Writer = Line<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line {
            inner: self.inner.make_writer(),
            spelling: self.spelling,
        }
    }
}

/// Takes one event in one piece, as the layer hands it over.
#[derive(Debug)]
pub(super) struct Line<W> {
    inner: W,
    spelling: Spelling,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let (text, end) = match text.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (text.as_ref(), ""),
        };
        if text.contains(is_unseen) {
            let line = escape(text, self.spelling) + end;
            self.inner.write_all(line.as_bytes())?;
        } else {
            self.inner.write_all(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// What does something to a line instead of being seen in it.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Line and paragraph separators.
            '\u{2028}' | '\u{2029}'
            // What turns the direction, or hides.
            | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The colours that the layer begins and ends with. In a value they colour it, and can do no more.
const COLOURS: [&str; 9] = [
    "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[34m",
    "\x1b[35m",
];

fn escape(text: &str, spelling: Spelling) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(is_unseen) {
        let (seen, from) = rest.split_at(at);
        escaped.push_str(seen);
        let colour = COLOURS.iter().find(|colour| from.starts_with(**colour));
        if let Some(colour) = colour.filter(|_| spelling == Spelling::Coloured) {
            escaped.push_str(colour);
            rest = &from[colour.len()..];
            continue;
        }
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            push_escaped(&mut escaped, character, spelling);
        }
        rest = characters.as_str();
    }
    escaped + rest
}

fn push_escaped(escaped: &mut String, character: char, spelling: Spelling) {
    if spelling != Spelling::Json {
        escaped.extend(character.escape_default());
        return;
    }
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a text cannot fail.
        let _ = write!(escaped, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use proptest::prelude::*;
    use tracing_subscriber::{Layer, layer::SubscriberExt, registry};

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        fn text(&self) -> String {
            let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8(log.clone()).unwrap()
        }
    }

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            log.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const SPELLINGS: [Spelling; 3] = [Spelling::Rust, Spelling::Coloured, Spelling::Json];

    /// What a log says of one event about a hostile text, in every place that a text can have.
    fn logged(hostile: &str, spelling: Spelling) -> String {
        let log = Log::default();
        let writer = log.clone();
        let lines = Lines::new(move || writer.clone(), spelling);
        let layer = tracing_subscriber::fmt::layer().with_writer(lines);
        let layer = match spelling {
            Spelling::Json => layer.json().boxed(),
            _ => layer.with_ansi(spelling == Spelling::Coloured).boxed(),
        };
        tracing::subscriber::with_default(registry().with(layer), || {
            let span = tracing::info_span!("webhook", session = %hostile, event = hostile);
            let _entered = span.enter();
            let error = io::Error::other(hostile.to_owned());
            let error: &dyn std::error::Error = &error;
            tracing::warn!(status = %hostile, reason = hostile, kind = ?hostile, error, "said {hostile}");
        });
        log.text()
    }

    fn is_one_line(log: &str, spelling: Spelling) -> bool {
        let mut line = log.strip_suffix('\n').unwrap_or("\n").to_owned();
        if spelling == Spelling::Coloured {
            for colour in COLOURS {
                line = line.replace(colour, "");
            }
        }
        !line.contains(is_unseen)
    }

    #[test]
    fn nothing_from_outside_begins_a_line_or_turns_one() {
        for hostile in [
            "WORKING\n2026-11-26T12:00:00Z  INFO peyk: all is well",
            "a\r\nb",
            "\x1b[2J\x1b]0;title\x07\x1b[8m",
            "\u{9b}31m",
            "abc\u{202e}gnp.exe",
            "\u{2066}\u{2069}\u{200f}\u{feff}",
            "\u{2028}\u{2029}\u{85}\u{b}\0\t",
            "\u{e0041}",
        ] {
            for spelling in SPELLINGS {
                let log = logged(hostile, spelling);
                assert!(is_one_line(&log, spelling), "{hostile:?}: {log:?}");
            }
            let log = logged(hostile, Spelling::Json);
            let read: serde_json::Value = serde_json::from_str(&log).unwrap();
            assert_eq!(read["fields"]["reason"], hostile);
        }
    }

    #[test]
    fn what_people_write_stays_readable() {
        let text = "é، 你好, مرحبا, नमस्ते 👍";
        assert!(logged(text, Spelling::Rust).contains(&format!("said {text}")));
    }

    proptest! {
        #[test]
        fn every_event_is_one_line(hostile in any::<String>()) {
            for spelling in SPELLINGS {
                let log = logged(&hostile, spelling);
                prop_assert!(is_one_line(&log, spelling), "{log:?}");
            }
        }
    }
}
