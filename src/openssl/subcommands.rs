//! The subcommands: what devcert has, and what it rejects.

use super::failure::Failure;
use super::help::{self, columns};
use super::options::{COMMON, Line, Table, Unknown, flag};
use super::session::Session;
use super::subcommand::Subcommand;
use super::{
    asn1parse, ca, crl, crl2pkcs7, dgst, dhparam, digests, dsa, dsaparam, ec, ecparam, enc, gendsa, genpkey,
    genrsa, ocsp, pkcs7, pkcs8, pkcs12, pkey, pkeyparam, rand, rehash, req, rsa, sess_id, tls, verify,
    version, x509,
};

/// What devcert has, in the order of the alphabet.
pub(super) static SUBCOMMANDS: &[Subcommand] = &[
    asn1parse::SUBCOMMAND,
    enc::BASE64,
    ca::SUBCOMMAND,
    crl::SUBCOMMAND,
    crl2pkcs7::SUBCOMMAND,
    dgst::SUBCOMMAND,
    dhparam::SUBCOMMAND,
    dsa::SUBCOMMAND,
    dsaparam::SUBCOMMAND,
    ec::SUBCOMMAND,
    ecparam::SUBCOMMAND,
    enc::SUBCOMMAND,
    gendsa::SUBCOMMAND,
    genpkey::SUBCOMMAND,
    genrsa::SUBCOMMAND,
    HELP,
    LIST,
    ocsp::SUBCOMMAND,
    pkcs12::SUBCOMMAND,
    pkcs7::SUBCOMMAND,
    pkcs8::SUBCOMMAND,
    pkey::SUBCOMMAND,
    pkeyparam::SUBCOMMAND,
    rand::SUBCOMMAND,
    rehash::SUBCOMMAND,
    req::SUBCOMMAND,
    rsa::SUBCOMMAND,
    tls::CLIENT,
    tls::SERVER,
    sess_id::SUBCOMMAND,
    verify::SUBCOMMAND,
    version::SUBCOMMAND,
    x509::SUBCOMMAND,
];

const NOT_CERTIFICATES: &str = "not about certificates and their keys";

/// What openssl 3.0 has and devcert has not, with the reason.
pub(super) const REJECTED: &[(&str, &str)] = &[
    ("ciphers", NOT_CERTIFICATES),
    ("cmp", "enrolment with a CMP server is outside of devcert's scope"),
    ("cms", NOT_CERTIFICATES),
    ("engine", "devcert has no engines"),
    ("errstr", "devcert has no error numbers"),
    ("fipsinstall", "devcert has no FIPS module"),
    ("info", NOT_CERTIFICATES),
    ("kdf", NOT_CERTIFICATES),
    ("mac", NOT_CERTIFICATES),
    ("nseq", "Netscape certificate sequences are obsolete"),
    ("passwd", NOT_CERTIFICATES),
    ("pkeyutl", NOT_CERTIFICATES),
    ("prime", NOT_CERTIFICATES),
    ("s_time", "measures the speed of TLS connections"),
    ("smime", NOT_CERTIFICATES),
    ("speed", "measures the speed of OpenSSL's library"),
    ("ts", NOT_CERTIFICATES),
];

const HELP: Subcommand = Subcommand {
    name: "help",
    summary: "List the subcommands, or the options of one",
    table: Table { groups: &[COMMON], unknown: Unknown::Mistake, operands: "[COMMAND]" },
    run: print_help,
};

const LIST: Subcommand = Subcommand {
    name: "list",
    summary: "List what the program supports",
    table: Table {
        groups: &[
            COMMON,
            &[
                flag("1", "List in one column"),
                flag("commands", "List the subcommands"),
                flag("standard-commands", "List the subcommands"),
                flag("digest-commands", "List the digests that are subcommands"),
                flag("cipher-commands", "List the ciphers that are subcommands"),
            ],
        ],
        unknown: Unknown::Mistake,
        operands: "",
    },
    run: list,
};

/// Prints the options of the subcommand that is the operand, or the list of subcommands. openssl prints both on
/// standard error.
pub(super) fn print_help(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let page = match line.operands.first() {
        None => overview(),
        Some(name) => find(name).map(help::page).ok_or_else(|| unknown(name))?,
    };
    session.print_help(&page);
    Ok(0)
}

fn overview() -> String {
    let mut page = "help:\n\nStandard commands\n".to_owned();
    page.push_str(&columns(SUBCOMMANDS.iter().map(|subcommand| subcommand.name)));
    page.push_str("\nCommands of openssl that devcert does not have\n");
    page.push_str(&columns(REJECTED.iter().map(|(name, _)| *name)));
    page
}

fn list(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let has_commands = line.has("commands") || line.has("standard-commands");
    let lists: [(bool, Vec<&'static str>); 3] = [
        (has_commands, SUBCOMMANDS.iter().map(|subcommand| subcommand.name).collect()),
        (line.has("digest-commands"), digests::LISTED.to_vec()),
        (line.has("cipher-commands"), enc::LISTED.to_vec()),
    ];
    let wanted: Vec<_> = lists.into_iter().filter(|(is_wanted, _)| *is_wanted).collect();
    if wanted.is_empty() {
        return Err(
            Failure::usage_only("list").hint("`devcert openssl list -commands` lists the subcommands")
        );
    }
    for (_, names) in wanted {
        session.print(&match line.has("1") {
            true => names.into_iter().flat_map(|name| [name, "\n"]).collect(),
            false => columns(names.into_iter()) + "\n",
        });
    }
    Ok(0)
}

/// The subcommand with this name.
pub(super) fn find(name: &str) -> Option<&'static Subcommand> {
    let own = SUBCOMMANDS.iter().find(|subcommand| subcommand.name == name);
    own.or_else(|| digests::known(name).map(|_| &dgst::SUBCOMMAND))
        .or_else(|| enc::is_cipher(name).then_some(&enc::SUBCOMMAND))
}

/// The error for a subcommand that devcert does not have.
pub(super) fn unknown(name: &str) -> Failure {
    match REJECTED.iter().find(|(rejected, _)| *rejected == name) {
        Some((_, reason)) => Failure::unsupported(format_args!("{name}: {reason}")),
        None => Failure::new(format_args!("Invalid command '{name}'; type \"help\" for a list."))
            .hint("`devcert openssl help` lists the subcommands"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subcommands_are_sorted_and_none_is_both_supported_and_rejected() {
        assert!(SUBCOMMANDS.is_sorted_by_key(|subcommand| subcommand.name));
        assert!(REJECTED.is_sorted());
        assert!(!REJECTED.iter().any(|(name, _)| SUBCOMMANDS.iter().any(|one| one.name == *name)));
    }

    #[test]
    fn no_table_has_an_option_twice() {
        for subcommand in SUBCOMMANDS {
            let mut names: Vec<_> = subcommand.table.options().map(|option| option.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{}", subcommand.name);
        }
    }
}
