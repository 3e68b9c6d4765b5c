//! How fast certificates are issued through the library, beside making a key and a signature and
//! nothing else. `benches/run.sh` runs it.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_macros,
    clippy::expect_used,
    reason = "a measurement prints"
)]

use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use devcert::encoding::certificate::Certificate;
use devcert::key::{self, Signer};
use devcert::model::algorithm::{Curve, KeyAlgorithm, KeyManagement};
use devcert::model::constraint::NameConstraints;
use devcert::model::name::Name;
use devcert::model::profile::{Profile, ca_extensions};
use devcert::model::san::San;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::{self, CertificateSpec, Issuer};

const P256: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);
/// Certificates in one measurement.
const COUNT: u32 = 1000;
/// Measurements, of which the fastest counts: whatever disturbs only slows.
const ROUNDS: usize = 15;
/// About as long as the part of a server's certificate that is signed.
const MESSAGE: [u8; 450] = [7; 450];

fn main() {
    let threads = if thread::available_parallelism().map_or(1, NonZeroUsize::get) > 1 { 2 } else { 1 };
    let mut rng = rand::rng();
    let ca_key = key::generate(P256, &mut rng).expect("a key");
    let root = CertificateSpec {
        subject: Name::from_common_name("bench CA").expect("a name"),
        extensions: ca_extensions(Profile::Root, None, Some(NameConstraints::local())),
        validity: validity(3650),
        serial: Serial::random(&mut rng),
    };
    let root = pki::self_signed(&root, &ca_key).expect("a root");
    let issuer = Issuer::of(&root, &ca_key).expect("an issuer");
    let signer = Signer::with_default(&ca_key).expect("a signer");

    // In turns, so that whatever else the machine does meets both.
    let (mut bare, mut full) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        bare = bare.min(timed(threads, || {
            drop(key::generate(P256, &mut rand::rng()).expect("a key"));
            drop(signer.sign(&MESSAGE).expect("a signature"));
        }));
        full = full.min(timed(threads, || drop(issue(&issuer))));
    }
    let rate = |time: Duration| f64::from(COUNT) / time.as_secs_f64();
    println!(
        "{COUNT} P-256 certificates on {threads} threads: {:.1} ms ({:.0}/s); key and signature alone: {:.1} ms ({:.0}/s); {:.0} %",
        full.as_secs_f64() * 1e3,
        rate(full),
        bare.as_secs_f64() * 1e3,
        rate(bare),
        100.0 * rate(full) / rate(bare)
    );
}

fn issue(issuer: &Issuer) -> Certificate {
    let mut rng = rand::rng();
    let key = key::generate(P256, &mut rng).expect("a key");
    let spec = CertificateSpec {
        subject: Name::from_common_name("localhost").expect("a name"),
        extensions: Profile::Server.extensions(KeyManagement::Nothing, San::defaults().to_vec()),
        validity: validity(365),
        serial: Serial::random(&mut rng),
    };
    pki::issue(&spec, key.public(), issuer).expect("a certificate")
}

fn validity(days: u32) -> Validity {
    Validity::for_duration(time::OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000), Span::days(days))
        .expect("dates")
}

/// How long `COUNT` runs take on so many threads.
#[expect(clippy::disallowed_methods, reason = "a measurement may panic")]
fn timed(threads: u32, run: impl Fn() + Sync) -> Duration {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..COUNT / threads).for_each(|_| run()));
        }
    });
    start.elapsed()
}
