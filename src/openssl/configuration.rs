//! Which configuration a subcommand reads, and what it refers to.

use std::path::Path;

use super::config::{Config, Outside};
use super::failure::Failure;
use super::session::Session;
use super::version;
use crate::host::environment;
use crate::host::files::{self, DEFAULT_LIMIT};

/// The configuration of systems without an openssl.cnf: the sections of Debian's that certificates need.
const BUILT_IN: &str = include_str!("default.cnf");

/// The environment and the files of this machine.
pub(super) struct Machine;

impl Outside for Machine {
    fn variable(&self, name: &str) -> Option<String> {
        environment::text(name)
    }

    fn included(&self, path: &str) -> Vec<String> {
        let path = Path::new(path);
        if !files::is_folder(path) {
            return text(path).into_iter().collect();
        }
        let is_configuration =
            |path: &Path| path.extension().is_some_and(|end| end == "cnf" || end == "conf");
        let listed = files::list(path, false).map(|listed| listed.files).unwrap_or_default();
        listed.iter().filter(|path| is_configuration(path)).filter_map(|path| text(path)).collect()
    }
}

fn text(path: &Path) -> Option<String> {
    let bytes = files::read(path, DEFAULT_LIMIT).ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// The name of the built-in configuration in messages.
const BUILT_IN_NAME: &str = "the built-in configuration";

/// The file of the configuration: `path`, else the one that `OPENSSL_CONF` specifies, else the system's; `None` for the
/// built-in one.
fn file(path: Option<&str>) -> Option<String> {
    let system = format!("{}/openssl.cnf", version::directory());
    let path = path.map(str::to_owned).or_else(|| environment::text("OPENSSL_CONF"));
    path.or_else(|| files::is_file(Path::new(&system)).then_some(system))
}

/// Where the configuration of [`load`] is, in words.
pub(super) fn shown(path: Option<&str>) -> String {
    file(path).unwrap_or_else(|| BUILT_IN_NAME.to_owned())
}

/// The configuration in `path`, else the one that `OPENSSL_CONF` specifies, else the system's, else the built-in one.
///
/// # Errors
/// A file that cannot be read, or a line in it that breaks the language.
pub(super) fn load(session: &mut Session, command: &str, path: Option<&str>) -> Result<Config, Failure> {
    let (path, text) = match file(path) {
        Some(path) if path.is_empty() => return Ok(Config::default()),
        Some(path) => {
            let text = session.read_text(&path)?;
            (path, text)
        }
        None => (BUILT_IN_NAME.to_owned(), BUILT_IN.to_owned()),
    };
    parse(command, &text, &path)
}

/// Reads the text of a configuration, which is in the file `path`.
///
/// # Errors
/// A line that breaks the language.
pub(super) fn parse(command: &str, text: &str, path: &str) -> Result<Config, Failure> {
    Config::parse(text, &Machine).map_err(|error| {
        Failure::new(format_args!("{command}: Error on line {} of config file \"{path}\"", error.line))
            .line(error.problem)
            .hint(format!("correct line {} of {path}", error.line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_configuration_is_one() {
        let config = Config::parse(BUILT_IN, &Machine).unwrap();
        assert_eq!(config.get("req", "x509_extensions"), Some("v3_ca"));
        assert_eq!(config.get("req_distinguished_name", "countryName_default"), Some("AU"));
        assert!(config.section("policy_anything").is_some() && config.section("CA_default").is_some());
    }
}
