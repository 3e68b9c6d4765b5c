//! `devcert openssl --install DIR`: a link by the name `openssl`, for a directory to put first on PATH.

use std::path::Path;

use super::failure::Failure;
use super::session::Session;
use crate::host::environment;
use crate::host::files;

/// Creates the link.
pub(super) fn run(words: &[String], session: &mut Session) -> Result<u8, Failure> {
    let [directory] = words else {
        return Err(Failure::new("devcert openssl --install requires one directory")
            .hint("`devcert openssl --install ~/.local/lib/devcert` creates the link there"));
    };
    let program =
        environment::own_program().ok_or_else(|| Failure::new("cannot find the path of this program"))?;
    let link = Path::new(directory).join("openssl");
    files::link(&program, &link).map_err(|error| Failure::new(&error))?;
    session.say(format_args!("created {}: a link to {}", link.display(), program.display()));
    session.ui.hint(format_args!("put it first on PATH: export PATH={}:$PATH", shell_directory(directory)));
    Ok(0)
}

/// The directory as a shell reads it, from the root of the file system.
fn shell_directory(directory: &str) -> String {
    crate::report::shell::quoted(&files::absolute(Path::new(directory)).display().to_string())
}
