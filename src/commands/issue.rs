//! `devcert issue`

mod args;
mod first;
mod identity;
mod one_time;

pub(super) use args::Args;

use crate::ca::layout;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, typed};
use crate::cli::keys;
use crate::cli::options::reproducible::about;
use crate::cli::options::{self, ca_option, faults};
use crate::cli::pair;
use crate::cli::project::{self, Home, Wanted};
use crate::cli::trial;
use crate::cli::webtransport;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::{Ca, chain_file};
use crate::ops::issue::{Issue, Issued, IssuingCa};
use crate::ops::pair::{Pair, WrittenPair};
use crate::ops::settle::report_foreign_to_gnutls;
use crate::ops::{self, Names, Operation as _, Warning, World as _};
use crate::report::next_step::NextStep;
use crate::report::outcome::{Action, FileReport, Outcome};
use crate::report::sentence::{expiry, subject_label};
use devcert::model::algorithm::KeyManagement;
use devcert::model::constraint::NameConstraints;
use devcert::model::extension::Extension;
use devcert::model::profile::Profile;
use devcert::model::secret::Secret;
use devcert::model::validity::{APPLE_SERVER_DAYS_MAX, PUBLIC_CA_DAYS_MAX, Validity};
use devcert::pki::Faults;
use devcert::pki::path::Purpose;
use identity::Identity;

/// Everything that is requested, resolved.
struct ResolvedRequest<'a> {
    args: &'a Args,
    home: Home,
    names: Names,
    identity: Identity,
    /// Extensions by hand.
    extensions: Vec<Extension>,
    /// What is deliberately wrong.
    faults: Faults,
    /// What a CA that is yet to be created may issue for.
    first: Option<NameConstraints>,
}

/// Issues a certificate, on a new key where there is none, and tests them.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    args.pair.reproducible.apply(&[args.identities.clone(), about(&args.leaf.names.san)].concat(), cx)?;
    if args.one_time.one_time_ca {
        return one_time::run(args, cx);
    }
    options::check_chain(args.pair.outform, args.with_root)?;
    let ca = authority::find(&args.ca.ca, cx)?;
    let mut plan = ResolvedRequest::new(args, ca.as_ref())?;
    let other = args.pair.algorithm().filter(|asked| *asked != webtransport::ALGORITHM);
    webtransport::check_key(args.profile.profile(), other)?;
    let validity = webtransport::validity(args.profile.profile(), &args.leaf.validity, cx)?;
    let pair = args.files(&plan.home.folder);
    pair::check_streams(&pair, cx)?;
    pair.check_inputs()?;
    match ca {
        Some(ca) => plan.issue_from(ca, validity, cx),
        None => plan.issue_from_new(validity, cx),
    }
}

impl<'a> ResolvedRequest<'a> {
    fn new(args: &'a Args, ca: Option<&Ca>) -> Result<Self, CommandError> {
        let first = if ca.is_none() { Some(first::constraints(args)) } else { None };
        let constraints = match (ca, &first) {
            (Some(ca), _) => ca.policy().constraints(),
            (None, first) => first.iter().collect(),
        };
        let names = args.leaf.names.names();
        let identity = Identity::of(args, &names, &constraints)?;
        let home = home(args, &names, &identity);
        let own = args.profile.profile().extensions(KeyManagement::Nothing, identity.names.clone());
        let extensions = args.extensions.read(&own)?;
        let faults = args.pair.written_faults()?;
        Ok(Self { args, home, names, identity, extensions, faults, first })
    }

    /// Issues from a CA that may issue what is requested.
    fn issue_from(&mut self, ca: Ca, validity: Validity, cx: &mut Context) -> Result<Outcome, CommandError> {
        ca.check(cx.date())?;
        ca.check_names(&self.identity.subject, &self.identity.names)?;
        let ca = ca.unlock(self.args.ca.passphrase.as_ref(), cx)?;
        let mut request = self.request(IssuingCa::Existing(&ca), validity);
        let done = self.carry_out(&mut request, cx)?;
        Ok(self.report(&request, &done, cx))
    }

    /// Issues from a CA that is created for it, unless another run is faster.
    fn issue_from_new(&mut self, validity: Validity, cx: &mut Context) -> Result<Outcome, CommandError> {
        let constraints = self.first.clone().unwrap_or_else(NameConstraints::local);
        let ca = first::new_ca(self.args, &self.identity, constraints, validity, cx)?;
        let mut request = self.request(IssuingCa::New(Box::new(ca)), validity);
        match self.carry_out(&mut request, cx) {
            Ok(done) => Ok(self.report(&request, &done, cx)),
            Err(error) if first::exists(&error) => {
                let ca = authority::open(&self.args.ca.ca, cx)?;
                self.issue_from(ca, validity, cx)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn request<'c>(&self, ca: IssuingCa<'c>, validity: Validity) -> Issue<'c> {
        Issue {
            ca,
            signature: self.args.pair.signature(&self.args.leaf),
            faults: self.faults.clone(),
            pair: self.args.files(&self.home.folder),
            profile: self.args.profile.profile(),
            subject: self.identity.subject.clone(),
            names: self.identity.names.clone(),
            wanted: self.names.clone(),
            extensions: self.extensions.clone(),
            validity,
            most: webtransport::longest(self.args.profile.profile()),
            with_root: self.args.with_root,
            retires: self.args.retires(),
        }
    }

    /// Issues into the directory that the files go to. Another run may have filled it in the meantime.
    fn carry_out(&mut self, request: &mut Issue<'_>, cx: &mut Context) -> Result<Issued, ops::Error> {
        loop {
            let mut batch = request.open(cx)?;
            let home = home(self.args, &self.names, &self.identity);
            if home == self.home {
                let done = request.prepare(&mut batch, cx)?;
                batch.commit(cx)?;
                return Ok(done);
            }
            request.pair = self.args.files(&home.folder);
            self.home = home;
        }
    }

    /// Warns of a subject in which clients do not look for a server, or which they refuse.
    fn warn_of_subject(&self, ca: &Ca, cx: &mut Context) {
        self.identity.tell(&ca_option(&ca.folder), cx);
        if self.args.profile.profile().is_server() {
            let Identity { subject, names, .. } = &self.identity;
            if let Some(host) = self.names.host_beside(names) {
                cx.report(Warning::HostInSubject(host.to_owned()).into());
            }
            report_foreign_to_gnutls(subject, names, &ca.policy().constraints(), cx);
        }
    }

    fn report(&self, request: &Issue<'_>, done: &Issued, cx: &mut Context) -> Outcome {
        let WrittenPair { key, certificate, action } = &done.pair;
        if *action == Action::Unchanged {
            let kept = pair::kept(&request.pair, &done.pair, cx);
            return cx.files("issue", kept);
        }
        if done.is_new_ca {
            first::tell(&done.ca, cx);
        }
        self.warn_of_subject(&done.ca, cx);
        let place = &request.pair.certificate;
        let mut files =
            vec![FileReport::of_source(key), FileReport::of_certificate(place, Action::Created, certificate)];
        files.extend(done.retired.as_ref().map(FileReport::of_retired));
        self.tell(request, done, cx);
        let faults = self.args.pair.faults.faults();
        faults::warn(&place.as_output(), &faults, cx);
        let verification = self.try_out(request, done, cx);
        cx.files("issue", files).tried(verification).with_faults(faults::ids(&faults))
    }

    fn tell(&self, request: &Issue<'_>, done: &Issued, cx: &Context) {
        let WrittenPair { key, certificate, .. } = &done.pair;
        keys::tell(key, cx);
        let days = certificate.lifetime_days();
        if self.args.profile.profile().is_server()
            && (PUBLIC_CA_DAYS_MAX + 1..=APPLE_SERVER_DAYS_MAX).contains(&days)
        {
            cx.ui.note(format_args!(
                "valid for {days} days: over the {PUBLIC_CA_DAYS_MAX}-day limit for public CAs, which clients do not apply to private CAs"
            ));
        }
        cx.ui.note(format_args!(
            "{}: {} certificate for {}, expires {}",
            request.pair.certificate.made(),
            self.args.profile.profile().noun(),
            subject_label(certificate),
            expiry(certificate.not_before(), certificate.not_after())
        ));
        if let Some(retired) = &done.retired {
            pair::tell_retired(retired, cx);
        }
        webtransport::tell(self.args.profile.profile(), certificate, cx);
        self.home.tell(cx);
    }

    /// Says how browsers and phones get it.
    fn tell_pkcs12(&self, pair: &Pair, cx: &Context) {
        let (key, certificate) = (&pair.key.place, &pair.certificate);
        let Some(path) = certificate.path() else { return };
        let name = project::file_name(&project::title(&self.identity.names, &self.identity.subject));
        let beside = |suffix| typed(&PathOrStdio::File(path.with_file_name(format!("{name}.{suffix}"))));
        cx.ui.note(
            NextStep::command(format!(
                "devcert convert {} {} --to pkcs12 --out {} --new-passphrase new:{}",
                typed(key),
                typed(certificate),
                beside("p12"),
                beside("p12.pass"),
            ))
            .noted("for browsers and phones"),
        );
    }

    fn try_out(
        &self,
        request: &Issue<'_>,
        done: &Issued,
        cx: &mut Context,
    ) -> Option<crate::report::verify::Json> {
        let (ca, WrittenPair { key, certificate, .. }) = (&done.ca, &done.pair);
        if matches!(self.args.profile.profile(), Profile::Client | Profile::ServerAndClient) {
            match ca.evaluate(certificate, Purpose::Client, cx.now) {
                Ok(()) => cx.ui.note("verified: a rustls server that trusts the CA accepts this client"),
                Err(refusal) => cx.warn(format!("a rustls server rejects this client: {refusal}")),
            }
        }
        if self.args.profile.profile() == Profile::Client {
            self.tell_pkcs12(&request.pair, cx);
        }
        if !self.args.profile.profile().is_server() {
            return None;
        }
        let root = PathOrStdio::File(ca.path(layout::CERTIFICATE));
        let anchors = Secret::new(chain_file([ca.root()]));
        trial::run(&request.self_test(key, &done.chain, (&anchors, &root)), Some(ca), cx)
    }
}

/// Where the files go: to a directory of the certificate's own, unless options say otherwise or the
/// project has no certificate yet.
fn home(args: &Args, names: &Names, identity: &Identity) -> Home {
    let project = args.leaf.folder.folder();
    if args.leaf.sets_place() || args.pair.out.is_some() {
        return Home::chosen(project);
    }
    Home::find(
        project,
        &Wanted {
            names: &identity.names,
            subject: &identity.subject,
            purposes: names.purposes(args.profile.profile().purposes()),
            replaces: args.pair.overwrite.force,
        },
    )
}
