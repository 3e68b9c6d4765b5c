use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read;
use devcert::key::generate;
use devcert::model::algorithm::{KeyAlgorithm, MlDsa};
use devcert::model::name::Name;
use devcert::model::serial::Serial;
use devcert::model::validity::Validity;
use devcert::pki::{self, CertificateSpec, RequestSpec, signature};
use time::macros::datetime;

#[test]
fn ml_dsa_keys_sign_requests_and_certificates() {
    let subject: Name = "CN=localhost".parse().unwrap();
    let (from, until) = (datetime!(2030-01-01 00:00 UTC), datetime!(2031-01-01 00:00 UTC));
    for parameters in MlDsa::ALL {
        let mut rng = rand::rng();
        let key = generate(KeyAlgorithm::MlDsa(parameters), &mut rng).unwrap();
        let written = private_key::to_der(&key, KeyForm::Pkcs8).unwrap();
        let key = read::private_key(written.expose()).unwrap();

        let spec = RequestSpec { subject: subject.clone(), extensions: Vec::new() };
        let request = pki::create_request(&spec, &key).unwrap();
        assert_eq!(*request.public_key(), *key.public());
        signature::check(key.public(), request.signed()).unwrap();

        let spec = CertificateSpec {
            subject: subject.clone(),
            extensions: Vec::new(),
            validity: Validity::between(from, until).unwrap(),
            serial: Serial::random(&mut rng),
        };
        let certificate = pki::self_signed(&spec, &key).unwrap();
        signature::check_issued(&certificate, key.public()).unwrap();
        assert_eq!(certificate.signed().algorithm.to_string(), parameters.to_string());
        certificate.public_key().check().unwrap();
    }
}
