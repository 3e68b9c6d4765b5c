//! The files that programs expect: one table, with a reference for each.

/// A program, and the files that it reads.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// As it is asked for.
    pub name: &'static str,
    /// As it calls itself.
    pub program: &'static str,
    /// Its files.
    pub files: &'static [PresetFile],
    /// Whether its PKCS#12 reader is an old one.
    pub legacy: bool,
    /// Where it says so.
    pub reference: &'static str,
    /// What to do with the line.
    pub note: &'static str,
    /// The line of a configuration, a program or a shell that uses the files: `{dir}` stands for their
    /// directory, with its slash, and `{password}` for the passphrase as a shell finds it.
    pub line: &'static str,
}

/// One of its files.
#[derive(Debug, Clone, Copy)]
pub struct PresetFile {
    /// What it is called.
    pub name: &'static str,
    /// The [`Form::name`](super::Form::name) of what is in it.
    pub form: &'static str,
}

const fn file(name: &'static str, form: &'static str) -> PresetFile {
    PresetFile { name, form }
}

/// Every preset, in the order of their names.
pub static PRESETS: [Preset; 8] = [
    Preset {
        name: "haproxy",
        program: "HAProxy",
        files: &[file("haproxy.pem", "combined")],
        legacy: false,
        reference: "https://docs.haproxy.org/2.8/configuration.html#5.1-crt",
        note: "in the configuration",
        line: "bind :443 ssl crt {dir}haproxy.pem",
    },
    Preset {
        name: "java",
        program: "Java",
        files: &[file("keystore.p12", "pkcs12"), file("truststore.p12", "truststore")],
        legacy: false,
        reference: "https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html",
        note: "start it with",
        line: "java -Djavax.net.ssl.keyStore={dir}keystore.p12 -Djavax.net.ssl.keyStorePassword={password} -Djavax.net.ssl.trustStore={dir}truststore.p12 -Djavax.net.ssl.trustStorePassword={password}",
    },
    Preset {
        name: "k8s",
        program: "Kubernetes",
        files: &[file("tls-secret.yaml", "k8s")],
        legacy: false,
        reference: "https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
        note: "apply the manifest with",
        line: "kubectl apply -f {dir}tls-secret.yaml",
    },
    Preset {
        name: "macos",
        program: "macOS",
        files: &[file("identity.p12", "pkcs12")],
        legacy: true,
        reference: "https://github.com/kube-rs/kube/issues/691",
        note: "import it with",
        line: "security import {dir}identity.p12",
    },
    Preset {
        name: "nginx",
        program: "nginx",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        legacy: false,
        reference: "https://nginx.org/en/docs/http/configuring_https_servers.html",
        note: "in a server block",
        line: "ssl_certificate {dir}server.crt; ssl_certificate_key {dir}server.key;",
    },
    Preset {
        name: "node",
        program: "Node.js",
        files: &[file("cert.pem", "fullchain"), file("key.pem", "pkcs8")],
        legacy: false,
        reference: "https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions",
        note: "in the program",
        line: "https.createServer({ key: fs.readFileSync('{dir}key.pem'), cert: fs.readFileSync('{dir}cert.pem') })",
    },
    Preset {
        name: "postgres",
        program: "PostgreSQL",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        legacy: false,
        reference: "https://www.postgresql.org/docs/current/ssl-tcp.html",
        note: "in the data folder, owned by the server's user",
        line: "ssl = on",
    },
    Preset {
        name: "windows",
        program: "Windows",
        files: &[file("identity.pfx", "pkcs12")],
        legacy: false,
        reference: "https://learn.microsoft.com/en-us/powershell/module/pki/export-pfxcertificate",
        note: "import it with (--legacy for Windows Server 2016 and older)",
        line: "Import-PfxCertificate {dir}identity.pfx",
    },
];

impl Preset {
    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Form;
    use super::*;

    #[test]
    fn every_file_of_a_preset_is_of_a_form_that_is_there() {
        for file in PRESETS.iter().flat_map(|preset| preset.files) {
            assert!(Form::named(file.form).is_some(), "{}", file.form);
        }
    }
}
