//! The trace that a log line belongs to.
//!
//! Each line that is written within a span ends with the ids of its trace and its span, so that a line leads to its trace and a
//! trace to its lines. The formatters of `tracing-subscriber` know nothing of OpenTelemetry, and what they wrote is
//! added to.

use std::fmt;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

/// Writes what `inner` writes, and which trace it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Traced<F> {
    inner: F,
    json: bool,
}

impl<F> Traced<F> {
    /// Lines for people: `trace_id=… span_id=…` at their end.
    pub(super) fn text(inner: F) -> Self {
        Self { inner, json: false }
    }

    /// Lines that are JSON objects: two more members.
    pub(super) fn json(inner: F) -> Self {
        Self { inner, json: true }
    }
}

impl<S, N, F> FormatEvent<S, N> for Traced<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        // Of OpenTelemetry itself, not of a field: the log's filter may leave the span out that the line is written in.
        let ids = Context::map_current(|context| {
            let span = context.span();
            let ids = span.span_context();
            ids.is_valid().then(|| (ids.trace_id(), ids.span_id()))
        });
        let Some((trace, span)) = ids else {
            return self.inner.format_event(context, writer, event);
        };
        let mut line = String::new();
        self.inner
            .format_event(context, Writer::new(&mut line), event)?;
        let end = if self.json { "}\n" } else { "\n" };
        let begun = line.strip_suffix(end).unwrap_or(&line);
        writer.write_str(begun)?;
        if self.json {
            writeln!(writer, r#","trace_id":"{trace}","span_id":"{span}"}}"#)
        } else {
            writeln!(writer, " trace_id={trace} span_id={span}")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::filter::LevelFilter;
    use tracing_subscriber::fmt::{format, layer};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::{Layer, registry};

    use super::*;
    use crate::telemetry::{layer_with, set_parent};

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines of two events, one within a span and one without, where the log's filter leaves the span out.
    fn lines(json: bool) -> Vec<String> {
        let log = Log::default();
        let (written, provider) = (log.clone(), SdkTracerProvider::builder().build());
        let to = layer()
            .with_ansi(false)
            .with_writer(move || written.clone());
        let to = if json {
            to.json()
                .event_format(Traced::json(format().json()))
                .boxed()
        } else {
            let plain = format().with_ansi(false);
            to.event_format(Traced::text(plain)).boxed()
        };
        let subscriber = registry()
            .with(layer_with(&provider))
            .with(to.with_filter(LevelFilter::WARN));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("work");
            set_parent(&span, Some(PARENT));
            span.in_scope(|| tracing::warn!(reason = "a \"quoted\" }", "within"));
            tracing::warn!("without");
        });
        let log = log.0.lock().unwrap();
        let text = String::from_utf8(log.clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_line_for_people_tells_its_trace() {
        let [within, without] = &lines(false)[..] else {
            panic!("two lines")
        };
        let trace = " trace_id=0af7651916cd43dd8448eb211c80319c span_id=";
        assert!(within.contains(trace), "{within}");
        assert!(!without.contains("trace_id"), "{without}");
    }

    #[test]
    fn a_line_of_json_tells_its_trace_and_stays_json() {
        let lines = lines(true);
        let read = |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let [within, without] = &lines.iter().map(read).collect::<Vec<_>>()[..] else {
            panic!("two lines")
        };
        assert_eq!(within["trace_id"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(within["span_id"].as_str().unwrap().len(), 16);
        assert_eq!(within["fields"]["message"], "within");
        assert_eq!(without.get("trace_id"), None);
    }
}
