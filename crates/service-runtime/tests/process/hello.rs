//! The example `hello` as a process, for the tests of this crate.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};

pub(crate) const SETTINGS: [(&str, &str); 2] = [
    ("PEYK__GREETING__NAME", "world"),
    ("PEYK__GREETING__PASSWORD", "hunter2"),
];

pub(crate) fn hello() -> Command {
    // target/debug/deps/process-… → target/debug/examples/hello
    let deps: PathBuf = std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .to_owned();
    let mut command = Command::new(deps.with_file_name("examples").join("hello"));
    command.env_clear();
    command
}

/// A running `hello`, killed when the test is over.
pub(crate) struct Running {
    child: Child,
    pub(crate) log: BufReader<ChildStderr>,
    pub(crate) address: SocketAddr,
}

impl Running {
    pub(crate) fn start(env: &[(&str, &str)]) -> Self {
        let mut child = hello()
            .envs(SETTINGS)
            .envs(env.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let line = wait_for(&mut log, "listening on ");
        let address = line.rsplit(' ').next().unwrap().trim().parse().unwrap();
        Self {
            child,
            log,
            address,
        }
    }

    /// The answer to a request, with its head.
    pub(crate) fn get(&self, path: &str, headers: &str) -> String {
        let mut connection = TcpStream::connect(self.address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: hello\r\nConnection: close\r\n{headers}\r\n");
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        answer
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    pub(crate) fn ends_with(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn wait_for(log: &mut impl BufRead, text: &str) -> String {
    let mut seen = String::new();
    loop {
        let mut line = String::new();
        assert_ne!(
            log.read_line(&mut line).unwrap(),
            0,
            "no {text:?} in:\n{seen}"
        );
        if line.contains(text) {
            return line;
        }
        seen.push_str(&line);
    }
}
