//! Statements as spans of the trace that surrounds them.
//!
//! Their names and attributes are those of OpenTelemetry's conventions for Postgres, with one exception: a statement's
//! text is in none, nor are its values. Where nobody will see a span ([`telemetry::is_recording`]) none is made.

mod summary;

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures::{
    Stream,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use service_runtime::telemetry::{self, semconv};
use sqlx::{
    Describe, Either, Error, Execute, Executor, PgPool, Postgres, SqlStr, Transaction,
    postgres::{PgConnectOptions, PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};
use tracing::{Instrument as _, Span, field::Empty};

/// The Postgres that statements go to.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    host: String,
    port: u16,
    database: String,
}

impl Server {
    pub(crate) fn of(options: &PgConnectOptions) -> Self {
        let database = options.get_database().unwrap_or(options.get_username());
        Self {
            host: options.get_host().to_owned(),
            port: options.get_port(),
            database: database.to_owned(),
        }
    }

    /// Waits for what is no statement of its own, such as COMMIT, under this name.
    pub(crate) fn tell<T>(
        &self,
        name: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> {
        if !telemetry::is_recording() {
            return future::Either::Left(work);
        }
        let span = self.span(name);
        // In a box: a future has room for both ways, and every transaction has this one in it.
        let work = Box::pin(work.instrument(span.clone()));
        future::Either::Right(async move {
            let done = work.await;
            done.inspect_err(|error| note(&span, error))
        })
    }

    fn span(&self, summary: &str) -> Span {
        tracing::info_span!(
            "statement",
            { semconv::OTEL_NAME } = summary,
            { semconv::OTEL_KIND } = "client",
            { semconv::OTEL_STATUS_CODE } = Empty,
            { semconv::DB_SYSTEM_NAME } = "postgresql",
            { semconv::DB_NAMESPACE } = self.database,
            { semconv::DB_QUERY_SUMMARY } = summary,
            { semconv::DB_RESPONSE_STATUS_CODE } = Empty,
            { semconv::ERROR_TYPE } = Empty,
            { semconv::SERVER_ADDRESS } = self.host,
            { semconv::SERVER_PORT } = self.port,
        )
    }

    fn fetch_many<'c: 'e, 'e, 'q: 'e, E>(
        &self,
        to: impl Executor<'c, Database = Postgres>,
        mut query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        E: 'q + Execute<'q, Postgres>,
    {
        if !telemetry::is_recording() {
            return to.fetch_many(query);
        }
        let arguments = match query.take_arguments() {
            Ok(arguments) => arguments,
            Err(error) => return Box::pin(stream::once(future::ready(Err(Error::Encode(error))))),
        };
        let sql = query.sql();
        let span = self.span(&summary::of(sql.as_str()));
        let rows = to.fetch_many((sql, arguments));
        Box::pin(Told { rows, span })
    }

    fn fetch_optional<'c: 'e, 'e, 'q: 'e, E>(
        &self,
        to: impl Executor<'c, Database = Postgres>,
        mut query: E,
    ) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        E: 'q + Execute<'q, Postgres>,
    {
        if !telemetry::is_recording() {
            return to.fetch_optional(query);
        }
        let arguments = match query.take_arguments() {
            Ok(arguments) => arguments,
            Err(error) => return Box::pin(future::ready(Err(Error::Encode(error)))),
        };
        let sql = query.sql();
        let span = self.span(&summary::of(sql.as_str()));
        let row = to.fetch_optional((sql, arguments)).instrument(span.clone());
        Box::pin(async move { row.await.inspect_err(|error| note(&span, error)) })
    }
}

/// Says in the span that it failed, by a code and not by a text: Postgres' texts hold values.
fn note(span: &Span, error: &Error) {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    let kind = match error {
        Error::Io(_) => "io",
        Error::Tls(_) => "tls",
        Error::Protocol(_) => "protocol",
        Error::PoolTimedOut => "pool_timed_out",
        Error::PoolClosed => "pool_closed",
        _ => "_OTHER",
    };
    span.record(semconv::OTEL_STATUS_CODE, "error");
    span.record(semconv::ERROR_TYPE, code.as_deref().unwrap_or(kind));
    if let Some(code) = code {
        span.record(semconv::DB_RESPONSE_STATUS_CODE, &*code);
    }
}

/// The rows of a statement; the span ends with them.
struct Told<'e> {
    rows: BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>,
    span: Span,
}

impl Stream for Told<'_> {
    type Item = Result<Either<PgQueryResult, PgRow>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { rows, span } = &mut *self;
        let next = span.in_scope(|| rows.as_mut().poll_next(cx));
        let next = ready!(next);
        if let Some(Err(error)) = &next {
            note(span, error);
        }
        Poll::Ready(next)
    }
}

/// A transaction's statements.
pub struct Statements {
    pub(crate) transaction: Transaction<'static, Postgres>,
    pub(crate) server: Arc<Server>,
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Statements")
    }
}

impl<'c> Executor<'c> for &'c mut Statements {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        self.server.fetch_many(&mut *self.transaction, query)
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        self.server.fetch_optional(&mut *self.transaction, query)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'c: 'e,
    {
        self.transaction.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'c: 'e,
    {
        self.transaction.describe(sql)
    }
}

/// Statements that are each a transaction.
#[derive(Debug)]
pub(crate) struct Alone<'p> {
    pub(crate) pool: &'p PgPool,
    pub(crate) server: &'p Server,
}

impl<'c> Executor<'c> for Alone<'_> {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        self.server.fetch_many(self.pool, query)
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        self.server.fetch_optional(self.pool, query)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}
