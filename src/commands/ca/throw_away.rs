//! `devcert ca init --throw-away-key`: a CA that issues once.
//!
//! Its key is never written. Whoever trusts its certificate trusts this one server, and nobody can
//! issue another one under it.

use super::init::Args;
use crate::ca::layout;
use crate::commands::authority::permission;
use crate::commands::error::CommandError;
use crate::commands::issue;
use crate::commands::keys;
use crate::commands::options::Format;
use crate::commands::pair::CERTIFICATE;
use crate::commands::session::Session;
use crate::commands::trial;
use crate::encoding::certificate::Certificate;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::Place;
use crate::model::validity::day;
use crate::ops::ca::subject;

use crate::model::constraint::{NameConstraints, Permission};
use crate::model::name::Name;
use crate::model::profile::{Profile, ca_extensions};
use crate::model::san::San;
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::validity::Validity;
use crate::ops::key::generate;
use crate::ops::names::default_subject;
use crate::ops::self_test::SelfTest;
use crate::ops::{Batch, SourceKey};
use crate::pki::path::Purpose;
use crate::pki::{self, CertificateSpec, Issuer};
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::listed;

/// Makes the CA in memory, issues for `names`, and writes everything but the CA's key.
pub(super) fn run(args: &Args, names: &[San], session: &mut Session) -> Result<Outcome, CommandError> {
    let place = |name| Place::File(args.throw_away.dir.join(name));
    let (key_place, certificate_place, ca_place) =
        (place(keys::PRIVATE_KEY), place(CERTIFICATE), place(layout::CERTIFICATE));
    let overwrite = Overwrite::when(args.throw_away.force);
    let mut outputs =
        Batch::open(&[key_place.clone(), certificate_place.clone(), ca_place.clone()], session)?;
    for place in [&key_place, &certificate_place, &ca_place] {
        outputs.check(place, overwrite)?;
    }
    let validity = args.validity.validity(Span::days(365), session.now)?;
    let (root, issuer) = root(args, names, validity, session)?;
    let at_hand = SourceKey::generate(&key_place, args.algorithm.algorithm.asked(), session)?;
    let leaf = leaf(&at_hand, names, validity, &issuer, session)?;
    // From here on nobody can sign with the CA's key: it is wiped where it lies in memory.
    drop(issuer);
    at_hand.add_to(&mut outputs, overwrite)?;
    let chain = issue::packed(Format::Pem, &leaf, &[]);
    let anchors = issue::packed(Format::Pem, &root, &[]);
    outputs.add(&certificate_place, chain.expose(), Access::Public, overwrite);
    outputs.add(&ca_place, anchors.expose(), Access::Public, overwrite);
    outputs.commit(session)?;
    keys::tell(&at_hand, session);
    let until = day(leaf.not_after());
    session.ui.note(format_args!(
        "made {certificate_place}: certificate of a server for {}, until {until}",
        listed(names)
    ));
    session.ui.note(format_args!("made {ca_place}: its CA, for clients to trust; the CA's key is gone"));
    let test = SelfTest {
        key: &at_hand,
        certificate: &certificate_place,
        format: Format::Pem,
        chain: &chain,
        anchors: Some((&anchors, &ca_place)),
        purpose: Purpose::Server,
    };
    let verification = trial::run(&test, None, session);
    let ca = FileReport {
        subject: Some(root.subject().to_string()),
        sha256: root.fingerprint().to_string(),
        ..FileReport::of_key(Role::Ca, ca_place.to_string(), Action::Made, root.public_key())
    };
    let files = vec![
        FileReport::of_source(&at_hand),
        FileReport::of_certificate(&certificate_place, Action::Made, &leaf),
        ca,
    ];
    Ok(session.files("ca init", files).tried(verification))
}

/// The CA: permitted the names that it issues for, and nothing else of their kinds.
fn root(
    args: &Args,
    names: &[San],
    validity: Validity,
    session: &mut Session,
) -> Result<(Certificate, Issuer), CommandError> {
    let key = generate(super::init::DEFAULT_ALGORITHM, session)?;
    let mut constraints = NameConstraints::default();
    for name in names {
        // Names of other kinds are not constrained.
        if let Ok(permission) = permission(name).parse::<Permission>() {
            constraints.permit(permission);
        }
    }
    let subject = subject(args.subject.as_ref(), Profile::Root, &key, session)?;
    let extensions = ca_extensions(Profile::Root, None, Some(constraints));
    let spec = CertificateSpec { subject, extensions, validity, serial: Serial::random(&mut session.rng) };
    let signature = args.signature.request();
    let issuer = signature.issuer(Issuer::new(spec.subject.clone(), &key).map_err(CommandError::new)?)?;
    let root = pki::issue(&spec, key.public(), &issuer)?;
    Ok((root, issuer))
}

fn leaf(
    key: &SourceKey,
    names: &[San],
    validity: Validity,
    issuer: &Issuer,
    session: &mut Session,
) -> Result<Certificate, CommandError> {
    let subject: Name = default_subject(names);
    let extensions = Profile::Server.extensions(key.is_rsa(), names.to_vec());
    let spec = CertificateSpec { subject, extensions, validity, serial: Serial::random(&mut session.rng) };
    Ok(pki::issue(&spec, key.key.public(), issuer)?)
}
