//! The options that EC keys have in several subcommands: how the point is written, and how the curve.

use super::failure::Failure;
use super::options::Line;
use devcert::key::{CurveForm, NamedCurve, PointForm, PrivateKey, PublicKey};
use devcert::text;

/// The forms of a point by their names.
const FORMS: [(&str, PointForm); 3] = [
    ("uncompressed", PointForm::Uncompressed),
    ("compressed", PointForm::Compressed),
    ("hybrid", PointForm::Hybrid),
];

/// How the curve is written, by the name.
const ENCODINGS: [(&str, CurveForm); 2] =
    [("named_curve", CurveForm::Named), ("explicit", CurveForm::ExplicitWithSeed)];

/// What NIST calls some curves, and their names in openssl.
const NIST: [(&str, &str); 5] = [
    ("P-192", "prime192v1"),
    ("P-224", "secp224r1"),
    ("P-256", "prime256v1"),
    ("P-384", "secp384r1"),
    ("P-521", "secp521r1"),
];

/// The curves that devcert has, by the names that openssl has for them, and what it says of them, in its order.
pub(super) const CURVES: [(&str, &str); 32] = [
    ("secp112r1", "SECG/WTLS curve over a 112 bit prime field"),
    ("secp128r1", "SECG curve over a 128 bit prime field"),
    ("secp160k1", "SECG curve over a 160 bit prime field"),
    ("secp160r1", "SECG curve over a 160 bit prime field"),
    ("secp160r2", "SECG/WTLS curve over a 160 bit prime field"),
    ("secp192k1", "SECG curve over a 192 bit prime field"),
    ("secp224k1", "SECG curve over a 224 bit prime field"),
    ("secp224r1", "NIST/SECG curve over a 224 bit prime field"),
    ("secp256k1", "SECG curve over a 256 bit prime field"),
    ("secp384r1", "NIST/SECG curve over a 384 bit prime field"),
    ("secp521r1", "NIST/SECG curve over a 521 bit prime field"),
    ("prime192v1", "NIST/X9.62/SECG curve over a 192 bit prime field"),
    ("prime192v2", "X9.62 curve over a 192 bit prime field"),
    ("prime192v3", "X9.62 curve over a 192 bit prime field"),
    ("prime239v1", "X9.62 curve over a 239 bit prime field"),
    ("prime239v2", "X9.62 curve over a 239 bit prime field"),
    ("prime239v3", "X9.62 curve over a 239 bit prime field"),
    ("prime256v1", "X9.62/SECG curve over a 256 bit prime field"),
    ("brainpoolP160r1", "RFC 5639 curve over a 160 bit prime field"),
    ("brainpoolP160t1", "RFC 5639 curve over a 160 bit prime field"),
    ("brainpoolP192r1", "RFC 5639 curve over a 192 bit prime field"),
    ("brainpoolP192t1", "RFC 5639 curve over a 192 bit prime field"),
    ("brainpoolP224r1", "RFC 5639 curve over a 224 bit prime field"),
    ("brainpoolP224t1", "RFC 5639 curve over a 224 bit prime field"),
    ("brainpoolP256r1", "RFC 5639 curve over a 256 bit prime field"),
    ("brainpoolP256t1", "RFC 5639 curve over a 256 bit prime field"),
    ("brainpoolP320r1", "RFC 5639 curve over a 320 bit prime field"),
    ("brainpoolP320t1", "RFC 5639 curve over a 320 bit prime field"),
    ("brainpoolP384r1", "RFC 5639 curve over a 384 bit prime field"),
    ("brainpoolP384t1", "RFC 5639 curve over a 384 bit prime field"),
    ("brainpoolP512r1", "RFC 5639 curve over a 512 bit prime field"),
    ("brainpoolP512t1", "RFC 5639 curve over a 512 bit prime field"),
];

/// The curve with this name of openssl, in upper and lower case alike, or of NIST.
///
/// # Errors
/// A curve that devcert does not have, or that openssl does not have either.
pub(super) fn curve_named(name: &str) -> Result<NamedCurve, Failure> {
    let nist = NIST.iter().find(|(known, _)| *known == name).map(|(_, own)| *own);
    let own = CURVES.iter().map(|(own, _)| *own).find(|own| own.eq_ignore_ascii_case(name));
    let curve = nist.or(own).and_then(text::object_named).and_then(|oid| NamedCurve::of_oid(oid.known()?));
    curve.ok_or_else(|| match text::object_named(name) {
        Some(_) => Failure::unsupported(format_args!("the curve {name}")),
        None => Failure::new("Error generating EC key")
            .line(format_args!("no curve has the name {name}"))
            .hint("`devcert openssl ecparam -list_curves` lists the curves"),
    })
}

/// The form of the curve that `text` names.
pub(super) fn curve_form(text: &str) -> Option<CurveForm> {
    ENCODINGS.iter().find(|(known, _)| *known == text).map(|(_, form)| *form)
}

/// The form of the curve that the option names.
///
/// # Errors
/// A form that is unknown.
pub(super) fn curve_form_of_line(
    command: &str,
    line: &Line,
    option: &str,
) -> Result<Option<CurveForm>, Failure> {
    let Some(name) = line.value(option) else { return Ok(None) };
    let names = || ENCODINGS.iter().map(|(name, _)| *name);
    curve_form(name).map(Some).ok_or_else(|| one_of(command, names()))
}

/// The form of the point that the option names.
///
/// # Errors
/// A form that is unknown.
pub(super) fn point_form(command: &str, line: &Line, option: &str) -> Result<Option<PointForm>, Failure> {
    let Some(name) = line.value(option) else { return Ok(None) };
    let form = FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
    form.map(Some).ok_or_else(|| one_of(command, FORMS.iter().map(|(name, _)| *name)))
}

/// The forms in which a command line wants an EC key; those of the key's file where it says nothing.
pub(super) struct Forms {
    curve: Option<CurveForm>,
    point: Option<PointForm>,
}

impl Forms {
    /// The forms that the two options name.
    ///
    /// # Errors
    /// A form that is unknown.
    pub(super) fn of(command: &str, line: &Line, curve: &str, point: &str) -> Result<Self, Failure> {
        let point = point_form(command, line, point)?;
        Ok(Self { curve: curve_form_of_line(command, line, curve)?, point })
    }

    /// The forms of the curve, of a generator that is spelled out, and of the point, for this key. `None` if the key
    /// keeps its own.
    fn of_key(&self, key: &PublicKey) -> Result<Option<(CurveForm, PointForm, PointForm)>, Failure> {
        if self.curve.is_none() && self.point.is_none() {
            return Ok(None);
        }
        let unsupported =
            || Failure::unsupported(format_args!("forms of the curve of {} keys", key.algorithm()));
        let (_, own) = key.curve().ok_or_else(unsupported)?;
        let curve = match self.curve {
            // A curve that is spelled out already keeps its seed, or has none.
            None => own,
            Some(CurveForm::ExplicitWithSeed) if own == CurveForm::Explicit => own,
            Some(wanted) => wanted,
        };
        let point = self.point.or(key.point_form()).unwrap_or_default();
        Ok(Some((curve, self.point.unwrap_or_default(), point)))
    }

    /// The public key in these forms.
    ///
    /// # Errors
    /// A key that is not an EC key on a curve that devcert has.
    pub(super) fn public(&self, key: &PublicKey) -> Result<PublicKey, Failure> {
        let Some((curve, generator, point)) = self.of_key(key)? else { return Ok(key.clone()) };
        key.with_curve(curve, generator, point).ok_or_else(invalid)
    }

    /// The private key in these forms.
    ///
    /// # Errors
    /// As [`public`](Self::public).
    pub(super) fn private(&self, key: PrivateKey) -> Result<PrivateKey, Failure> {
        let Some((curve, generator, point)) = self.of_key(key.public())? else { return Ok(key) };
        key.with_curve(curve, generator, point).ok_or_else(invalid)
    }
}

fn invalid() -> Failure {
    Failure::new("the public point is not on the curve of the key")
}

fn one_of<'a>(command: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let failure = Failure::new(format_args!("{command}: Value must be one of:"));
    let failure = names.fold(failure, |failure, name| failure.line(format_args!("    {name}")));
    failure
        .line(format_args!("{command}: Use -help for summary."))
        .hint(format!("`devcert openssl {command} -help` lists the options"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_is_found_by_its_name() {
        for (name, _) in CURVES {
            assert_eq!(curve_named(&name.to_uppercase()).unwrap(), curve_named(name).unwrap(), "{name}");
        }
        for (nist, name) in NIST {
            assert_eq!(curve_named(nist).unwrap(), curve_named(name).unwrap());
        }
        for name in ["p-256", "ec", "sect163k1", "SM2", "secp256r1"] {
            assert!(curve_named(name).is_err(), "{name}");
        }
    }
}
