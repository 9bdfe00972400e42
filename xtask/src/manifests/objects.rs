//! Kubernetes objects, as kustomize renders them.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_yaml_ng::{Deserializer, Value};

/// All objects of one overlay.
#[derive(Clone)]
pub(super) struct Objects(Vec<Value>);

impl Objects {
    /// Reads documents with `---` between them.
    pub(super) fn read(text: &str) -> Result<Self> {
        let documents = Deserializer::from_str(text).map(Value::deserialize);
        let objects: Result<Vec<Value>, _> = documents.collect();
        Ok(Self(objects.context("what was rendered is not YAML")?))
    }

    pub(super) fn all(&self) -> &[Value] {
        &self.0
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        let is = move |object: &&Value| text(object, &["kind"]) == kind;
        self.0.iter().filter(is)
    }

    pub(super) fn find(&self, kind: &str, name: &str) -> Option<&Value> {
        let is = |object: &&Value| text(object, &["kind"]) == kind && self::name(object) == name;
        self.0.iter().find(is)
    }

    /// Whatever makes pods.
    pub(super) fn workloads(&self) -> impl Iterator<Item = Workload<'_>> {
        ["Deployment", "StatefulSet", "Job"]
            .into_iter()
            .flat_map(|kind| self.of_kind(kind))
            .map(Workload)
    }
}

/// A `Deployment`, a `StatefulSet` or a `Job`.
#[derive(Clone, Copy)]
pub(super) struct Workload<'a>(&'a Value);

impl<'a> Workload<'a> {
    pub(super) fn kind(self) -> &'a str {
        text(self.0, &["kind"])
    }

    pub(super) fn name(self) -> &'a str {
        name(self.0)
    }

    /// The pods that it makes.
    pub(super) fn pod(self) -> &'a Value {
        at(self.0, &["spec", "template"])
    }

    pub(super) fn containers(self) -> impl Iterator<Item = &'a Value> {
        items(at(self.pod(), &["spec", "containers"]))
    }
}

/// What is at a path of keys; null, where nothing is.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    const NOTHING: &Value = &Value::Null;
    path.iter()
        .fold(value, |value, key| value.get(key).unwrap_or(NOTHING))
}

/// The text at a path; empty, where none is.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> &'a str {
    at(value, path).as_str().unwrap_or_default()
}

pub(super) fn name(object: &Value) -> &str {
    text(object, &["metadata", "name"])
}

/// The elements of a list; none, where there is none.
pub(super) fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_sequence().into_iter().flatten()
}

/// Whether labels have all that a selector asks for.
pub(super) fn selects(selector: &Value, labels: &Value) -> bool {
    selector.as_mapping().is_some_and(|wanted| {
        wanted
            .iter()
            .all(|(key, value)| labels.get(key) == Some(value))
    })
}
