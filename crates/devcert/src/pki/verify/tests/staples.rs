//! What is said of the OCSP response that a server sends along, and of its absence.

use const_oid::ObjectIdentifier;

use super::*;
use crate::model::algorithm::KeyManagement;
use crate::model::extension::Extension;
use crate::model::extension::OtherExtension;
use crate::model::oid::known;
use crate::model::profile::Profile;

/// authorityInfoAccess with `http://a/`, where the CA answers (RFC 5280, 4.2.2.1).
const RESPONDER: &[u8] = b"\x30\x17\x30\x15\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x09http://a/";

fn other(oid: ObjectIdentifier, der: &[u8]) -> Extension {
    ExtensionValue::Other(OtherExtension { oid: oid.into(), der: der.to_vec() }).non_critical()
}

/// A server that sends this response with a certificate that has these extensions too.
fn case(extensions: Vec<Extension>, ocsp: Option<&[u8]>) -> Case {
    let own = Profile::Server.extensions(KeyManagement::Nothing, vec!["localhost".parse().unwrap()]);
    let leaf = Leaf { extensions: Some(own.into_iter().chain(extensions).collect()), ..Leaf::default() };
    Case { ocsp: ocsp.map(<[u8]>::to_vec), ..Case::self_signed(&leaf) }
}

#[test]
fn a_certificate_that_asks_for_a_response_and_gets_none_is_warned_of() {
    let access = const_oid::db::rfc5280::ID_PE_AUTHORITY_INFO_ACCESS;
    for features in [&[0x30, 3, 2, 1, 5][..], &[0x30, 6, 2, 1, 99, 2, 1, 5]] {
        let asks = || vec![other(known::ID_PE_TLS_FEATURE, features)];
        let check = case(asks(), Some(&[])).finds(CheckId::Ocsp, Status::Warn, "must-staple");
        assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
        let answered = [asks(), vec![other(access, RESPONDER)]].concat();
        let check = case(answered, Some(&[])).finds(
            CheckId::Ocsp,
            Status::Warn,
            "the server sends no stapled OCSP response",
        );
        assert_eq!(check.remedy, Some(Remedy::Staple));
        let without_server = case(asks(), None);
        without_server.finds(CheckId::Ocsp, Status::Warn, "a server that sends no stapled OCSP response");
    }
}

#[test]
fn a_certificate_that_asks_for_no_response_needs_none() {
    case(Vec::new(), Some(&[])).is_usable();
    for features in [&[0x30, 0][..], &[0x30, 3, 2, 1, 17], &[0x30, 3, 2, 1, 99], &[2, 1, 5]] {
        case(vec![other(known::ID_PE_TLS_FEATURE, features)], Some(&[])).is_usable();
    }
}

#[test]
fn unreadable_ocsp_response_suggests_new_staple() {
    for (response, status, part) in [
        (&b"rubbish"[..], Status::Fail, "the stapled response cannot be read"),
        // tryLater (RFC 6960, 4.2.1)
        (&[0x30, 3, 0x0a, 1, 3], Status::Warn, "says nothing of the certificate"),
    ] {
        let check = case(Vec::new(), Some(response)).finds(CheckId::Ocsp, status, part);
        assert_eq!(check.remedy, Some(Remedy::StapleAnew));
    }
}
