//! What is wrong with a CA, and what to type next.

use std::path::Path;

use super::{CommandError, shell_path};
use crate::ca::layout::{CERTIFICATE, SETTINGS, SettingsError, VERSION};
use crate::ca::policy::CannotIssue;
use crate::cli::authority::{permit_above, refused_names};
use crate::cli::hint::{self, Hint};
use crate::cli::line::Edit;
use crate::cli::options::ca_option;
use crate::ops::Error;
use crate::ops::ca::CaFault;
use crate::ops::fault::PermitFault;
use crate::report::shell::{json_line_in_file, moved};
use devcert::model::validity::Validity;

/// The only help where a part of a CA is lost.
pub(super) const FROM_A_BACKUP: &str = "restore it from a backup";

impl CommandError {
    /// The error of an operation whose CA is named by the option `--ca`, and its passphrase by `passphrase`.
    pub(crate) fn of_ca_key(error: Error, passphrase: &'static str) -> Self {
        match error {
            Error::Ca { folder, fault } => Self::ca(&folder, &fault, passphrase),
            error => error.into(),
        }
    }

    /// Why the CA in a directory cannot do what is requested; `passphrase` is the option for its passphrase.
    pub(super) fn ca(folder: &Path, fault: &CaFault, passphrase: &'static str) -> Self {
        let plain = Self::new(fault);
        match fault {
            CaFault::Missing(_) if is_named_as_file(folder) => {
                let directory = hint::free(&folder.with_extension(""));
                plain.hint(Hint::another_ca(&directory).note("creates one; --ca takes a directory"))
            }
            CaFault::Missing(_) => {
                plain.hint(Hint::command(format!("devcert ca init{}", ca_option(folder))).note("creates one"))
            }
            CaFault::Incomplete { part, .. } => incomplete(plain, folder, part),
            CaFault::Settings { error: SettingsError::Newer(_), .. } => {
                plain.hint("upgrade devcert: this CA was created by a newer version")
            }
            CaFault::Settings { .. }
            | CaFault::Certificate { .. }
            | CaFault::OtherKey { .. }
            | CaFault::Key { .. } => plain.or_another(folder),
            CaFault::LedgerFile(_) => plain.hint(FROM_A_BACKUP),
            CaFault::Ledger { .. } => {
                plain.hint("restore it from a backup, or repair that line; every line is one JSON object")
            }
            CaFault::EmptySubject(_) | CaFault::NoCrlSign(_) => plain.hint(Hint::other_ca(folder)),
            CaFault::Permit(fault) => plain.permit(fault),
            CaFault::CannotIssue { reason, .. } => match reason {
                CannotIssue::Expired(_) => plain
                    .hint(
                        Hint::command(format!("devcert ca renew{}", ca_option(folder)))
                            .note("extends its validity, with the same key"),
                    )
                    .hint(Hint::other_ca(folder)),
                CannotIssue::NotYet(..) => plain.hint("set this machine's clock, or wait"),
                CannotIssue::NoCa | CannotIssue::Usage => plain.or_another(folder),
                CannotIssue::PathLength => plain.hint("specify a CA further up with --parent"),
            },
            CaFault::Locked(_) => plain.hint(Hint::option(
                passphrase,
                "give the passphrase of the CA's key, as env:NAME, file:PATH or stdin,",
            )),
            CaFault::WrongPassphrase { .. } => plain.hint(
                Hint::again(vec![Edit::Set(passphrase, "prompt".to_owned())])
                    .note("prompts for the passphrase")
                    .or(format!("give the passphrase of the CA's key with --{passphrase}")),
            ),
            CaFault::TooEarly(requested) => Self::too_early(folder, "ca", *requested),
            CaFault::Names { chain, subject, names, violations } => {
                refused_names((folder, chain), (subject, names), violations)
            }
            CaFault::BeyondParent { names, .. } => plain.hint(permit_above(folder, names)),
            CaFault::NotLater { .. } => plain.hint("specify a longer lifetime with --days"),
            CaFault::OfAnotherProgram { program, .. } => plain.hint(format!("use {program}")),
            CaFault::NewKeyUnencrypted(_) => plain.hint(
                Hint::again(vec![Edit::Set("new-passphrase", "prompt".to_owned())])
                    .note("prompts for the new passphrase"),
            ),
            CaFault::SameSubject(_) => plain.hint("omit --name and --subject for the next number"),
            CaFault::NoCrossCertificate(_) => plain.hint(
                Hint::again(vec![Edit::Add("--no-cross-sign".to_owned())])
                    .note("creates none: clients must trust the new CA first"),
            ),
            CaFault::Exists { folder, .. } => plain
                .hint(Hint::command(format!("devcert ca show{}", ca_option(folder))).note("shows the CA"))
                .hint(Hint::again(vec![Edit::Add("--if-needed".to_owned())]).note("keeps it"))
                .hint(Hint::other_ca(folder).note("creates another one; devcert never overwrites a CA")),
            _ => plain,
        }
    }

    /// The same error, with what lets a CA issue for more names.
    fn permit(self, fault: &PermitFault) -> Self {
        match fault {
            PermitFault::UnreadableConstraints(_) => self,
            PermitFault::Excluded { .. } => self.hint("issue it from another CA, with --ca DIR"),
            PermitFault::NoParent(_) | PermitFault::OtherParent { .. } => {
                self.hint("specify the directory of the parent CA with --parent DIR")
            }
            PermitFault::Parent { parent, names, .. } => self.hint(permit_above(parent, names)),
        }
    }

    /// The certificate would expire before the CA is valid that is in `folder`, as `option` names it.
    pub(crate) fn too_early(folder: &Path, option: &'static str, requested: Validity) -> Self {
        let new = hint::free(folder);
        let older = hint::older_ca(&new.display().to_string(), requested.not_before().date());
        let again = Hint::again(vec![Edit::Set(option, new.display().to_string())]).after(older);
        Self::new(CaFault::TooEarly(requested)).hint(again.note("a CA that is old enough"))
    }
}

impl Hint {
    /// Another CA, and the command line that failed with it: the only help where a CA cannot do what is
    /// requested of it.
    pub(crate) fn other_ca(folder: &Path) -> Self {
        Self::another_ca(&hint::free(folder)).note("a new CA; clients must trust it separately")
    }
}

impl CommandError {
    /// The same error with the backup as the next step, and another CA.
    fn or_another(self, folder: &Path) -> Self {
        let init = format!("devcert ca init --ca {}", shell_path(&hint::free(folder)));
        self.hint(FROM_A_BACKUP).hint(Hint::command(init).note("creates a new CA"))
    }
}

/// Whether the directory of a CA has the name of a file with a certificate or a key.
fn is_named_as_file(folder: &Path) -> bool {
    let extension = folder.extension().and_then(|one| one.to_str()).unwrap_or_default().to_ascii_lowercase();
    ["crt", "cer", "pem", "der", "key"].contains(&extension.as_str())
}

fn incomplete(plain: CommandError, folder: &Path, part: &str) -> CommandError {
    match part {
        CERTIFICATE => {
            let [here, there] = [folder, &hint::free(folder)].map(|path| path.display().to_string());
            let anew = format!("{} && devcert ca init{}", moved(&here, &there), ca_option(folder));
            plain
                .hint(FROM_A_BACKUP)
                .hint(Hint::command(anew).note("moves the rest away and creates a new CA"))
        }
        SETTINGS => {
            let path = folder.join(SETTINGS).display().to_string();
            let line = json_line_in_file(&format!("{{\"version\": {VERSION}}}"), &path);
            plain
                .hint(FROM_A_BACKUP)
                .hint(Hint::command(line).note("where no newer devcert works with this CA"))
        }
        _ => plain.or_another(folder),
    }
}
