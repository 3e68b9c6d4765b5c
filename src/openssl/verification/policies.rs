//! What is said of the policies of a chain.

use crate::report::ui::Ui;
use devcert::pki::openssl::{Policies, ValidPolicy};
use devcert::text;
use devcert::x509::ObjectId;

/// Says the policies on standard error.
pub(in crate::openssl) fn say_policies(ui: Ui, policies: &Policies) {
    let explicit = if policies.is_explicit { "True" } else { "False" };
    ui.line(format_args!("Require explicit Policy: {explicit}"));
    for (title, list) in [("Authority", &policies.authority), ("User", &policies.user)] {
        match list {
            None => ui.line(format_args!("{title} Policies: <empty>")),
            Some(list) => {
                ui.line(format_args!("{title} Policies:"));
                for policy in list {
                    say_policy(ui, policy);
                }
            }
        }
    }
}

fn say_policy(ui: Ui, policy: &ValidPolicy) {
    let oid = ObjectId::from_content(policy.id.as_slice()).oid();
    let long_name = oid.and_then(text::object_names).map(|(_, long)| long.to_owned());
    let shown = long_name.or_else(|| oid.map(|oid| oid.to_string())).unwrap_or_default();
    ui.line(format_args!("  Policy: {shown}"));
    ui.line(if policy.is_critical { "    Critical" } else { "    Non Critical" });
    match policy.qualifiers.as_deref().map(text::policy_qualifiers) {
        None => ui.line("    No Qualifiers"),
        Some(lines) => lines.unwrap_or_default().lines().for_each(|line| ui.line(format_args!("    {line}"))),
    }
}
