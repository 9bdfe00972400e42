//! Errors in log lines.

use std::error::Error;
use std::fmt;

/// An error with its causes on one line, `what failed: because: because`, for a log line or a stored
/// reason. Each of our errors states its own fact alone; the chain is written once, where it is handled.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'a>(&'a dyn Error);

/// The error with its causes.
pub fn chain(error: &dyn Error) -> Chain<'_> {
    Chain(error)
}

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_follow_the_error() {
        let error = anyhow::anyhow!("refused")
            .context("cannot connect")
            .context("no reply");
        assert_eq!(
            chain(error.as_ref()).to_string(),
            "no reply: cannot connect: refused"
        );
    }
}
