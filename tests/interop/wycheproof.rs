//! Wycheproof's EC public keys: 2,504 `SubjectPublicKeyInfo`s, of which many must be refused.
//!
//! "invalid" in the data includes keys that are merely of another curve than the test's, so the flags
//! decide.

use std::process::Command;

use devcert::key::{PublicKey, PublicKeyAlgorithm};
use serde_json::Value;

/// What reading a key comes to.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// A sound key on the curve of the test.
    Sound,
    /// A key on another curve, which is named.
    OtherCurve,
    /// Not DER, or not a key.
    Refused,
}

fn verdict(spki: &[u8], curve: &str) -> Verdict {
    let Ok(key) = PublicKey::from_spki(spki) else { return Verdict::Refused };
    if key.check().is_err() {
        return Verdict::Refused;
    }
    let expected = match curve {
        "secp256r1" => "EC P-256",
        "secp384r1" => "EC P-384",
        "secp521r1" => "EC P-521",
        _ => "",
    };
    match key.algorithm() {
        algorithm @ PublicKeyAlgorithm::Ec(_) if algorithm.to_string() == expected => Verdict::Sound,
        PublicKeyAlgorithm::Ec(_) | PublicKeyAlgorithm::OtherCurve(_) => Verdict::OtherCurve,
        _ => Verdict::Refused,
    }
}

/// Whether the verdict is one that the flags call for.
fn is_right(found: &Verdict, case: &Value) -> bool {
    let is = |flag: &str| case["flags"].as_array().unwrap().iter().any(|one| one == flag);
    if case["result"] == "valid" || is("CompressedPublic") {
        *found == Verdict::Sound
    } else if is("WrongCurve") && !is("CompressedPoint") {
        // On secp256k1, which devcert reads too, a point of another curve is refused.
        let is_off_curve = case["comment"].as_str().is_some_and(|text| text.contains("on secp256k1"));
        *found == if is_off_curve { Verdict::Refused } else { Verdict::OtherCurve }
    } else {
        // A changed object identifier is that of another curve, or of none.
        *found != Verdict::Sound
    }
}

fn cases() -> Vec<Value> {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/devcert/tests/fixtures/wycheproof/spki.jsonl.gz");
    let unpacked = Command::new("gzip").args(["-dc", data]).output().unwrap();
    assert!(unpacked.status.success(), "{data}");
    let text = String::from_utf8(unpacked.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn every_public_key_of_wycheproof_gets_its_verdict() {
    let cases = cases();
    assert_eq!(cases.len(), 2504);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let spki = bytes(case["spki"].as_str().unwrap());
            let found = verdict(&spki, case["curve"].as_str().unwrap());
            (!is_right(&found, case)).then(|| format!("{found:?}: {case}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}
