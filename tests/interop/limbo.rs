//! x509-limbo: 9,780 questions whether there is a path from a certificate to a root.
//!
//! Two answers are held against the library's on each: rustls-webpki's own, from the same inputs,
//! which must be the same; and the suite's, from which `limbo/exceptions.tsv` lists every departure
//! with its reason. A departure that is not in the list fails, and so does one that is no more.
//!
//! webpki's own harness passes over 17 of them, which ask for a client's certificate, for the path's
//! length or for key usages. The library has the first two, so it is asked all of them.

mod case;
mod exceptions;
mod lint;
pub(crate) mod verdicts;

use std::collections::BTreeMap;

use ::der::{Decode, Encode};
use case::{Case, Verdict};
use devcert::x509::{Certificate, CertificateList};
use exceptions::Departure;

/// What the library says, where it is other than what the suite expects: a false accept, or a false reject.
fn departure(case: &Case) -> Option<Departure> {
    match (case.expected(), case.verdict()) {
        (Verdict::Refused, Verdict::VerifiedRequest) => Some(Departure::FalseAccept),
        (Verdict::VerifiedRequest, Verdict::Refused) => Some(Departure::FalseReject),
        _ => None,
    }
}

#[test]
fn every_verdict_is_that_of_webpki() {
    let cases = case::all();
    assert_eq!(cases.len(), 9780);
    let others: Vec<_> = cases.iter().filter(|case| case.verdict() != case.webpki_verdict()).collect();
    assert!(others.is_empty(), "{} of them: {:#?}", others.len(), ids(&others));
}

/// The departures of these cases that are not as they are pinned, and those that are no more.
fn surprises(cases: &[&Case], pinned: &BTreeMap<String, Departure>) -> Vec<String> {
    let told = |case: &&&Case| {
        let (found, known) = (departure(case), pinned.get(&case.id).copied());
        (found != known).then(|| format!("{}: {found:?}, in the list {known:?}", case.id))
    };
    cases.iter().filter_map(|case| told(&case)).collect()
}

#[test]
fn every_departure_from_the_suite_is_known_and_has_a_reason() {
    let pinned = exceptions::all();
    let (beyond, asked): (Vec<_>, Vec<_>) = case::all().iter().partition(|case| case.is_beyond_webpki());
    let surprises = [surprises(&asked, &pinned), surprises(&beyond, &pinned)].concat();
    assert!(surprises.is_empty(), "{} of them: {surprises:#?}", surprises.len());
    let of = |what| asked.iter().filter(|case| pinned.get(&case.id) == Some(&what)).count();
    let departures = [of(Departure::FalseAccept), of(Departure::FalseReject)];
    let conforming = asked.len() - departures[0] - departures[1];
    assert_eq!((conforming, departures, beyond.len()), (9703, [55, 5], 17), "as with webpki 0.103");
}

#[test]
fn nothing_is_pinned_that_the_suite_does_not_ask() {
    let ids: Vec<_> = case::all().iter().map(|case| case.id.as_str()).collect();
    let unrelated: Vec<_> = exceptions::all().into_keys().filter(|id| !ids.contains(&id.as_str())).collect();
    assert!(unrelated.is_empty(), "{unrelated:#?}");
}

/// The rules that say every fault at once are no second check: they find none where webpki accepts.
#[test]
fn where_there_is_a_path_no_rule_finds_a_fault() {
    let accepted = case::all().iter().filter_map(|case| {
        let (outcome, survey) = case.survey();
        outcome.is_ok().then_some((case, survey))
    });
    let (mut count, mut wrong) = (0, Vec::new());
    for (case, survey) in accepted {
        count += 1;
        if !survey.faults.is_empty() {
            wrong.push(format!("{}: {:?}", case.id, survey.faults));
        }
    }
    assert!(wrong.is_empty(), "{} of them: {wrong:#?}", wrong.len());
    assert_eq!(count, 973);
}

/// Where webpki refuses, its reason is among the faults, and a rule says which certificate it is about.
#[test]
fn where_there_is_no_path_the_reason_has_its_place() {
    let (mut placed, mut unplaced) = (0, 0);
    for case in case::all() {
        let (Err(error), survey) = case.survey() else { continue };
        assert!(survey.faults.contains(&error), "{}", case.id);
        match error.member {
            Some(_) => placed += 1,
            None => unplaced += 1,
        }
    }
    // Names that are malformed where a CA constrains them, chains without end, and keys that webpki
    // does not know: bettertls alone has 561 of them.
    assert_eq!((placed, unplaced), (8229, 578));
}

fn ids<'a>(cases: &[&'a Case]) -> Vec<&'a str> {
    cases.iter().map(|case| case.id.as_str()).collect()
}

/// The structures lose nothing of what they read, and read whatever is read at all.
#[test]
fn every_certificate_and_list_is_written_with_the_same_bytes() {
    let (mut read, mut lost) = (0, Vec::new());
    for case in case::all() {
        let certificates =
            [case.intermediates.as_slice(), &case.roots, std::slice::from_ref(&case.leaf)].concat();
        let certificates = certificates.iter().map(|one| (one.as_ref(), rewritten::<Certificate<'_>>(one)));
        let lists = case.crls.iter().map(|one| (one.as_ref(), rewritten::<CertificateList<'_>>(one)));
        for (der, written) in certificates.chain(lists) {
            read += usize::from(written.is_ok());
            let is_read = devcert::encoding::certificate::Certificate::from_der(der).is_ok();
            if written.as_deref().map_or(is_read, |written| written != der) {
                lost.push(format!("{}: {written:?}", case.id));
            }
        }
    }
    assert!(lost.is_empty(), "{} of them: {lost:#?}", lost.len());
    assert!(read > 20_000, "{read}");
}

fn rewritten<'a, T: Decode<'a, Error = ::der::Error> + Encode>(der: &'a [u8]) -> ::der::Result<Vec<u8>> {
    T::from_der(der)?.to_der()
}
