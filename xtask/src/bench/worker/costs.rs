//! What everything that runs has cost.

use anyhow::Result;

use super::stack::{Ground, Stack};
use crate::bench::cost;

/// Seconds of processor time so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Costs {
    /// Of those that answer.
    pub(super) answering: f64,
    pub(super) postgres: f64,
    pub(super) nats: f64,
    pub(super) door: f64,
    pub(super) waha: f64,
}

impl Ground<'_> {
    /// What everything has cost so far.
    pub(super) fn costs(&self, stack: &Stack) -> Result<Costs> {
        let mut answering = 0.0;
        for process in &stack.answering {
            answering += cost::of_family(process.pid())?.cpu_s;
        }
        let door = stack.door.as_ref().map(|door| cost::of(door.pid()));
        Ok(Costs {
            answering,
            postgres: cost::of_family(self.postgres.pid())?.cpu_s,
            nats: cost::of(stack.nats.pid())?.cpu_s,
            door: door.transpose()?.map_or(0.0, |door| door.cpu_s),
            waha: cost::of(stack.waha.pid())?.cpu_s,
        })
    }
}

impl Stack {
    /// The most memory that those who answer have held, together, in MiB.
    pub(super) fn rss_mb(&self) -> Result<f64> {
        let mut sum = 0.0;
        for process in &self.answering {
            sum += cost::of_family(process.pid())?.peak_rss_mb;
        }
        Ok(sum)
    }
}

impl Costs {
    /// What was spent since `before`.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            answering: self.answering - before.answering,
            postgres: self.postgres - before.postgres,
            nats: self.nats - before.nats,
            door: self.door - before.door,
            waha: self.waha - before.waha,
        }
    }

    /// Of everything.
    pub(super) fn all(self) -> f64 {
        self.answering + self.postgres + self.nats + self.door + self.waha
    }
}
