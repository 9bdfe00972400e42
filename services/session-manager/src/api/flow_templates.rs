//! `GET /api/flow-templates`

use axum::Json;
use flow::templates;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A flow to begin with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowTemplate)]
pub(in crate::api) struct TemplateBody {
    id: &'static str,
    /// The flow; its schema is `GET /api/flow-schema`.
    #[schema(value_type = Object)]
    document: Value,
}

/// Flows to begin with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowTemplates)]
pub(in crate::api) struct TemplatesBody {
    templates: Vec<TemplateBody>,
    /// The id of the one that holds the conversations of tenants without a flow of their own.
    default: &'static str,
}

/// Lists the flows to begin with: for rent, for sale, and a plain receptionist.
#[utoipa::path(
    get,
    path = "/api/flow-templates",
    tag = "flows",
    responses((status = 200, description = "The templates.", body = TemplatesBody))
)]
pub(in crate::api) async fn flow_templates() -> Json<TemplatesBody> {
    let template = |(id, document)| TemplateBody {
        id,
        document: serde_json::from_str(document).expect("the templates are tested to be flows"),
    };
    Json(TemplatesBody {
        templates: templates::DOCUMENTS.into_iter().map(template).collect(),
        default: templates::DEFAULT,
    })
}
