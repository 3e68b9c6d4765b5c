//! What the verbs have in common: which certificate, which stores, and what comes out.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::{TrustedArgs, TrustedCertificate};
use crate::host::environment;
use crate::host::passphrase::Source;
use crate::report::next_step::NextStep;
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::shell::quoted;
use crate::report::trust::{self, StoreReport, Trusted};
use crate::trust::verbs::{Done, Mode};
use crate::trust::{Anchor, Choice, Machine, Store, StoreError, StoreKind};

/// Which certificate, and which stores.
#[derive(Debug, Args)]
pub(super) struct StoreArgs {
    #[command(flatten)]
    certificate: TrustedArgs,
    /// Only these stores, comma-separated: system, firefox, chrome, chromium, edge, java, windows (from WSL), nss
    /// (every browser on Linux)
    #[arg(long, value_name = "STORE", value_delimiter = ',', help_heading = "Stores")]
    store: Vec<Choice>,
    /// Password source of Java's cacerts, if the password is not changeit: `env:NAME`, `file:PATH`, `stdin` or
    /// `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Stores")]
    java_password: Option<Source>,
}

/// The same, and whether they are changed.
#[derive(Debug, Args)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    stores: StoreArgs,
    /// Show which files would be written and which programs run, without changing stores
    #[arg(long, short = 'n', help_heading = "Stores")]
    dry_run: bool,
}

/// What changes one store.
type Change = fn(&dyn Store, &Anchor, &[Anchor], &Machine, Mode) -> Result<Done, StoreError>;

impl ChangeArgs {
    /// Goes from store to store, and changes each unless it is to be shown only.
    pub(super) fn carry_out(
        &self,
        command: trust::Command,
        change: Change,
        chosen: Option<TrustedCertificate>,
        cx: &mut Context,
    ) -> Result<Outcome, CommandError> {
        let mode = if self.dry_run { Mode::Show } else { Mode::Do };
        let verb = |store: &dyn Store, chosen: &TrustedCertificate, machine: &Machine| {
            change(store, &chosen.anchor, &chosen.former, machine, mode)
        };
        self.stores.for_each(command, &verb, chosen, cx)
    }
}

/// What a verb does with one store.
pub(super) type Verb<'a> = &'a dyn Fn(&dyn Store, &TrustedCertificate, &Machine) -> Result<Done, StoreError>;

impl StoreArgs {
    /// Goes from store to store, whatever becomes of each. Without a certificate that is chosen elsewhere,
    /// it is the one of the options.
    pub(super) fn for_each(
        &self,
        command: trust::Command,
        verb: Verb<'_>,
        chosen: Option<TrustedCertificate>,
        cx: &mut Context,
    ) -> Result<Outcome, CommandError> {
        self.check_password()?;
        let chosen = match chosen {
            Some(chosen) => chosen,
            None => self.certificate.chosen(cx)?,
        };
        let mut machine = Machine::here();
        if let Some(source) = &self.java_password {
            machine.java_password = Some(cx.passphrase(source, "Java's cacerts")?);
        }
        let choices = if self.store.is_empty() { &Choice::ALL[..] } else { &self.store };
        let stores = crate::trust::find_chosen(&machine, choices);
        stores.warnings.iter().for_each(|warning| cx.warn(warning.clone()));
        self.warn_of_root(&machine, cx);
        if stores.stores.is_empty() {
            return Err(nothing_found(choices, &machine));
        }
        cx.begin_report()?;
        let mut reports: Vec<_> = stores
            .stores
            .iter()
            .map(|store| StoreReport::new(store.as_ref(), &verb(store.as_ref(), &chosen, &machine)))
            .collect();
        self.hint_at_root(&mut reports, command, &chosen, &machine);
        self.hint_at_installing(&mut reports, command, &chosen);
        let report = Trusted {
            command,
            anchor: &chosen.anchor,
            stores: reports,
            without_store: match command {
                trust::Command::Install => crate::trust::without_store(&machine),
                trust::Command::Status | trust::Command::Uninstall => Vec::new(),
            },
            warnings: cx.take_warnings(),
        };
        let verdict = if report.is_as_wanted() { Verdict::Yes } else { Verdict::No };
        Ok(Outcome { verdict, report: Report::checked(report.render_text(), report.json()) })
    }

    /// Fails where a password for Java is given, and Java's stores are not among those to be changed.
    fn check_password(&self) -> Result<(), CommandError> {
        let has_java = self.store.is_empty() || self.store.contains(&Choice::Kind(StoreKind::Java));
        match self.java_password.is_some() && !has_java {
            true => Err(CommandError::new("--java-password applies to --store java only")
                .hint("omit --java-password, or add --store java")),
            false => Ok(()),
        }
    }

    /// Under sudo the home folder is root's, and so would be the browsers' databases.
    fn warn_of_root(&self, machine: &Machine, cx: &mut Context) {
        let user = environment::variable("SUDO_USER").filter(|user| user != "root");
        let is_nss = |choice: &Choice| choice.kind(machine.platform) == StoreKind::Nss;
        let at_home = self.store.is_empty() || self.store.iter().any(is_nss);
        if let (true, true, Some(user)) = (machine.is_root, at_home, user) {
            cx.warn(format!(
                "under sudo this changes root's browser stores; run it as {} without sudo, and devcert uses sudo where needed",
                user.display()
            ));
        }
    }

    /// What to type for those stores that only root can change, all in one.
    fn hint_at_root(
        &self,
        reports: &mut [StoreReport],
        command: trust::Command,
        chosen: &TrustedCertificate,
        machine: &Machine,
    ) {
        let mut kinds: Vec<_> =
            reports.iter().filter(|report| report.needs_root).map(|report| report.kind.name()).collect();
        kinds.dedup();
        let Some(certificate) = &chosen.typed else { return };
        let program = environment::own_program().unwrap_or_else(|| "devcert".into());
        let program = quoted(&program.display().to_string());
        // sudo hands on neither variables nor, for certain, files of the user's.
        let password = if self.java_password.is_some() { " --java-password prompt" } else { "" };
        let line =
            format!("{program} {} --store {} {certificate}{password}", command.name(), kinds.join(","));
        let hint = NextStep::command(machine.as_root(&line));
        for report in reports.iter_mut().filter(|report| report.needs_root) {
            report.fix = Some(hint.clone());
        }
    }

    /// What to type for the stores that `trust status` found without the certificate, all in one.
    fn hint_at_installing(
        &self,
        reports: &mut [StoreReport],
        command: trust::Command,
        chosen: &TrustedCertificate,
    ) {
        let (trust::Command::Status, Some(option)) = (command, &chosen.option) else { return };
        let stores: Vec<_> = self.store.iter().map(ToString::to_string).collect();
        let stores = if stores.is_empty() { String::new() } else { format!(" --store {}", stores.join(",")) };
        // Standard input may have been consumed, so prompt for the password.
        let password = if self.java_password.is_some() { " --java-password prompt" } else { "" };
        let hint = NextStep::command(format!("devcert trust install{stores}{option}{password}"));
        for report in reports.iter_mut().filter(|report| report.is_untrusted()) {
            report.fix = Some(hint.clone());
        }
    }
}

fn nothing_found(choices: &[Choice], machine: &Machine) -> CommandError {
    let mut names: Vec<_> = choices.iter().map(|choice| choice.kind(machine.platform).name()).collect();
    names.dedup();
    let failure = CommandError::new(format_args!("no trust store found (searched for {})", names.join(", ")));
    failure
        .hint(Hint::command("devcert run -- COMMAND").note("trusts the CA for one program, without a store"))
}
