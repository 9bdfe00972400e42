//! What can be read as a flow and would still leave a customer standing.
//!
//! Each finding names the step and the field, and says what to do. An error refuses the flow; a warning is for its author.

mod asking;
mod fields;
mod routes;
mod scoring;
mod texts;

use std::fmt;

use crate::Flow;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The flow is not to be used.
    Error,
    /// The flow works, but its author may not have meant this.
    Warning,
}

/// Something that is wrong with a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The id of the step that it is in.
    pub step: Option<String>,
    /// The field, as in `steps[3].ask.choices[1].labels.ru`.
    pub field: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.severity {
            Severity::Error => f.write_str("error: ")?,
            Severity::Warning => f.write_str("warning: ")?,
        }
        if let Some(step) = &self.step {
            write!(f, "step `{step}`, ")?;
        }
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl Flow {
    /// What is wrong with it; errors first, then in the order of the document.
    pub fn lint(&self) -> Vec<Finding> {
        let mut findings = Findings {
            flow: self,
            found: Vec::new(),
        };
        fields::lint(self, &mut findings);
        texts::lint(self, &mut findings);
        asking::lint(self, &mut findings);
        routes::lint(self, &mut findings);
        scoring::lint(self, &mut findings);
        let mut found = findings.found;
        found.sort_by_key(|finding| finding.severity);
        found
    }

    /// Whether nothing forbids to use it.
    pub fn is_usable(&self) -> bool {
        let errors = |finding: &Finding| finding.severity == Severity::Error;
        !self.lint().iter().any(errors)
    }
}

/// Findings as they are gathered.
struct Findings<'a> {
    flow: &'a Flow,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, field.into(), message.into());
    }

    fn warning(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, field.into(), message.into());
    }

    fn add(&mut self, severity: Severity, field: String, message: String) {
        let step = field
            .strip_prefix("steps[")
            .and_then(|rest| rest.split_once(']'))
            .and_then(|(at, _)| at.parse::<usize>().ok())
            .and_then(|at| self.flow.steps.get(at))
            .map(|step| step.id.clone());
        self.found.push(Finding {
            severity,
            step,
            field,
            message,
        });
    }
}

/// Each thing that occurs a second time, with its place.
fn repeated<T: PartialEq>(things: &[T]) -> impl Iterator<Item = (usize, &T)> {
    things
        .iter()
        .enumerate()
        .filter(|(at, thing)| things[..*at].contains(thing))
}

#[cfg(test)]
mod tests;
