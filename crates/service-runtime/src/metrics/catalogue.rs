//! What a service exports, as data: a table beside the code that counts.

use metrics::{Label, Unit, counter, gauge, histogram, with_recorder};

/// A label and the values that it is known to have; none where they are an open set, such as names of nodes.
pub type Labels = &'static [(&'static str, &'static [&'static str])];

/// A number that a service exports.
///
/// It is there from the service's start, at zero, with all values of its labels: a rule that watches it never meets a
/// missing series, and the first event of a kind is an increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name, as Prometheus sees it.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// Its labels, in the order in which they are given where it is counted: another order would be another series.
    pub labels: Labels,
    /// What it is, in one sentence for operators.
    pub help: &'static str,
}

/// What kind of number a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How often it was in which range; its name ends in the unit.
    Histogram,
}

impl Metric {
    /// A number that only grows.
    pub const fn counter(name: &'static str, labels: Labels, help: &'static str) -> Self {
        let kind = Kind::Counter;
        Self {
            name,
            kind,
            labels,
            help,
        }
    }

    /// A number that goes up and down.
    pub const fn gauge(name: &'static str, labels: Labels, help: &'static str) -> Self {
        let kind = Kind::Gauge;
        Self {
            name,
            kind,
            labels,
            help,
        }
    }

    /// Measurements, counted by their ranges.
    pub const fn histogram(name: &'static str, labels: Labels, help: &'static str) -> Self {
        let kind = Kind::Histogram;
        Self {
            name,
            kind,
            labels,
            help,
        }
    }

    /// Describes it, and makes each known series. What was counted already stays.
    pub(super) fn declare(&self) {
        let (name, help, unit) = (self.name, self.help, self.unit());
        with_recorder(|recorder| match self.kind {
            Kind::Counter => recorder.describe_counter(name.into(), unit, help.into()),
            Kind::Gauge => recorder.describe_gauge(name.into(), unit, help.into()),
            Kind::Histogram => recorder.describe_histogram(name.into(), unit, help.into()),
        });
        for labels in self.series() {
            match self.kind {
                Kind::Counter => counter!(name, labels).increment(0),
                Kind::Gauge => gauge!(name, labels).increment(0.0),
                // It is there once it is known, with nothing in it.
                Kind::Histogram => drop(histogram!(name, labels)),
            }
        }
    }

    /// Its unit, which its name tells.
    fn unit(&self) -> Option<Unit> {
        let name = self.name.strip_suffix("_total").unwrap_or(self.name);
        match name.rsplit('_').next() {
            Some("seconds") => Some(Unit::Seconds),
            Some("bytes") => Some(Unit::Bytes),
            _ => None,
        }
    }

    /// The known series: each value of each label with each of the others; none where a label's values are not known.
    fn series(&self) -> Vec<Vec<Label>> {
        let with = |series: Vec<Vec<Label>>, name, values: &'static [&'static str]| {
            let mut more = Vec::with_capacity(series.len() * values.len());
            for labels in series {
                more.extend(values.iter().map(|value| {
                    let mut labels = labels.clone();
                    labels.push(Label::from_static_parts(name, value));
                    labels
                }));
            }
            more
        };
        let all = self.labels.iter();
        all.fold(vec![Vec::new()], |series, (name, values)| {
            with(series, name, values)
        })
    }
}

/// What every service exports.
pub const OF_EVERY_SERVICE: &[Metric] = &[
    Metric::gauge(
        "build_info",
        &[("service", &[]), ("version", &[])],
        "1, and which version of which service this process is",
    ),
    Metric::counter(
        "http_requests_total",
        &[("method", &[]), ("route", &[]), ("status", &[])],
        "Requests that were answered",
    ),
    Metric::histogram(
        "http_request_duration_seconds",
        &[("method", &[]), ("route", &[])],
        "From the head of a request to the head of its answer",
    ),
    Metric::counter(
        "http_connections_turned_away_total",
        &[],
        "Connections that were closed because too many waited",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_of_each_label_is_a_series_and_open_labels_have_none() {
        const TWO: Labels = &[("x", &["1", "2"]), ("y", &["3", "4"])];
        const OPEN: Labels = &[("x", &["1"]), ("node", &[])];
        let texts = |metric: Metric| -> Vec<String> {
            let series = metric.series().into_iter();
            let text = |labels: Vec<Label>| {
                let labels = labels
                    .iter()
                    .map(|it| format!("{}={}", it.key(), it.value()));
                labels.collect::<Vec<_>>().join(",")
            };
            series.map(text).collect()
        };
        assert_eq!(texts(Metric::counter("a_total", &[], "a")), [""]);
        assert_eq!(
            texts(Metric::counter("b_total", TWO, "b")),
            ["x=1,y=3", "x=1,y=4", "x=2,y=3", "x=2,y=4"]
        );
        assert!(texts(Metric::gauge("c", OPEN, "c")).is_empty());
    }
}
