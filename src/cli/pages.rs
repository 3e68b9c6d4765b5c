//! The pages of the manual.

use clap::Command;

/// The names of all pages but the first: `ca`, `ca-init` and so on.
pub(crate) fn pages(definition: &Command) -> Vec<String> {
    fn below(command: &Command, before: &str, pages: &mut Vec<String>) {
        for command in command.get_subcommands() {
            let name = format!("{before}{}", command.get_name());
            below(command, &format!("{name}-"), pages);
            pages.push(name);
        }
    }
    let mut pages = Vec::new();
    below(definition, "", &mut pages);
    pages.sort();
    pages
}
