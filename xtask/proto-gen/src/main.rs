//! `proto-gen PROTO_DIR OUT_DIR` generates Rust from every `.proto` file below `PROTO_DIR`, with no
//! `protoc` on the machine. A program of its own, so that `cargo xtask` need not compile the compiler.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(protos), Some(out)) = (arguments.next(), arguments.next()) else {
        bail!("usage: proto-gen PROTO_DIR OUT_DIR");
    };
    let mut files = Vec::new();
    collect(&protos, &mut files)?;
    files.sort();
    let descriptors = protox::compile(&files, [&protos]).context("compile the .proto files")?;
    std::fs::create_dir_all(&out).with_context(|| format!("create {}", out.display()))?;
    prost_build::Config::new()
        .bytes(["."])
        .format(false)
        .out_dir(&out)
        .compile_fds(descriptors)
        .context("generate Rust")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in folder
        .read_dir()
        .with_context(|| format!("read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension() == Some(OsStr::new("proto")) {
            files.push(path);
        }
    }
    Ok(())
}
