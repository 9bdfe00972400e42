//! The problems that an operation can answer.
//!
//! Its own stand at the handler, each with its code and a sentence. Here they get the shape of a problem
//! document, and what any such operation can answer is added.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Responses, Schema, schema,
};
use utoipa::{PartialSchema, ToSchema};

use crate::api::operation::Operation;
use crate::auth::Access;
use crate::problem::ProblemBody;

/// The statuses that say when to come again.
const PASSING: [&str; 2] = ["429", "503"];

const PROBLEM: &str = "Problem";
const PASSING_PROBLEM: &str = "PassingProblem";

/// The schema of every problem.
pub(super) fn schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = Vec::new();
    ProblemBody::schemas(&mut schemas);
    schemas.push((ProblemBody::name().into_owned(), ProblemBody::schema()));
    schemas
}

/// The responses that are problems.
pub(super) fn responses() -> [(&'static str, Response); 2] {
    let problem = |description: &str| {
        let body = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(ProblemBody::name())))
            .build();
        ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", body)
    };
    let seconds = HeaderBuilder::new()
        .schema(Some(
            ObjectBuilder::new().schema_type(schema::Type::Integer),
        ))
        .description(Some("After how many seconds to come again."))
        .build();
    [
        (PROBLEM, problem("It was not done.").build()),
        (
            PASSING_PROBLEM,
            problem("It was not done, and may be a moment later.")
                .header("Retry-After", seconds)
                .build(),
        ),
    ]
}

/// Gives the problems of an operation their shape, and adds those that are common to all of its kind.
/// `asks`: whether anything in the request can be wrong.
pub(super) fn complete(
    operation: &Operation,
    asks: bool,
    has_body: bool,
    responses: &mut Responses,
) {
    let responses = &mut responses.responses;
    for (status, text) in common(operation, asks, has_body) {
        match responses.get_mut(status) {
            Some(RefOr::T(own)) => own.description = format!("{}\n{text}", own.description),
            _ => {
                responses.insert(status.to_owned(), Response::new(text).into());
            }
        }
    }
    for (status, response) in responses {
        if let RefOr::T(own) = response
            && status.starts_with(['4', '5'])
        {
            *response = problem(status, std::mem::take(&mut own.description));
        }
    }
}

fn common(operation: &Operation, asks: bool, has_body: bool) -> Vec<(&'static str, &'static str)> {
    let Operation { access, path, .. } = operation;
    let mut all = Vec::new();
    if asks {
        all.push((
            "400",
            "`invalid_request`: a parameter or a field is missing or wrong; `errors` names it.",
        ));
    }
    if *access != Access::Open {
        all.push((
            "401",
            "`unauthorized`: nobody is signed in, or the token is not valid.",
        ));
    }
    match access {
        Access::Operators => all.push(("403", "`forbidden`: this is for operators.")),
        Access::Owners => all.push(("403", "`forbidden`: this is for owners.")),
        Access::Open | Access::Known | Access::Members | Access::MembersOrLink => {}
    }
    if !operation.method.is_safe() {
        all.push((
            "403",
            "`csrf`: a browser asks for a change without the header X-Peyk-Request.",
        ));
    }
    if path.contains("{tenant_id}") {
        all.push((
            "404",
            "`tenant_not_found`: there is no tenant with this id, or it is another's.",
        ));
    }
    if has_body {
        all.push(("413", "`too_large`: the body is too large."));
        all.push(("415", "`not_json`: the body is not JSON."));
    }
    all.push((
        "429",
        if *access == Access::Open {
            "`too_many_requests`: too many requests came from this address."
        } else {
            "`too_many_requests`: too many requests came with this credential, or from this address without one."
        },
    ));
    // What is open and only read is about nothing that could fail.
    if *access != Access::Open || !operation.method.is_safe() {
        all.push((
            "500",
            "`internal`: a mistake of the service; its log has the cause.",
        ));
        all.push((
            "503",
            "`database_unavailable`: the database is not available.",
        ));
        all.push((
            "504",
            "`timeout`: it took too long. It can be repeated without harm.",
        ));
    }
    all
}

/// A reference to the response, with a description of its own, as OpenAPI 3.1 has it.
fn problem(status: &str, description: String) -> RefOr<Response> {
    let name = if PASSING.contains(&status) {
        PASSING_PROBLEM
    } else {
        PROBLEM
    };
    let mut reference = Ref::from_response_name(name);
    reference.description = description;
    RefOr::Ref(reference)
}
