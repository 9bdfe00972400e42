//! One operation of the API: a row of its table, and what the attribute at its handler says of it.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::openapi::path::{Operation as Description, PathItem};
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::Api;
use crate::auth::Access;

/// What can be asked, and by whom.
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) handler: MethodRouter<Arc<Api>>,
    pub(super) described: Described,
}

/// What `#[utoipa::path]` says at the handler.
pub(super) struct Described {
    /// The handler, as the table names it: `auth::login`.
    pub(super) name: &'static str,
    pub(super) path: String,
    pub(super) item: PathItem,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Described {
    /// The description for a method; `None` when the attribute is about another.
    pub(super) fn of(&self, method: &Method) -> Option<&Description> {
        let item = &self.item;
        match *method {
            Method::GET => item.get.as_ref(),
            Method::POST => item.post.as_ref(),
            Method::PUT => item.put.as_ref(),
            Method::PATCH => item.patch.as_ref(),
            Method::DELETE => item.delete.as_ref(),
            _ => None,
        }
    }
}

impl Operation {
    /// A row; `operations!` writes it.
    pub(super) fn new(
        method: Method,
        path: &'static str,
        access: Access,
        name: &'static str,
        (schemas, paths, handler): UtoipaMethodRouter<Arc<Api>>,
    ) -> Self {
        let described = paths.paths.into_iter().next();
        let (attribute_path, item) = described.expect("an attribute describes one path");
        Self {
            method,
            path,
            access,
            handler,
            described: Described {
                name,
                path: attribute_path,
                item,
                schemas,
            },
        }
    }
}

/// The rows of the table: `get("/api/me", Known, me::me)` is the method, the path, whom it lets in, and
/// the handler. The handler's attribute comes along under a name made from its own, so `use` it with all
/// that is beside it: `pub(super) use list::*;`.
macro_rules! operations {
    ($($method:ident($path:literal, $access:ident, $handler:path $(,)?)),* $(,)?) => {
        vec![$(
            $crate::api::operation::Operation::new(
                $crate::api::operation::method::$method(),
                $path,
                $crate::auth::Access::$access,
                stringify!($handler),
                utoipa_axum::routes!($handler),
            )
        ),*]
    };
}
pub(super) use operations;

/// The methods, by the words of the table.
pub(super) mod method {
    use axum::http::Method;

    pub(in crate::api) fn get() -> Method {
        Method::GET
    }

    pub(in crate::api) fn post() -> Method {
        Method::POST
    }

    pub(in crate::api) fn put() -> Method {
        Method::PUT
    }

    pub(in crate::api) fn patch() -> Method {
        Method::PATCH
    }

    pub(in crate::api) fn delete() -> Method {
        Method::DELETE
    }
}
