use super::*;
use crate::report::verify::{Around, Paths};
use devcert::model::profile::Profile;
use devcert::pki::verify::{Conversion, Remake};

const HOME: Paths<'_> = Paths { key: "cert/private.pem", certificate: "cert/file.crt", ca: None, crls: &[] };

fn command(remedy: &Remedy, paths: &Paths<'_>, around: &Around) -> String {
    match Advice::new(remedy, &Scene { paths, around }) {
        Some(Advice::Fix(fix)) => fix.command,
        other => format!("{other:?}"),
    }
}

fn remake(new_key: bool, issuer: Option<Name>) -> Remedy {
    let names = ["localhost", "*.x.test", "10.0.0.1"].map(|name| name.parse().unwrap()).to_vec();
    let (common_name, profile) = (None, Profile::Server);
    let (renewal, days, is_ca) = (None, None, false);
    Remedy::Remake(Remake { new_key, names, common_name, profile, issuer, renewal, days, is_ca })
}

/// The key is the certificate's.
fn fitting(key: &str) -> Around {
    Around { key: Some(key.to_owned()), ..Around::default() }
}

#[test]
fn the_usual_files_need_no_flags_and_others_get_theirs() {
    let names = "--san '*.x.test' --san 10.0.0.1";
    for (key, certificate, place) in [
        ("cert/private.pem", "cert/file.crt", ""),
        ("/srv/tls/private.pem", "/srv/tls/file.crt", " --dir /srv/tls"),
        ("my key.pem", "it's.crt", r" --key 'my key.pem' --cert 'it'\''s.crt'"),
    ] {
        let paths = Paths { key, certificate, ca: None, crls: &[] };
        let expected = format!("devcert selfsign {names}{place} --force");
        assert_eq!(command(&remake(false, None), &paths, &fitting(key)), expected);
    }
}

#[test]
fn a_certificate_whose_key_is_not_known_is_moved_aside() {
    for key in ["-", "", "other.key"] {
        let paths = Paths { key, certificate: "file.crt", ca: None, crls: &[] };
        let key = if key == "other.key" { " --key other.key" } else { " --new-key --key file.key" };
        assert_eq!(
            command(&remake(false, None), &paths, &Around::default()),
            format!(
                "mv -n file.crt file.crt.orig && devcert selfsign --san '*.x.test' --san 10.0.0.1{key} --cert file.crt"
            )
        );
    }
}

#[test]
fn another_ca_is_given_a_request_in_a_new_file() {
    let around = Around {
        taken: ["cert/file.csr", "cert/file.key"].map(str::to_owned).into(),
        ..fitting("cert/private.pem")
    };
    let remedy = |new_key| remake(new_key, Some(Name::from_common_name("My CA").unwrap()));
    let scene = Scene { paths: &HOME, around: &around };
    let Some(Advice::Fix(fix)) = Advice::new(&remedy(false), &scene) else { panic!("no fix") };
    let names = "--no-default-names --san localhost --san '*.x.test' --san 10.0.0.1";
    assert_eq!(fix.command, format!("devcert csr {names} --key cert/private.pem --out cert/file.csr.2"));
    assert_eq!(fix.note.as_deref(), Some("then have CN=My CA sign cert/file.csr.2"));
    assert_eq!(
        command(&remedy(true), &HOME, &around),
        format!("devcert csr {names} --new-key --key cert/file.key.2 --out cert/file.csr.2")
    );
}

#[test]
fn a_file_in_another_form_is_kept_as_it_was() {
    let rewrite = |role, form, paths| command(&Remedy::Conversion(role, form), &paths, &Around::default());
    assert_eq!(
        rewrite(FileRole::Key, Conversion::Decrypt, HOME),
        "mv -n cert/private.pem cert/private.pem.orig && \
         devcert convert cert/private.pem.orig --to pem --out cert/private.pem"
    );
    assert_eq!(
        rewrite(
            FileRole::Certificate,
            Conversion::UnpackPkcs7,
            Paths { certificate: "my chain.p7b", ..HOME }
        ),
        "mv -n 'my chain.p7b' 'my chain.p7b.orig' && \
         devcert convert 'my chain.p7b.orig' --to fullchain --out 'my chain.p7b'"
    );
}

#[test]
fn a_pkcs12_file_is_unpacked_beside_itself() {
    let unpack = Remedy::Conversion(FileRole::Certificate, Conversion::UnpackPkcs12);
    assert_eq!(
        command(&unpack, &Paths { certificate: "my site.p12", ..HOME }, &Around::default()),
        "devcert convert 'my site.p12' --to pkcs8 --out 'my site.p12.key' && \
         devcert convert 'my site.p12' --to fullchain --out 'my site.p12.crt' && \
         devcert verify --key 'my site.p12.key' --cert 'my site.p12.crt'"
    );
}

#[test]
fn certificates_are_put_in_order_by_the_key() {
    let reorder = Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![1, 0]));
    assert_eq!(
        command(&reorder, &Paths { certificate: "a b", ..HOME }, &Around::default()),
        "mv -n 'a b' 'a b.orig' && \
         devcert convert cert/private.pem 'a b.orig' --to fullchain --out 'a b'"
    );
}

#[test]
fn what_came_from_stdin_cannot_be_rewritten() {
    let rewrite = Remedy::Conversion(FileRole::Key, Conversion::ToPem);
    let paths = Paths { key: "-", ..HOME };
    assert_eq!(Advice::new(&rewrite, &Scene { paths: &paths, around: &Around::default() }), None);
}
