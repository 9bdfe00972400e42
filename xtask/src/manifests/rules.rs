//! What has to hold between objects and is in no schema: what is named is there, pods are as harmless as they can be, and
//! names of ours are those of the code.

use std::fs;

use private_servers::workspace_root;
use serde_yaml_ng::Value;

use super::objects::{Objects, Workload, at, items, name, selects, text};

/// Everything that is wrong with what was rendered.
pub(super) fn findings(objects: &Objects) -> Vec<String> {
    let mut found = Vec::new();
    for workload in objects.workloads() {
        let whose = format!("{} {}", workload.kind(), workload.name());
        let mut all = pod(workload);
        all.extend(missing(objects, workload));
        for container in workload.containers() {
            all.extend(harm(container));
            all.extend(health(workload, container));
        }
        found.extend(all.into_iter().map(|what| format!("{whose} {what}")));
    }
    found.extend(selectors(objects));
    found.extend(doors(objects));
    found.extend(autoscalers(objects));
    found
}

/// WAHA's image is made to run as root and to write where it is.
fn is_foreign(container: &Value) -> bool {
    text(container, &["image"]).starts_with("devlikeapro/waha:")
}

fn pod(workload: Workload<'_>) -> Vec<String> {
    let spec = at(workload.pod(), &["spec"]);
    let foreign = workload.containers().any(is_foreign);
    let rules = [
        (
            foreign || at(spec, &["securityContext", "runAsNonRoot"]).as_bool() == Some(true),
            "may run as root",
        ),
        (
            text(spec, &["securityContext", "seccompProfile", "type"]) == "RuntimeDefault",
            "may make every call of the kernel",
        ),
        (
            at(spec, &["automountServiceAccountToken"]).as_bool() == Some(false),
            "is given a token of the cluster",
        ),
    ];
    broken(&rules)
}

fn harm(container: &Value) -> Vec<String> {
    let context = at(container, &["securityContext"]);
    let image = text(container, &["image"]);
    let pinned = image
        .rsplit_once(':')
        .is_some_and(|(_, tag)| tag != "latest" && !tag.contains('/'));
    let rules = [
        (pinned, "has an image that moves"),
        (
            at(context, &["allowPrivilegeEscalation"]).as_bool() == Some(false),
            "may become more than it is",
        ),
        (
            items(at(context, &["capabilities", "drop"])).any(|dropped| dropped == "ALL"),
            "keeps capabilities",
        ),
        (
            is_foreign(container)
                || at(context, &["readOnlyRootFilesystem"]).as_bool() == Some(true),
            "may write anywhere",
        ),
        (
            !at(container, &["resources", "limits", "memory"]).is_null(),
            "has no limit of memory",
        ),
        (
            !at(container, &["resources", "requests", "cpu"]).is_null(),
            "asks for no CPU, so it may get none",
        ),
    ];
    broken(&rules)
}

fn health(workload: Workload<'_>, container: &Value) -> Vec<String> {
    if workload.kind() == "Job" {
        return Vec::new();
    }
    let ours = text(container, &["image"]).contains("peyk/");
    let asked = |probe: &str| text(container, &[probe, "httpGet", "path"]).to_owned();
    let rules = [
        (
            !at(container, &["livenessProbe"]).is_null()
                && !at(container, &["readinessProbe"]).is_null(),
            "is not asked how it is",
        ),
        (
            !ours
                || (asked("livenessProbe"), asked("readinessProbe"))
                    == ("/livez".into(), "/readyz".into()),
            "is asked at other places than services answer",
        ),
    ];
    broken(&rules)
}

fn broken(rules: &[(bool, &str)]) -> Vec<String> {
    let broken = rules.iter().filter(|(holds, _)| !holds);
    broken.map(|(_, what)| (*what).to_owned()).collect()
}

/// Secrets, places, files and volumes that a pod names and nobody makes.
fn missing(objects: &Objects, workload: Workload<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let holds = |kind: &str, fields: [&str; 2], from: &Value| {
        let object = objects.find(kind, text(from, &["name"]));
        let key = text(from, &["key"]);
        object.is_some_and(|object| {
            fields
                .iter()
                .any(|field| !at(object, &[field, key]).is_null())
        })
    };
    for variable in workload
        .containers()
        .flat_map(|container| items(at(container, &["env"])))
    {
        let from = at(variable, &["valueFrom"]);
        let (secret, place) = (at(from, &["secretKeyRef"]), at(from, &["configMapKeyRef"]));
        let there = (secret.is_null() || holds("Secret", ["data", "stringData"], secret))
            && (place.is_null() || holds("ConfigMap", ["data", "binaryData"], place));
        if !there {
            found.push(format!(
                "is told {}, which nobody says",
                text(variable, &["name"])
            ));
        }
    }
    for volume in items(at(workload.pod(), &["spec", "volumes"])) {
        for (kind, named) in [
            ("ConfigMap", text(volume, &["configMap", "name"])),
            (
                "PersistentVolumeClaim",
                text(volume, &["persistentVolumeClaim", "claimName"]),
            ),
        ] {
            if !named.is_empty() && objects.find(kind, named).is_none() {
                found.push(format!("mounts the {kind} {named}, which is not there"));
            }
        }
    }
    found
}

/// Selectors that select nothing, and pods that no policy of their own lets anything through to or from.
fn selectors(objects: &Objects) -> Vec<String> {
    let mut found = Vec::new();
    let anybody = |selector: &Value| {
        objects
            .workloads()
            .any(|workload| selects(selector, at(workload.pod(), &["metadata", "labels"])))
    };
    for (kind, path) in [
        ("Service", &["spec", "selector"][..]),
        ("PodDisruptionBudget", &["spec", "selector", "matchLabels"]),
        ("NetworkPolicy", &["spec", "podSelector", "matchLabels"]),
    ] {
        for object in objects.of_kind(kind) {
            let selector = at(object, path);
            let all = kind == "NetworkPolicy" && selector.is_null();
            if !all && !anybody(selector) {
                found.push(format!("{kind} {} is about no pod", name(object)));
            }
        }
    }
    let closed = objects
        .find("NetworkPolicy", "deny-all")
        .is_some_and(|policy| {
            at(policy, &["spec", "podSelector"])
                .as_mapping()
                .is_some_and(serde_yaml_ng::Mapping::is_empty)
        });
    if !closed {
        found.push("the network is open to whom no policy names".to_owned());
    }
    let pods = objects
        .workloads()
        .filter(|workload| workload.kind() != "Job");
    for workload in pods.filter(|workload| workload.kind() == "Deployment") {
        let guarded = objects.of_kind("PodDisruptionBudget").any(|budget| {
            let selector = at(budget, &["spec", "selector", "matchLabels"]);
            selects(selector, at(workload.pod(), &["metadata", "labels"]))
        });
        if !guarded {
            found.push(format!("{} has no disruption budget", workload.name()));
        }
    }
    found
}

/// Ingresses that lead nowhere.
fn doors(objects: &Objects) -> Vec<String> {
    let mut found = Vec::new();
    for ingress in objects.of_kind("Ingress") {
        let rules = items(at(ingress, &["spec", "rules"]));
        for path in rules.flat_map(|rule| items(at(rule, &["http", "paths"]))) {
            let service = text(path, &["backend", "service", "name"]);
            let port = text(path, &["backend", "service", "port", "name"]);
            let there = objects.find("Service", service).is_some_and(|service| {
                items(at(service, &["spec", "ports"])).any(|open| text(open, &["name"]) == port)
            });
            if !there {
                found.push(format!("Ingress {} leads nowhere", name(ingress)));
            }
        }
    }
    found
}

/// Autoscalers of what is not there, or by a consumer that Peyk does not declare.
fn autoscalers(objects: &Objects) -> Vec<String> {
    let topology = workspace_root().join("crates/bus/src/topology.rs");
    let topology = fs::read_to_string(topology).unwrap_or_default();
    let mut found = Vec::new();
    for scaled in objects.of_kind("ScaledObject") {
        let target = text(scaled, &["spec", "scaleTargetRef", "name"]);
        match objects.find("Deployment", target) {
            None => found.push(format!(
                "{} scales {target}, which is not there",
                name(scaled)
            )),
            Some(target) if !at(target, &["spec", "replicas"]).is_null() => found.push(format!(
                "{} is scaled, and each apply would undo it: it names its replicas",
                name(target)
            )),
            Some(_) => {}
        }
        for trigger in items(at(scaled, &["spec", "triggers"])) {
            for key in ["stream", "consumer"] {
                let named = text(trigger, &["metadata", key]);
                if !named.is_empty() && !topology.contains(&format!("\"{named}\"")) {
                    found.push(format!("there is no {key} {named}"));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
