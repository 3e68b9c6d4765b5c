//! The settings of a verification from the options that several subcommands have.

use std::net::IpAddr;

use time::OffsetDateTime;

use crate::openssl::failure::Failure;
use crate::openssl::objects::Objects;
use crate::openssl::options::{Line, integer};
use devcert::pki::openssl::{Clock, Preset, Purpose, Settings, SuiteB, VerifyFlag};

/// The options that turn a check on.
const FLAGS: [(&str, VerifyFlag); 14] = [
    ("ignore_critical", VerifyFlag::IgnoreCritical),
    ("crl_check", VerifyFlag::CrlCheck),
    ("crl_check_all", VerifyFlag::CrlCheckAll),
    ("policy_check", VerifyFlag::PolicyCheck),
    ("explicit_policy", VerifyFlag::ExplicitPolicy),
    ("inhibit_any", VerifyFlag::InhibitAny),
    ("inhibit_map", VerifyFlag::InhibitMap),
    ("x509_strict", VerifyFlag::Strict),
    ("extended_crl", VerifyFlag::ExtendedCrl),
    ("use_deltas", VerifyFlag::UseDeltas),
    ("policy_print", VerifyFlag::NotifyPolicy),
    ("check_ss_sig", VerifyFlag::CheckSelfSignature),
    ("partial_chain", VerifyFlag::PartialChain),
    ("allow_proxy_certs", VerifyFlag::AllowProxy),
];

/// The settings that the line has for the subcommand `command`.
///
/// # Errors
/// A value that openssl does not know.
pub(in crate::openssl) fn read(command: &str, line: &Line, now: OffsetDateTime) -> Result<Settings, Failure> {
    read_with(command, line, Settings::new(now))
}

/// The same over `settings`, which apply where the line has none.
///
/// # Errors
/// A value that openssl does not know.
pub(in crate::openssl) fn read_with(
    command: &str,
    line: &Line,
    mut settings: Settings,
) -> Result<Settings, Failure> {
    for (option, flag) in FLAGS {
        if line.has(option) {
            settings.set(flag);
        }
    }
    if line.has("crl_check_all") {
        settings.set(VerifyFlag::CrlCheck);
    }
    for option in line.in_order() {
        match option {
            "purpose" => settings.set_purpose(purpose(command, line.value(option).unwrap_or_default())?),
            "verify_name" => settings.apply(preset(command, line.value(option).unwrap_or_default())?),
            "suiteB_128_only" => settings.suite_b = Some(SuiteB::Only128),
            "suiteB_128" => settings.suite_b = Some(SuiteB::From128),
            "suiteB_192" => settings.suite_b = Some(SuiteB::Only192),
            _ => {}
        }
    }
    read_policies(command, line, &mut settings)?;
    read_clock(line, &mut settings)?;
    let natural = |option| line.number(option).filter(|number| *number >= 0);
    if let Some(depth) = natural("verify_depth") {
        settings.depth = usize::try_from(depth).unwrap_or(usize::MAX);
    }
    settings.level = natural("auth_level").unwrap_or(settings.level);
    let named = |option| line.value(option).filter(|text| !text.is_empty()).map(str::to_owned);
    settings.host = named("verify_hostname");
    settings.email = named("verify_email");
    settings.ip = line.value("verify_ip").map(|text| ip(command, text)).transpose()?;
    Ok(settings)
}

fn purpose(command: &str, name: &str) -> Result<Purpose, Failure> {
    let names = || Purpose::all().map(Purpose::name).collect::<Vec<_>>().join(", ");
    Purpose::named(name).ok_or_else(|| {
        Failure::new(format_args!("{command}: Invalid purpose {name}"))
            .hint(format!("use one of {}", names()))
    })
}

fn preset(command: &str, name: &str) -> Result<Preset, Failure> {
    let names = || Preset::all().map(|preset| preset.name).collect::<Vec<_>>().join(", ");
    Preset::all().find(|preset| preset.name == name).ok_or_else(|| {
        Failure::new(format_args!("{command}: Invalid verify name {name}"))
            .hint(format!("use one of {}", names()))
    })
}

fn read_policies(command: &str, line: &Line, settings: &mut Settings) -> Result<(), Failure> {
    for name in line.values("policy") {
        let policy = Objects::default().named(name);
        let policy = policy.ok_or_else(|| Failure::new(format_args!("{command}: Invalid Policy {name}")))?;
        settings.policies.push(policy.octets().to_vec());
        settings.set(VerifyFlag::PolicyCheck);
    }
    Ok(())
}

fn read_clock(line: &Line, settings: &mut Settings) -> Result<(), Failure> {
    if line.has("no_check_time") {
        settings.clock = Clock::Unchecked;
    }
    if let Some(seconds) = line.value("attime").and_then(integer) {
        let time = OffsetDateTime::from_unix_timestamp(seconds);
        settings.clock =
            Clock::At(time.map_err(|_| Failure::unsupported("-attime outside of the years 0 to 9999"))?);
    }
    Ok(())
}

fn ip(command: &str, text: &str) -> Result<Vec<u8>, Failure> {
    match text.parse() {
        Ok(IpAddr::V4(address)) => Ok(address.octets().to_vec()),
        Ok(IpAddr::V6(address)) => Ok(address.octets().to_vec()),
        Err(_) => Err(Failure::new(format_args!("{command}: Invalid IP address {text}"))),
    }
}
