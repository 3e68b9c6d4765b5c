//! What a key may be used for.

use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::usage::ExtendedKeyUsage;

/// The key usages, as `digitalSignature, keyEncipherment`; `None` without the extension.
pub(super) fn key_usage(extensions: &[Extension]) -> Option<String> {
    extensions.iter().find_map(|one| match &one.body {
        ExtensionValue::KeyUsage(usages) => Some(listed(usages.iter().map(|usage| usage.name().to_owned()))),
        _ => None,
    })
}

/// The extended key usages, as `serverAuth, clientAuth`; `None` without the extension.
pub(super) fn extended(extensions: &[Extension]) -> Option<String> {
    extensions.iter().find_map(|one| match &one.body {
        ExtensionValue::ExtendedKeyUsage(usages) => Some(listed(usages.iter().map(ExtendedKeyUsage::name))),
        _ => None,
    })
}

/// Both as lines of the normal view, where the object has them.
pub(super) fn lines(extensions: &[Extension]) -> impl Iterator<Item = (&'static str, String)> {
    let key_usage = key_usage(extensions).map(|usages| ("key usage", usages));
    let extended = extended(extensions).map(|usages| ("EKU", usages));
    key_usage.into_iter().chain(extended)
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
