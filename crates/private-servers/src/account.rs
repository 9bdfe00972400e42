//! As whom Postgres runs: it refuses root, which is who one is in most containers.

use std::{
    fs,
    os::unix::{fs::chown, process::CommandExt},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, bail};

/// An unprivileged account of this machine, to be used in root's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// `None` when we are not root and Postgres can run as ourselves; else the account of Debian's Postgres, or
    /// `nobody`, which every machine has.
    pub(crate) fn for_postgres() -> Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("read /etc/passwd")?;
        match ["postgres", "nobody"]
            .iter()
            .find_map(|name| Self::named(name, &accounts))
        {
            Some(account) => Ok(Some(account)),
            None => bail!(
                "Postgres refuses to run as root, and there is no account `postgres` or `nobody`"
            ),
        }
    }

    fn named(name: &str, accounts: &str) -> Option<Self> {
        accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            Some(Self {
                uid: fields.nth(1)?.parse().ok()?,
                gid: fields.next()?.parse().ok()?,
            })
        })
    }
}

/// What is done as another account, or as ourselves where there is none.
pub(crate) trait As {
    /// A command that will run so, from a folder which everybody can enter.
    fn command(&self, program: &Path) -> Command;
    /// Gives a file or folder away.
    fn own(&self, path: &Path) -> Result<()>;
    /// Whether a folder (its parents too) can be entered.
    fn can_enter(&self, folder: &Path) -> bool;
    /// Whether it can be read and written as well.
    fn can_work_in(&self, folder: &Path) -> bool;
    /// Whether a program can be run.
    fn can_run(&self, program: &Path) -> bool;
}

impl As for Option<Account> {
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Some(account) = self {
            // Root's supplementary groups are given up with the uid: see `CommandExt::uid`.
            command.uid(account.uid).gid(account.gid);
        }
        command
    }

    fn own(&self, path: &Path) -> Result<()> {
        match self {
            Some(account) => chown(path, Some(account.uid), Some(account.gid))
                .with_context(|| format!("give {} to Postgres' account", path.display())),
            None => Ok(()),
        }
    }

    fn can_enter(&self, folder: &Path) -> bool {
        tries(*self, r#"cd "$1""#, folder)
    }

    fn can_work_in(&self, folder: &Path) -> bool {
        tries(*self, r#"cd "$1" && test -r . && test -w ."#, folder)
    }

    fn can_run(&self, program: &Path) -> bool {
        self.command(program)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    }
}

/// Permissions have many sources; whoever wants to know tries.
fn tries(account: Option<Account>, script: &str, folder: &Path) -> bool {
    let mut shell = account.command(Path::new("/bin/sh"));
    shell.args(["-c", script, "sh"]).arg(folder);
    shell.output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_from_passwd() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/:/bin/false\n";
        let nobody = Account::named("nobody", accounts);
        assert_eq!(
            nobody,
            Some(Account {
                uid: 65534,
                gid: 65533
            })
        );
        assert_eq!(Account::named("postgres", accounts), None);
    }
}
