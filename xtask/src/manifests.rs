//! `infra/k8s`, rendered by kustomize and checked: against Kubernetes' own schemas, and for what they do not know. Needs no
//! cluster, and no network once its programs are installed.

mod objects;
mod rules;

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};
use private_servers::workspace_root;
use serde_yaml_ng::Value;

use crate::{interrupt::Interrupt, venv};
use objects::Objects;

const OVERLAYS: [&str; 2] = ["sandbox", "production"];

/// The oldest and the newest Kubernetes that it has to work with.
const KUBERNETES: [&str; 2] = ["1.32.0", "1.37.0"];

/// Checks all overlays; every finding is in the error.
pub(crate) fn check(interrupt: &Interrupt) -> Result<()> {
    let programs = interrupt.blocking(|| {
        venv::programs(
            "manifests",
            "infra/k8s/requirements.txt",
            "kubernetes_validate, jsonschema",
        )
    })?;
    let mut findings = Vec::new();
    for overlay in OVERLAYS {
        let objects = render(&programs, overlay)?;
        println!("{overlay}: {} objects", objects.all().len());
        let folder = tempfile::tempdir().context("make a folder for what was rendered")?;
        let mut found = against_schemas(&programs, &objects, folder.path())?;
        found.extend(rules::findings(&objects));
        findings.extend(found.into_iter().map(|what| format!("{overlay}: {what}")));
    }
    ensure!(
        findings.is_empty(),
        "infra/k8s is not right:\n{}",
        findings.join("\n")
    );
    Ok(())
}

/// What kustomize makes of an overlay, in a copy, with secrets of its own: those of the checkout, if there are any, are
/// somebody's.
fn render(programs: &Path, overlay: &str) -> Result<Objects> {
    let copy = tempfile::tempdir().context("make a folder for a copy of infra")?;
    let infra = copy.path().join("infra");
    copy_folder(&workspace_root().join("infra"), &infra)?;
    output(
        Command::new("sh")
            .arg(infra.join("k8s/secrets.sh"))
            .arg(overlay),
    )?;
    let text = output(
        Command::new(programs.join("kubectl"))
            .arg("kustomize")
            .arg(infra.join("k8s/overlays").join(overlay)),
    )?;
    Objects::read(&text)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("read {}", from.display()))? {
        let entry = entry.with_context(|| format!("read {}", from.display()))?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else if entry.file_name() != "secrets.env" {
            fs::copy(&path, &copy).with_context(|| format!("copy {}", path.display()))?;
        }
    }
    Ok(())
}

/// What the schemas refuse: unknown fields, wrong types, kinds that a version does not have.
fn against_schemas(programs: &Path, objects: &Objects, folder: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let (keda, native): (Vec<&Value>, Vec<&Value>) = objects
        .all()
        .iter()
        .partition(|object| objects::text(object, &["apiVersion"]).starts_with("keda.sh/"));
    let file = folder.join("native.yaml");
    // As JSON: to a reader of an older YAML, the text `off` would be a truth value.
    let texts: Result<Vec<String>, _> = native.iter().map(serde_json::to_string).collect();
    fs::write(&file, texts?.join("\n---\n")).context("write what was rendered")?;
    for version in KUBERNETES {
        let mut command = Command::new(programs.join("kubernetes-validate"));
        command.args(["--strict", "-k", version]).arg(&file);
        let answer = command.output().context("start kubernetes-validate")?;
        let said = [answer.stdout, answer.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let passed = said.lines().filter(|line| line.starts_with("INFO")).count();
        let complaints = said.lines().filter(|line| !line.starts_with("INFO"));
        findings.extend(complaints.map(|line| format!("Kubernetes {version}: {line}")));
        if !answer.status.success() || passed != native.len() {
            let all = native.len();
            findings.push(format!("Kubernetes {version} takes {passed} of {all}"));
        }
    }
    for (number, object) in keda.iter().enumerate() {
        let file = folder.join(format!("keda-{number}.json"));
        fs::write(&file, serde_json::to_string(object)?).context("write what was rendered")?;
        let mut command = Command::new(programs.join("python"));
        command
            .args(["-W", "ignore", "-m", "jsonschema", "-i"])
            .arg(&file);
        command.arg(workspace_root().join("infra/k8s/schemas/scaledobject.json"));
        let answer = command.output().context("start jsonschema")?;
        if !answer.status.success() {
            findings.push(String::from_utf8_lossy(&answer.stderr).trim().to_owned());
        }
    }
    Ok(findings)
}

fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("start {}", command.get_program().display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} failed ({}): {said}", output.status);
    }
    String::from_utf8(output.stdout).context("an answer is not text")
}
