//! The score as the table that is read by people.

use std::fmt;

use super::{AMOUNT, Count, Group, INTENTS, SLOTS, Score, ratio};

/// In percent, five characters wide.
struct Percent(Option<f64>);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(share) => write!(f, "{:5.1}", 100.0 * share),
            None => f.write_str("    –"),
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "group    n   lang  lang*  intent  int-F1 |   slot P      R     F1 | all correct"
        )?;
        for group in self.groups.iter().chain([&self.all]) {
            writeln!(f, "{group}")?;
        }
        writeln!(
            f,
            "lang* = only where the gold language is not null; int-F1 = macro F1 over the intents present; figures in %"
        )?;
        writeln!(f, "\nslot             gold      P      R     F1")?;
        for (name, count) in SLOTS.iter().zip(&self.all.slots) {
            row(f, name, *count)?;
        }
        write!(f, "\nintent           gold      P      R     F1")?;
        for ((_, name), count) in INTENTS.iter().zip(&self.all.intents) {
            if is_shown(*count) {
                write!(f, "\n{}", line(name, *count))?;
            }
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, count: Count) -> fmt::Result {
    if is_shown(count) {
        writeln!(f, "{}", line(name, count))?;
    }
    Ok(())
}

fn is_shown(count: Count) -> bool {
    count.hits + count.missed > 0 || count.precision().is_some()
}

fn line(name: &str, count: Count) -> String {
    format!(
        "{name:<15}  {:>4}  {}  {}  {}",
        count.hits + count.missed,
        Percent(count.precision()),
        Percent(count.recall()),
        Percent(count.f1()),
    )
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: u32| Percent(ratio(part, self.messages));
        let present = || {
            self.intents
                .iter()
                .filter(|count| count.hits + count.missed > 0)
        };
        let sum: f64 = present().map(|count| count.f1().unwrap_or_default()).sum();
        let macro_f1 = u32::try_from(present().count())
            .ok()
            .filter(|present| *present > 0)
            .map(|present| sum / f64::from(present));
        write!(
            f,
            "{:<5} {:>4}  {}  {}   {}   {} |    {}  {}  {} |       {}",
            self.name,
            self.messages,
            share(self.lang),
            Percent(ratio(self.lang_known, self.known)),
            share(self.intent),
            Percent(macro_f1),
            Percent(self.total.precision()),
            Percent(self.total.recall()),
            Percent(self.total.f1()),
            share(self.all),
        )
    }
}

// The amount is a part of the budget, which stands right before it.
const _: () = assert!(AMOUNT == 1);
