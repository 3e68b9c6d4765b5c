//! The certificates of several running servers, asked at the same time.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustls_pki_types::CertificateDer;

use super::context::Context;
use super::error::{CommandError, about};
use super::options::ServerArgs;
use super::reach::chain_of;
use super::target::Target;
use crate::host::files;
use crate::report::expires::Unreached;
use devcert::model::span::Span;
use devcert::pki::probe::Protocol;

/// As many servers are asked at once: each may take seconds to answer, and no work for this machine.
const AT_ONCE: usize = 8;

/// How servers are asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    /// The protocol in which TLS is requested.
    pub(crate) starttls: Option<Protocol>,
    /// How long each may take.
    pub(crate) timeout: Span,
}

/// What one server sends, or why it sends nothing.
pub(crate) type Answer = (String, Result<Vec<CertificateDer<'static>>, Unreached>);

impl Asking {
    /// The server that `path` is, unless it is a file: a URL, a host with its port, or with a protocol
    /// any host.
    pub(crate) fn server(&self, path: &Path) -> Option<Target> {
        let text = path.to_str()?;
        let is_server = |target: &Target| self.starttls.is_some() || target.is_explicit(text);
        let is_path = text == "-" || files::exists(path).unwrap_or(true);
        text.parse().ok().filter(|target| !is_path && is_server(target))
    }

    /// What each of `targets` sends, in their order.
    pub(crate) fn ask(&self, targets: &[Target], cx: &Context) -> Vec<Answer> {
        let now = cx.now;
        let ask = |target: &Target| {
            let server =
                ServerArgs { timeout: self.timeout, ..ServerArgs::new(target.clone(), None, self.starttls) };
            let typed = target.typed(self.starttls);
            let chain = chain_of(&server, now).map_err(|error| unreached(&typed, &error));
            (typed, chain)
        };
        let (next, answers) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            while let Some((index, target)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                targets.get(index).map(|target| (index, target))
            } {
                let answer = ask(target);
                answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, answer));
            }
        };
        thread::scope(|scope| {
            for _ in 1..targets.len().min(AT_ONCE) {
                // Without another thread, those that run ask every server.
                let _ = thread::Builder::new().spawn_scoped(scope, work);
            }
            work();
        });
        let mut answers = answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        answers.sort_by_key(|(index, _)| *index);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// `paths` without those that are servers, and the servers.
pub(crate) fn split(paths: &[PathBuf], asking: &Asking) -> (Vec<PathBuf>, Vec<Target>) {
    let mut servers = Vec::new();
    let files = paths.iter().filter(|path| match asking.server(path) {
        Some(target) => {
            servers.push(target);
            false
        }
        None => true,
    });
    (files.cloned().collect(), servers)
}

fn unreached(target: &str, error: &CommandError) -> Unreached {
    let is_named = error.message.contains(target);
    let reason = if is_named { error.message.clone() } else { about(target, &error.message) };
    Unreached { target: target.to_owned(), reason, hint: error.first_hint() }
}
