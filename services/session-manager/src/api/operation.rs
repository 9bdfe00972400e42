//! One operation of the API: a row of its table.

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};

use super::Api;
use crate::auth::Access;

/// What can be asked, and by whom.
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) handler: MethodRouter<Arc<Api>>,
}

pub(super) fn get<H, T>(path: &'static str, access: Access, handler: H) -> Operation
where
    H: Handler<T, Arc<Api>>,
    T: 'static,
{
    Operation {
        method: Method::GET,
        path,
        access,
        handler: routing::get(handler),
    }
}

pub(super) fn post<H, T>(path: &'static str, access: Access, handler: H) -> Operation
where
    H: Handler<T, Arc<Api>>,
    T: 'static,
{
    Operation {
        method: Method::POST,
        path,
        access,
        handler: routing::post(handler),
    }
}

pub(super) fn patch<H, T>(path: &'static str, access: Access, handler: H) -> Operation
where
    H: Handler<T, Arc<Api>>,
    T: 'static,
{
    Operation {
        method: Method::PATCH,
        path,
        access,
        handler: routing::patch(handler),
    }
}

pub(super) fn delete<H, T>(path: &'static str, access: Access, handler: H) -> Operation
where
    H: Handler<T, Arc<Api>>,
    T: 'static,
{
    Operation {
        method: Method::DELETE,
        path,
        access,
        handler: routing::delete(handler),
    }
}
