//! All findings, for people and for programs.

use std::fmt::{self, Write as _};

use serde::Serialize;

use super::finding::{Finding, Level};

/// How wide the column of subjects is.
const SUBJECT_WIDTH: usize = 18;

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// How many findings have to be mended.
    wrong: usize,
    /// How many are to be looked at.
    warnings: usize,
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(findings: Vec<Finding>) -> Self {
        let count = |level| {
            let of_level = findings.iter().filter(|finding| finding.level == level);
            of_level.count()
        };
        Self {
            wrong: count(Level::Wrong),
            warnings: count(Level::Warning),
            findings,
        }
    }

    /// How many findings have to be mended.
    pub(crate) fn wrong(&self) -> usize {
        self.wrong
    }

    /// The same for programs.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let (sign, subject) = (finding.level.sign(), one_line(&finding.subject));
            writeln!(
                f,
                "{sign} {subject:SUBJECT_WIDTH$} {}",
                one_line(&finding.what)
            )?;
            if let Some(remedy) = &finding.remedy {
                writeln!(f, "  {:SUBJECT_WIDTH$} → {}", "", one_line(remedy))?;
            }
            if let Some(section) = finding.section {
                writeln!(f, "  {:SUBJECT_WIDTH$}   {}", "", section.place())?;
            }
        }
        let fine = self.findings.len() - self.wrong - self.warnings;
        writeln!(
            f,
            "\n{} to be mended, {} to look at, {fine} as it should be.",
            self.wrong, self.warnings
        )
    }
}

/// What servers say may have line breaks, and worse.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            line.push(' ');
        } else {
            let _ = line.write_char(letter);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::book::Section;
    use super::*;

    #[test]
    fn each_finding_is_told_with_its_remedy_and_counted() {
        let report = Report::new(vec![
            Finding::fine("settings", "all can be used"),
            Finding::warning("media", "little room", "Make some."),
            Finding::wrong("nats", "two\nlines", "Mend it.").see(Section::NatsAway),
            Finding::fine("waha", "there").see(Section::NatsAway),
        ]);
        let text = report.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "✓ settings           all can be used");
        assert_eq!(lines[2], "                     → Make some.");
        assert_eq!(lines[3], "✗ nats               two lines");
        assert_eq!(
            lines[5],
            "                       docs/operations.md#natsaway"
        );
        assert_eq!(lines[6], "✓ waha               there");
        assert_eq!(
            lines.last(),
            Some(&"1 to be mended, 1 to look at, 2 as it should be.")
        );
        assert_eq!(report.wrong(), 1);
        let json: serde_json::Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
        assert_eq!(json["findings"][2]["level"], "wrong");
        assert_eq!(json["findings"][0].get("remedy"), None);
        assert_eq!(
            json["findings"][2]["section"],
            "docs/operations.md#natsaway"
        );
    }
}
