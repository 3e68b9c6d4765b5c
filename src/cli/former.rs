//! The trust stores of this machine that know the CA by its former certificate.

use serde::Serialize;

use crate::cli::context::Context;
use crate::trust::{self, Anchor, Machine, State, StoreKind};
use devcert::encoding::certificate::Certificate;

/// A store that trusts the former certificate.
#[derive(Debug, Serialize)]
pub(crate) struct TrustedBy {
    kind: &'static str,
    owner: String,
    place: String,
}

/// The stores that trust `former`, said with the command that brings them up to date.
pub(crate) fn trusting(former: &Certificate, typed: &str, cx: &Context) -> Vec<TrustedBy> {
    let anchor = Anchor::new(former.clone());
    let found = trust::find(&Machine::here(), &StoreKind::ALL);
    // A store that cannot be read is reported by the command below.
    let trusts = |store: &dyn trust::Store| matches!(store.state(&anchor), Ok(State::Trusted(_)));
    let stores = found.stores.iter().filter(|store| trusts(store.as_ref()));
    let stores: Vec<_> = stores
        .map(|store| TrustedBy { kind: store.kind().name(), owner: store.owner(), place: store.place() })
        .collect();
    for TrustedBy { owner, place, .. } in &stores {
        cx.ui.note(format_args!("needs the new certificate: {owner}, {place}"));
    }
    let next = match stores.is_empty() {
        true => "no trust store of this machine has the old certificate; replace copies elsewhere".to_owned(),
        false => format!("replace the old one with devcert trust install{typed}"),
    };
    cx.ui.note(next);
    stores
}
