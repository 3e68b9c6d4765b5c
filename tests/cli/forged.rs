//! Certificates that devcert does not make: for `dev.test`, signed by their own key, with one oddity.

use devcert::encoding::pem;
use devcert::encoding::private_key::{KeyForm, to_der};
use devcert::key::{PrivateKey, Signer, generate};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// One element: tag, length, content.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let header = match content.len() {
        short @ 0..0x80 => vec![tag, u8::try_from(short).unwrap()],
        0x80..0x100 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [header, content].concat()
}

/// What a certificate says, as DER; the default is a good one.
pub(crate) struct Forged {
    pub(crate) serial: Vec<u8>,
    /// Tag and content of the common name.
    pub(crate) common_name: (u8, Vec<u8>),
    pub(crate) dns: Vec<Vec<u8>>,
    /// The BOOLEAN that says that the basic constraints are critical.
    pub(crate) critical: Vec<u8>,
    pub(crate) is_ca: bool,
    /// Further extensions.
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Default for Forged {
    fn default() -> Self {
        Self {
            serial: vec![0x4d, 1, 2, 3, 4, 5, 6, 7],
            common_name: (0x0c, b"dev.test".to_vec()),
            dns: vec![b"dev.test".to_vec()],
            critical: vec![0xff],
            is_ca: false,
            extensions: Vec::new(),
        }
    }
}

impl Forged {
    /// A good one with these DNS names.
    pub(crate) fn named(names: &[&[u8]]) -> Self {
        Self { dns: names.iter().map(|name| name.to_vec()).collect(), ..Self::default() }
    }

    /// The key that every forged certificate is on, as PEM.
    pub(crate) fn key() -> Vec<u8> {
        let der = to_der(&private(), KeyForm::Pkcs8).unwrap();
        pem::encode("PRIVATE KEY", der.expose()).expose().to_vec()
    }

    /// The certificate as PEM.
    pub(crate) fn pem(&self) -> Vec<u8> {
        pem::encode("CERTIFICATE", &self.der()).expose().to_vec()
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let key = private();
        let algorithm = element(0x30, &[&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]]);
        let (tag, name) = &self.common_name;
        let attribute = element(0x30, &[&[6, 3, 0x55, 4, 3], &element(*tag, &[name])]);
        let name = element(0x30, &[&element(0x31, &[&attribute])]);
        let dates = [element(0x17, &[b"200101000000Z"]), element(0x18, &[b"20600101000000Z"])].concat();
        let body = element(
            0x30,
            &[
                &[0xa0, 3, 2, 1, 2],
                &element(2, &[&self.serial]),
                &algorithm,
                &name,
                &element(0x30, &[&dates]),
                &name,
                key.public().spki(),
                &element(0xa3, &[&element(0x30, &[&self.all_extensions().concat()])]),
            ],
        );
        let signature = Signer::with_default(&key).unwrap().sign(&body).unwrap();
        element(0x30, &[&body, &algorithm, &element(3, &[&[0], &signature])])
    }

    fn all_extensions(&self) -> Vec<Vec<u8>> {
        let names: Vec<_> = self.dns.iter().map(|name| element(0x82, &[name])).collect();
        let constraints: &[u8] = if self.is_ca { &[0x30, 3, 1, 1, 0xff] } else { &[0x30, 0] };
        let critical = element(1, &[&self.critical]);
        let mut all = vec![
            extension(&[0x55, 0x1d, 0x13], &critical, constraints),
            extension(&[0x55, 0x1d, 0x0f], &[1, 1, 0xff], &[3, 2, 7, 0x80]),
            extension(&[0x55, 0x1d, 0x25], &[], &[0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1]),
            extension(&[0x55, 0x1d, 0x11], &[], &element(0x30, &[&names.concat()])),
        ];
        all.extend(self.extensions.iter().cloned());
        all
    }
}

/// An extension by the content of its object identifier, with its critical flag as DER.
pub(crate) fn extension(oid: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
    element(0x30, &[&element(6, &[oid]), critical, &element(4, &[value])])
}

fn private() -> PrivateKey {
    generate("p256".parse().unwrap(), &mut StdRng::seed_from_u64(7)).unwrap()
}
