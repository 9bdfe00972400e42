//! A small cluster in which all is well, and what is said when it is not.

use super::*;

const WELL: &str = "
kind: Deployment
metadata: { name: bot-worker }
spec:
  template:
    metadata: { labels: { app: bot-worker } }
    spec:
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - image: images.example:5000/peyk/bot-worker:0.1.0
          env:
            - name: KEY
              valueFrom: { secretKeyRef: { name: secrets, key: KEY } }
          livenessProbe: { httpGet: { path: /livez } }
          readinessProbe: { httpGet: { path: /readyz } }
          resources: { requests: { cpu: 1 }, limits: { memory: 1Gi } }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
      volumes: [{ configMap: { name: files } }]
---
{ kind: Secret, metadata: { name: secrets }, data: { KEY: c2VjcmV0 } }
---
{ kind: ConfigMap, metadata: { name: files }, data: {} }
---
{ kind: Service, metadata: { name: bot-worker }, spec: { selector: { app: bot-worker }, ports: [{ name: http }] } }
---
{ kind: PodDisruptionBudget, metadata: { name: b }, spec: { selector: { matchLabels: { app: bot-worker } } } }
---
{ kind: NetworkPolicy, metadata: { name: deny-all }, spec: { podSelector: {} } }
---
kind: Ingress
metadata: { name: door }
spec: { rules: [{ http: { paths: [{ backend: { service: { name: bot-worker, port: { name: http } } } }] } }] }
---
kind: ScaledObject
metadata: { name: scaled }
spec:
  scaleTargetRef: { name: bot-worker }
  triggers: [{ metadata: { stream: WAHA_EVENTS, consumer: bot-worker } }]
";

fn said(cluster: &str) -> String {
    findings(&Objects::read(cluster).unwrap()).join("\n")
}

#[test]
fn nothing_is_said_of_what_is_well() {
    assert_eq!(said(WELL), "");
}

#[test]
fn each_harm_is_said() {
    for (well, ill, expected) in [
        (
            "runAsNonRoot: true",
            "runAsNonRoot: false",
            "may run as root",
        ),
        ("RuntimeDefault", "Unconfined", "every call of the kernel"),
        ("Token: false", "Token: true", "a token of the cluster"),
        (":0.1.0", ":latest", "an image that moves"),
        ("bot-worker:0.1.0", "bot-worker", "an image that moves"),
        ("Escalation: false", "Escalation: true", "become more"),
        ("drop: [ALL]", "drop: [CHOWN]", "keeps capabilities"),
        ("Filesystem: true", "Filesystem: false", "write anywhere"),
        ("memory: 1Gi", "cpu: 1", "no limit of memory"),
        ("requests: { cpu: 1 }", "requests: {}", "asks for no CPU"),
        ("readinessProbe", "startupProbe", "not asked how it is"),
        ("path: /readyz", "path: /livez", "at other places"),
        ("key: KEY }", "key: KEI }", "KEY, which nobody says"),
        (
            "[{ configMap: { name: files",
            "[{ configMap: { name: film",
            "mounts",
        ),
        (
            "selector: { app: bot-worker }",
            "selector: { app: x }",
            "no pod",
        ),
        (
            "matchLabels: { app: bot-worker }",
            "matchLabels: { a: b }",
            "no disruption budget",
        ),
        (
            "podSelector: {}",
            "podSelector: { matchLabels: { app: bot-worker } }",
            "network is open",
        ),
        (
            "port: { name: http }",
            "port: { name: https }",
            "leads nowhere",
        ),
        (
            "scaleTargetRef: { name: bot-worker }",
            "scaleTargetRef: { name: x }",
            "not there",
        ),
        (
            "stream: WAHA_EVENTS",
            "stream: EVENTS",
            "there is no stream EVENTS",
        ),
        (
            "consumer: bot-worker",
            "consumer: bot",
            "there is no consumer bot",
        ),
        (
            "spec:\n  template",
            "spec:\n  replicas: 2\n  template",
            "would undo it",
        ),
    ] {
        assert!(WELL.contains(well), "{well}");
        let said = said(&WELL.replace(well, ill));
        assert!(said.contains(expected), "{ill}: {said:?}");
    }
}
