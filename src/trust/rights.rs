//! Steps taken with the rights that they need: our own, or through sudo.

use std::path::PathBuf;
use std::time::Duration;

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{RequiredPrivilege, Step};
use crate::host::files::{self, Access, Output, Overwrite};
use crate::host::process::{Call, ProcessError};
use crate::host::user_roots;

/// Who takes the steps.
#[derive(Debug, Clone)]
pub(super) enum Privilege<'a> {
    /// We ourselves.
    Own,
    /// sudo, which asks at the terminal if it has to.
    Sudo { call: Call, machine: &'a Machine },
}

/// A person needs time to find a password; sudo itself gives up after five minutes.
const ASKING: Duration = Duration::from_mins(10);

impl<'a> Privilege<'a> {
    /// The hands that have these rights.
    pub(super) fn with(rights: RequiredPrivilege, machine: &'a Machine) -> Result<Self, StoreError> {
        if rights == RequiredPrivilege::Own || machine.is_root {
            return Ok(Self::Own);
        }
        let sudo = machine.program_with(RequiredPrivilege::Root, "sudo").or_else(|| machine.program("sudo"));
        let sudo = sudo.ok_or(StoreError::NoSudo)?;
        if machine.terminal {
            return Ok(Self::Sudo { call: asking(sudo), machine });
        }
        let quiet = machine.call(sudo).args(["-n", "--"]);
        match Call::new("true").through(quiet.clone()).run() {
            Ok(_) => Ok(Self::Sudo { call: quiet, machine }),
            Err(ProcessError::Failed { .. }) => Err(StoreError::NoTerminal),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes one step.
    pub(super) fn take(&self, step: &Step) -> Result<(), StoreError> {
        let Self::Sudo { call: sudo, machine } = self else { return take_ourselves(step) };
        let call = match step {
            Step::Folder(path) => Call::new("mkdir").args(["-p", "-m", "0700", "--"]).arg(path),
            // sudo's umask is the stricter of the user's and its own, so the mode is said.
            Step::Write(path, contents) => {
                let call = Call::new("install").args(["-D", "-m", "0644", "--", "/dev/stdin"]);
                call.arg(path).input(contents.clone())
            }
            Step::Remove(path) => Call::new("rm").args(["-f", "--"]).arg(path),
            // The plan names such a program already; this is the last look before it gets root's rights.
            Step::Run(call) => {
                let program = machine.fit_for(RequiredPrivilege::Root, call.program());
                let unfit = || StoreError::NotRoots(call.program().display().to_string());
                call.clone().of(program.ok_or_else(unfit)?)
            }
            // These are the user's own.
            Step::AddRoot(_) | Step::RemoveRoot(_) => return take_ourselves(step),
        };
        call.through(sudo.clone()).run()?;
        Ok(())
    }
}

fn asking(sudo: PathBuf) -> Call {
    let prompt = "devcert needs root for a trust store; password of %p: ";
    Call::new(sudo).args(["-p", prompt, "--"]).timeout(ASKING).at_terminal()
}

fn take_ourselves(step: &Step) -> Result<(), StoreError> {
    match step {
        Step::Folder(path) => files::make_private_folder(path)?,
        Step::Write(path, contents) => {
            let access = Access::Everybody;
            let contents = contents.clone().into();
            files::write(vec![Output {
                path: path.clone(),
                contents,
                access,
                overwrite: Overwrite::Replace,
            }])?;
        }
        Step::Remove(path) => files::remove_file(path)?,
        Step::Run(call) => _ = call.run()?,
        Step::AddRoot(der) => user_roots::add(der).map_err(StoreError::UserRoots)?,
        Step::RemoveRoot(der) => user_roots::remove(der).map_err(StoreError::UserRoots)?,
    }
    Ok(())
}
