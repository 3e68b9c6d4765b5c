//! A client's certificate, shown to a server that asks for it.

use super::*;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};

fn client(purposes: Vec<ExtendedKeyUsage>) -> Case {
    let usage = ExtensionValue::KeyUsage(vec![KeyUsage::DigitalSignature]).critical();
    let leaf = Leaf::with([usage, ExtensionValue::ExtendedKeyUsage(purposes).non_critical()]);
    let root = key(11, P256);
    let chain = certificate_pem(&leaf.signed(&key(1, P256), &name("Root"), &root));
    let root = certificate_pem(&Leaf::ca("Root").self_signed(&root));
    Case { purpose: Purpose::Client, ..Case::good().certificates(&chain).anchors(&root) }
}

#[test]
fn a_servers_handshake_accepts_a_clients_certificate() {
    let case = client(vec![ExtendedKeyUsage::CLIENT_AUTH]);
    case.is_usable();
    let text = "a rustls server that requests client certificates accepts it in TLS 1.3 and TLS 1.2";
    case.finds(CheckId::Handshake, Status::Pass, text);
    case.finds(CheckId::Loads, Status::Pass, "a rustls client starts on aws-lc-rs and ring");
    assert!(!case.verify().checks.iter().any(|check| check.id.name().starts_with("browser")));
}

#[test]
fn a_servers_certificate_is_refused_of_a_client() {
    let case = client(vec![ExtendedKeyUsage::SERVER_AUTH]);
    case.finds(CheckId::Handshake, Status::Fail, "does not include clientAuth, so it is not for clients");
}

#[test]
fn a_client_of_another_ca_is_refused() {
    let stranger = certificate_pem(&Leaf::ca("Stranger").self_signed(&key(13, P256)));
    let case = client(vec![ExtendedKeyUsage::CLIENT_AUTH]).anchors(&stranger);
    case.finds(CheckId::Handshake, Status::Fail, "chains to CN=Root, which is not in the CA file");
}

#[test]
fn a_client_whose_key_belongs_to_another_certificate_does_not_start() {
    let case = client(vec![ExtendedKeyUsage::CLIENT_AUTH]).key(&key_pem(&key(2, P256)));
    case.finds(CheckId::Loads, Status::Fail, "no rustls client starts on");
    case.finds(CheckId::Handshake, Status::Skip, "no rustls client starts");
}
