//! The variables by which programs are told whom to trust.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The password of a Java trust store, which Java needs and which protects nothing: there is no secret
/// in it.
pub const JAVA_PASSWORD: &str = "changeit";

/// The files that variables name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The system's roots and ours.
    pub bundle: PathBuf,
    /// Ours, for programs that add what they are told to what they know.
    pub extra: PathBuf,
    /// The system's roots and ours as PKCS#12.
    pub java: PathBuf,
}

impl Paths {
    /// The files in `folder`.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let [bundle, extra, java] = ["bundle.pem", "extra.pem", "java.p12"].map(|name| folder.join(name));
        Self { bundle, extra, java }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> [&Path; 3] {
        [&self.bundle, &self.extra, &self.java]
    }
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The file with the system's roots and ours.
    Bundle,
    /// The file with ours alone.
    Extra,
    /// Options of Java, added to those that are there.
    JavaOptions,
}

impl Holds {
    /// The value, where the variable has the value `already`.
    #[must_use]
    pub fn value(self, paths: &Paths, already: Option<OsString>) -> OsString {
        match self {
            Self::Bundle => paths.bundle.clone().into(),
            Self::Extra => paths.extra.clone().into(),
            Self::JavaOptions => java_options(&paths.java, already),
        }
    }
}

/// The option that names the store, which is found again in a value that we made before.
const TRUST_STORE: &str = "-Djavax.net.ssl.trustStore";

/// Later options win over earlier ones; those of ours that are there already are replaced.
fn java_options(store: &Path, already: Option<OsString>) -> OsString {
    let mut options = already.unwrap_or_default();
    if let Some(text) = options.to_str() {
        let others = text.find(TRUST_STORE).map_or(text, |ours| &text[..ours]);
        options = others.trim_end().into();
    }
    if !options.is_empty() {
        options.push(" ");
    }
    options.push(format!("{TRUST_STORE}="));
    options.push(java_word(store.as_os_str()));
    options.push(format!(" {TRUST_STORE}Type=PKCS12 {TRUST_STORE}Password={JAVA_PASSWORD}"));
    options
}

/// One word of `JAVA_TOOL_OPTIONS`, which knows quotes and no escapes.
fn java_word(word: &OsStr) -> OsString {
    let bytes = word.as_encoded_bytes();
    let quote = match (bytes.iter().any(u8::is_ascii_whitespace), bytes.contains(&b'"')) {
        (true, false) => "\"",
        (true, true) => "'",
        (false, _) => "",
    };
    let mut quoted = OsString::from(quote);
    quoted.push(word);
    quoted.push(quote);
    quoted
}

/// A variable and who reads it.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Who reads it.
    pub readers: &'static str,
    /// Where that is written.
    pub reference: &'static str,
}

/// Every variable that is set. docs/guide/trust.md has the same table, and a test holds it to this one.
pub const ALL: [Variable; 16] = [
    Variable {
        name: "SSL_CERT_FILE",
        holds: Holds::Bundle,
        readers: "programs on OpenSSL (Python's ssl, Ruby, PHP, .NET on Linux), Go, rustls-native-certs",
        reference: "https://docs.openssl.org/3.0/man7/openssl-env/",
    },
    Variable {
        name: "NODE_EXTRA_CA_CERTS",
        holds: Holds::Extra,
        readers: "Node.js, npm, yarn, pnpm",
        reference: "https://nodejs.org/api/cli.html#node_extra_ca_certsfile",
    },
    Variable {
        name: "REQUESTS_CA_BUNDLE",
        holds: Holds::Bundle,
        readers: "Python's requests",
        reference: "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
    },
    Variable {
        name: "CURL_CA_BUNDLE",
        holds: Holds::Bundle,
        readers: "curl",
        reference: "https://curl.se/docs/sslcerts.html",
    },
    Variable {
        name: "GIT_SSL_CAINFO",
        holds: Holds::Bundle,
        readers: "Git",
        reference: "https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslCAInfo",
    },
    Variable {
        name: "PIP_CERT",
        holds: Holds::Bundle,
        readers: "pip",
        reference: "https://pip.pypa.io/en/stable/topics/https-certificates/",
    },
    Variable {
        name: "AWS_CA_BUNDLE",
        holds: Holds::Bundle,
        readers: "AWS CLI and SDKs",
        reference: "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html",
    },
    Variable {
        name: "CARGO_HTTP_CAINFO",
        holds: Holds::Bundle,
        readers: "Cargo",
        reference: "https://doc.rust-lang.org/cargo/reference/config.html#httpcainfo",
    },
    Variable {
        name: "DENO_CERT",
        holds: Holds::Extra,
        readers: "Deno",
        reference: "https://docs.deno.com/runtime/reference/env_variables/",
    },
    Variable {
        name: "HTTPLIB2_CA_CERTS",
        holds: Holds::Bundle,
        readers: "Python's httplib2",
        reference: "https://github.com/httplib2/httplib2/blob/master/python3/httplib2/certs.py",
    },
    Variable {
        name: "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
        holds: Holds::Bundle,
        readers: "gRPC for C++, Python, Ruby, PHP",
        reference: "https://github.com/grpc/grpc/blob/master/doc/environment_variables.md",
    },
    Variable {
        name: "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
        holds: Holds::Bundle,
        readers: "gcloud",
        reference: "https://cloud.google.com/sdk/gcloud/reference/topic/configurations",
    },
    Variable {
        name: "PERL_LWP_SSL_CA_FILE",
        holds: Holds::Bundle,
        readers: "Perl's LWP",
        reference: "https://metacpan.org/pod/LWP::UserAgent#ENVIRONMENT",
    },
    Variable {
        name: "HEX_CACERTS_PATH",
        holds: Holds::Bundle,
        readers: "Hex, of Elixir and Erlang",
        reference: "https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html",
    },
    Variable {
        name: "NIX_SSL_CERT_FILE",
        holds: Holds::Bundle,
        readers: "programs from Nixpkgs",
        reference: "https://nixos.org/manual/nixpkgs/stable/#sec-pkgs-cacert",
    },
    Variable {
        name: "JAVA_TOOL_OPTIONS",
        holds: Holds::JavaOptions,
        readers: "all Java programs (each prints a line about it)",
        reference: "https://docs.oracle.com/en/java/javase/17/troubleshoot/environment-variables-and-system-properties.html",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn java(already: Option<&str>, folder: &str) -> String {
        let value =
            Holds::JavaOptions.value(&Paths::in_folder(Path::new(folder)), already.map(OsString::from));
        value.into_string().unwrap()
    }

    #[test]
    fn options_of_java_are_added_to_those_that_are_there_and_once() {
        let ours = "-Djavax.net.ssl.trustStore=/c/java.p12 -Djavax.net.ssl.trustStoreType=PKCS12 \
                    -Djavax.net.ssl.trustStorePassword=changeit";
        assert_eq!(java(None, "/c"), ours);
        let with_others = format!("-Xmx1g {ours}");
        assert_eq!(java(Some("-Xmx1g"), "/c"), with_others);
        assert_eq!(java(Some(&with_others), "/c"), with_others);
    }

    #[test]
    fn a_path_with_a_space_stays_one_word_of_java() {
        assert!(java(None, "/a b").starts_with("-Djavax.net.ssl.trustStore=\"/a b/java.p12\" "));
    }

    #[test]
    fn no_variable_is_there_twice() {
        for (index, one) in ALL.iter().enumerate() {
            assert!(ALL[..index].iter().all(|other| other.name != one.name), "{}", one.name);
        }
    }
}
