//! A responder on the database of a CA.

use std::time::Duration;

use ::der::Decode as _;
use time::OffsetDateTime;

use super::http;
use super::index::{self, Row};
use super::inputs::certificates;
use crate::host::clock;
use crate::host::tcp::Listener;
use crate::openssl::digests;
use crate::openssl::failure::Failure;
use crate::openssl::inputs;
use crate::openssl::options::Line;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use devcert::encoding::certificate::Certificate;
use devcert::key::Signer;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::oid::known;
use devcert::pki::ocsp::{self, Answers, CertificateStatus, Refusal};
use devcert::text;
use devcert::x509::{CertId, OcspRequest, TbsCertificate};

/// What a responder answers with.
pub(super) struct Responder<'a> {
    line: &'a Line,
    certificate: Certificate,
    signer: Signer,
    authorities: Vec<Certificate>,
    others: Vec<Certificate>,
    /// The digest of the identifiers in responses, if it is not the request's.
    id_digest: Option<DigestAlgorithm>,
}

impl<'a> Responder<'a> {
    /// Reads the files of the options.
    ///
    /// # Errors
    /// A file that is missing or cannot be read.
    pub(super) fn read(line: &'a Line, session: &mut Session) -> Result<Self, Failure> {
        let (Some(signer), Some(authority)) = (line.value("rsigner"), line.value("CA")) else {
            return Err(Failure::new("Responder mode requires certificate, key, and CA.")
                .hint("add -rsigner, -rkey and -CA"));
        };
        let unloaded = |failure: Failure| failure.line("Error loading responder certificate");
        let certificate = inputs::certificate(session, Some(signer), None, "responder certificate");
        let certificate = certificate.map_err(unloaded)?;
        let authorities = certificates(session, authority, "CA certificates")?;
        let others = match line.value("rother") {
            Some(path) => certificates(session, path, "responder other certificates")?,
            None => Vec::new(),
        };
        let passphrase = passphrase::read_both(session, line.value("passin"), None)?.input;
        let path = line.value("rkey").unwrap_or(signer);
        let key = inputs::private_key(session, path, passphrase.as_ref(), "responder private key")?;
        let digest = line.value("rmd").map(|name| digests::named("ocsp", name)).transpose()?;
        let options: Vec<_> = line.values("rsigopt").collect();
        let signer = digests::signer(session, &key, digest, &options)?;
        let id_digest = line.value("rcid").map(|name| digests::named("ocsp", name)).transpose()?;
        let responder = Self { line, certificate, signer, authorities, others, id_digest };
        responder.rows(session)?;
        Ok(responder)
    }

    /// The database as it is now.
    fn rows(&self, session: &Session) -> Result<Vec<Row>, Failure> {
        let path = self.line.value("index").unwrap_or_default();
        let problem =
            || Failure::new(format_args!("Problem with index file: {path} (could not load/parse file)"));
        let bytes = session.read_data(Some(path)).map_err(|failure| Failure {
            lines: problem().lines.into_iter().chain(failure.lines).collect(),
            ..failure
        })?;
        index::read(&String::from_utf8_lossy(&bytes)).ok_or_else(problem)
    }

    /// The response to a request, both in DER.
    ///
    /// # Errors
    /// A response that cannot be signed.
    pub(super) fn answer(&self, session: &Session, request: &[u8]) -> Result<Vec<u8>, Failure> {
        let request = OcspRequest::from_der(request);
        let Some(request) = request.ok().filter(|request| !request.body.requests.is_empty()) else {
            return ocsp::refusal(Refusal::MalformedRequest).map_err(Failure::new);
        };
        let rows = self.rows(session)?;
        let authorities = self.authorities.iter().map(|one| inputs::parsed(one.der()));
        let authorities: Vec<_> = authorities.collect::<Result<_, _>>()?;
        let mut statuses = Vec::new();
        for single in request.body.requests {
            let id = single.id;
            let is_by = authorities.iter().map(|one| (&one.body, ocsp::is_by(&id, &one.body)));
            let is_by: Vec<_> = is_by.collect();
            if is_by.iter().any(|(_, is_by)| is_by.is_none()) {
                return ocsp::refusal(Refusal::InternalError).map_err(Failure::new);
            }
            let authority = is_by.iter().find(|(_, is_by)| *is_by == Some(true)).map(|(one, _)| *one);
            if let Some(status) = status(&rows, authority.is_some(), &id) {
                statuses.push((self.answered(id, authority)?, status));
            }
        }
        let nonce = request.body.extensions.unwrap_or_default();
        let nonce = nonce.into_iter().find(|extension| extension.is(known::ID_PKIX_OCSP_NONCE));
        let now = clock::now();
        self.signed(&Answers { statuses, now, next_update: self.next_update(now)?, nonce })
    }

    /// The identifier in the response: of another digest, if an option asks for it.
    fn answered<'b>(
        &self,
        id: CertId<'b>,
        authority: Option<&TbsCertificate<'_>>,
    ) -> Result<CertId<'b>, Failure> {
        let (Some(digest), Some(authority)) = (self.id_digest, authority) else { return Ok(id) };
        let serial = devcert::x509::Primitive::from_content(id.serial.content().to_vec());
        ocsp::certificate_id(digest, authority, serial).map_err(Failure::new)
    }

    fn signed(&self, answers: &Answers<'_>) -> Result<Vec<u8>, Failure> {
        let own = inputs::parsed(self.certificate.der())?;
        let certificates = std::iter::once(&self.certificate).chain(&self.others).map(Certificate::der);
        let responder = ocsp::Responder {
            certificate: &own.body,
            signer: &self.signer,
            by_key: self.line.has("resp_key_id"),
            certificates: if self.line.has("resp_no_certs") { Vec::new() } else { certificates.collect() },
        };
        responder.respond(answers).map_err(Failure::new)
    }

    fn next_update(&self, now: OffsetDateTime) -> Result<Option<OffsetDateTime>, Failure> {
        let (days, minutes) = (self.line.number("ndays"), self.line.number("nmin"));
        if days.is_none() && minutes.is_none() {
            return Ok(None);
        }
        let seconds = days.unwrap_or(0).checked_mul(86_400);
        let seconds = seconds.and_then(|seconds| seconds.checked_add(minutes.unwrap_or(0).checked_mul(60)?));
        let next = seconds.and_then(|seconds| now.checked_add(time::Duration::seconds(seconds)));
        next.map(Some).ok_or_else(|| Failure::new("the next update is after the year 9999"))
    }

    /// Answers requests over HTTP: as many as `-nrequest` says, or without end.
    ///
    /// # Errors
    /// A port that is in use, or output that cannot be written.
    pub(super) fn serve(&self, session: &Session) -> Result<u8, Failure> {
        let listener = self.listen(session)?;
        let seconds = self.line.number("timeout").and_then(|seconds| u64::try_from(seconds).ok());
        let timeout = seconds.map_or(http::TIMEOUT, Duration::from_secs);
        let mut left = self.line.number("nrequest");
        while left.is_none_or(|left| left > 0) {
            let Ok(mut connection) = listener.accept(timeout) else { continue };
            let Some(asked) = http::asked(&mut connection) else {
                session.say("ocsp: Request line read error");
                http::respond(&mut connection, None);
                continue;
            };
            session.say(format_args!("ocsp: Received request, 1st line: {}", asked.first));
            let request = asked.der.unwrap_or_default();
            let response = self.answer(session, &request)?;
            http::respond(&mut connection, Some(&response));
            self.show(session, &request, &response)?;
            left = left.map(|left| left - 1);
        }
        Ok(0)
    }

    /// Listens on the port of `-port`.
    fn listen(&self, session: &Session) -> Result<Listener, Failure> {
        for option in ["respout", "reqout", "out"] {
            if self.line.has(option) {
                return Err(Failure::unsupported(format_args!("ocsp -{option} with -port")));
            }
        }
        let port = self.line.value("port").unwrap_or_default();
        let number = port.rsplit(':').next().and_then(|port| port.parse().ok());
        let number =
            number.ok_or_else(|| Failure::new(format_args!("ocsp: cannot listen on port {port}")))?;
        let listener = Listener::bind(number).map_err(|error| {
            Failure::new("ocsp: Error starting accept").line(format_args!("port {number}: {error}"))
        })?;
        print(session, &format!("ACCEPT 0.0.0.0:{number} PID={}\n", std::process::id()))?;
        session.say("ocsp: waiting for OCSP client connections...");
        Ok(listener)
    }

    fn show(&self, session: &Session, request: &[u8], response: &[u8]) -> Result<(), Failure> {
        if (self.line.has("text") || self.line.has("req_text"))
            && let Ok(shown) = text::ocsp_request(request)
        {
            print(session, &shown)?;
        }
        if (self.line.has("text") || self.line.has("resp_text"))
            && let Ok(shown) = text::ocsp_response(response)
        {
            print(session, &shown)?;
        }
        Ok(())
    }
}

/// Prints at once: others wait for it.
fn print(session: &Session, shown: &str) -> Result<(), Failure> {
    session.ui.data(shown.as_bytes()).map_err(Failure::new)
}

/// What is answered of a certificate; `None` if it is marked as expired.
fn status(rows: &[Row], is_known: bool, id: &CertId<'_>) -> Option<CertificateStatus> {
    let serial = text::serial_number(&id.serial).unwrap_or_default();
    match rows.iter().find(|row| row.is(&serial)).filter(|_| is_known) {
        Some(row) => row.status(),
        None => Some(CertificateStatus::Unknown),
    }
}
