//! The files that programs expect: one table, with a reference for each.

/// A program, and the files that it reads.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// The name on the command line.
    pub name: &'static str,
    /// Other names for the same program.
    pub aliases: &'static [&'static str],
    /// The program's own name.
    pub program: &'static str,
    /// Its files.
    pub files: &'static [PresetFile],
    /// Whether its PKCS#12 reader is an old one.
    pub legacy: bool,
    /// The program's documentation of these files.
    pub reference: &'static str,
    /// Where the lines belong.
    pub note: &'static str,
    /// The lines of a configuration, a program or a shell that use the files: `{dir}` stands for their
    /// directory, with its slash, `{path}` for the same from the root of the file system, and `{password}` for
    /// the passphrase as a shell expands it.
    pub lines: &'static [&'static str],
    /// Whether the lines are commands of a shell.
    pub is_shell: bool,
}

/// One of its files.
#[derive(Debug, Clone, Copy)]
pub struct PresetFile {
    /// Its name.
    pub name: &'static str,
    /// The [`Form::name`](super::Form::name) of its contents.
    pub form: &'static str,
}

const fn file(name: &'static str, form: &'static str) -> PresetFile {
    PresetFile { name, form }
}

/// What most rows have in common.
const USUAL: Preset = Preset {
    name: "",
    aliases: &[],
    program: "",
    files: &[],
    legacy: false,
    reference: "",
    note: "",
    lines: &[],
    is_shell: false,
};

/// Every preset, in the order of their names.
pub static PRESETS: [Preset; 19] = [
    Preset {
        name: "apache",
        aliases: &["apache2", "httpd"],
        program: "Apache httpd",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslcertificatefile",
        note: "in a VirtualHost",
        lines: &[
            "SSLEngine on",
            "SSLCertificateFile \"{path}server.crt\"",
            "SSLCertificateKeyFile \"{path}server.key\"",
        ],
        ..USUAL
    },
    Preset {
        name: "caddy",
        program: "Caddy",
        files: &[file("cert.pem", "fullchain"), file("key.pem", "pkcs8")],
        reference: "https://caddyserver.com/docs/caddyfile/directives/tls",
        note: "in a site block of the Caddyfile",
        lines: &["tls \"{path}cert.pem\" \"{path}key.pem\""],
        ..USUAL
    },
    Preset {
        name: "docker",
        aliases: &["compose", "docker-compose"],
        program: "Docker",
        files: &[file("ca.pem", "ca"), file("cert.pem", "fullchain"), file("key.pem", "pkcs8")],
        reference: "https://docs.docker.com/reference/compose-file/services/#volumes",
        note: "in a service of compose.yaml",
        lines: &["volumes:", "  - \"{path}:/certs:ro\""],
        ..USUAL
    },
    Preset {
        name: "haproxy",
        program: "HAProxy",
        files: &[file("haproxy.pem", "combined")],
        reference: "https://docs.haproxy.org/2.8/configuration.html#5.1-crt",
        note: "in the configuration",
        lines: &["bind :443 ssl crt \"{path}haproxy.pem\""],
        ..USUAL
    },
    Preset {
        name: "java",
        aliases: &["jvm"],
        program: "Java",
        files: &[file("keystore.p12", "pkcs12"), file("truststore.p12", "truststore")],
        reference: "https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html",
        note: "start it with",
        lines: &[
            "java -Djavax.net.ssl.keyStore={dir}keystore.p12 -Djavax.net.ssl.keyStorePassword={password} -Djavax.net.ssl.trustStore={dir}truststore.p12 -Djavax.net.ssl.trustStorePassword={password}",
        ],
        is_shell: true,
        ..USUAL
    },
    Preset {
        name: "k8s",
        aliases: &["kubernetes"],
        program: "Kubernetes",
        files: &[file("tls-secret.yaml", "k8s")],
        reference: "https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
        note: "apply the manifest with",
        lines: &["kubectl apply -f {dir}tls-secret.yaml"],
        is_shell: true,
        ..USUAL
    },
    Preset {
        name: "kafka",
        program: "Apache Kafka",
        // Kafka refuses a PEM key store whose key is not encrypted.
        files: &[file("keystore.p12", "pkcs12"), file("truststore.pem", "ca")],
        reference: "https://kafka.apache.org/documentation/#brokerconfigs_ssl.keystore.type",
        note: "in server.properties, with the passphrase instead of PASSPHRASE",
        lines: &[
            "listeners=SSL://:9093",
            "ssl.keystore.type=PKCS12",
            "ssl.keystore.location={path}keystore.p12",
            "ssl.keystore.password=PASSPHRASE",
            "ssl.truststore.type=PEM",
            "ssl.truststore.location={path}truststore.pem",
        ],
        ..USUAL
    },
    Preset {
        name: "macos",
        aliases: &["mac"],
        program: "macOS",
        files: &[file("identity.p12", "pkcs12")],
        legacy: true,
        reference: "https://github.com/kube-rs/kube/issues/691",
        note: "import it with",
        lines: &["security import {dir}identity.p12"],
        is_shell: true,
    },
    Preset {
        name: "mosquitto",
        program: "Mosquitto",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://mosquitto.org/man/mosquitto-conf-5.html",
        note: "in mosquitto.conf",
        lines: &["listener 8883", "certfile {path}server.crt", "keyfile {path}server.key"],
        ..USUAL
    },
    Preset {
        name: "mysql",
        aliases: &["mariadb"],
        program: "MySQL and MariaDB",
        files: &[file("ca.pem", "ca"), file("server-cert.pem", "fullchain"), file("server-key.pem", "pkcs8")],
        reference: "https://dev.mysql.com/doc/refman/8.4/en/using-encrypted-connections.html",
        note: "in my.cnf, readable by the user of the server",
        lines: &[
            "[mysqld]",
            "ssl_ca={path}ca.pem",
            "ssl_cert={path}server-cert.pem",
            "ssl_key={path}server-key.pem",
        ],
        ..USUAL
    },
    Preset {
        name: "nginx",
        program: "nginx",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://nginx.org/en/docs/http/configuring_https_servers.html",
        note: "in a server block",
        lines: &["ssl_certificate \"{path}server.crt\";", "ssl_certificate_key \"{path}server.key\";"],
        ..USUAL
    },
    Preset {
        name: "node",
        aliases: &["nodejs", "node.js"],
        program: "Node.js",
        files: &[file("cert.pem", "fullchain"), file("key.pem", "pkcs8")],
        reference: "https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions",
        note: "in the program",
        lines: &[
            "https.createServer({ key: fs.readFileSync('{dir}key.pem'), cert: fs.readFileSync('{dir}cert.pem') })",
        ],
        ..USUAL
    },
    Preset {
        name: "postgres",
        aliases: &["postgresql", "pg"],
        program: "PostgreSQL",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://www.postgresql.org/docs/current/ssl-tcp.html",
        note: "in postgresql.conf, with the key owned by the user of the server",
        lines: &["ssl = on", "ssl_cert_file = '{path}server.crt'", "ssl_key_file = '{path}server.key'"],
        ..USUAL
    },
    Preset {
        name: "rabbitmq",
        program: "RabbitMQ",
        files: &[
            file("ca_certificate.pem", "ca"),
            file("server_certificate.pem", "fullchain"),
            file("server_key.pem", "pkcs8"),
        ],
        reference: "https://www.rabbitmq.com/docs/ssl#enabling-tls",
        note: "in rabbitmq.conf",
        lines: &[
            "listeners.ssl.default = 5671",
            "ssl_options.cacertfile = {path}ca_certificate.pem",
            "ssl_options.certfile = {path}server_certificate.pem",
            "ssl_options.keyfile = {path}server_key.pem",
        ],
        ..USUAL
    },
    Preset {
        name: "redis",
        aliases: &["valkey"],
        program: "Redis",
        files: &[file("redis.crt", "fullchain"), file("redis.key", "pkcs8")],
        reference: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/",
        note: "in redis.conf",
        lines: &[
            "port 0",
            "tls-port 6379",
            "tls-cert-file \"{path}redis.crt\"",
            "tls-key-file \"{path}redis.key\"",
            "tls-auth-clients no",
        ],
        ..USUAL
    },
    Preset {
        name: "spring",
        aliases: &["spring-boot", "springboot"],
        program: "Spring Boot",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://docs.spring.io/spring-boot/how-to/webserver.html#howto.webserver.configure-ssl.pem-files",
        note: "in application.properties",
        lines: &[
            "server.ssl.certificate=file:{path}server.crt",
            "server.ssl.certificate-private-key=file:{path}server.key",
        ],
        ..USUAL
    },
    Preset {
        name: "traefik",
        program: "Traefik",
        files: &[file("server.crt", "fullchain"), file("server.key", "pkcs8")],
        reference: "https://doc.traefik.io/traefik/https/tls/#user-defined",
        note: "in a file of the dynamic configuration",
        lines: &[
            "tls:",
            "  certificates:",
            "    - certFile: \"{path}server.crt\"",
            "      keyFile: \"{path}server.key\"",
        ],
        ..USUAL
    },
    Preset {
        name: "vite",
        program: "Vite",
        files: &[file("cert.pem", "fullchain"), file("key.pem", "pkcs8")],
        reference: "https://vite.dev/config/server-options.html#server-https",
        note: "in vite.config.js",
        lines: &["server: { https: { cert: '{dir}cert.pem', key: '{dir}key.pem' } }"],
        ..USUAL
    },
    Preset {
        name: "windows",
        aliases: &["win", "iis"],
        program: "Windows",
        files: &[file("identity.pfx", "pkcs12")],
        reference: "https://learn.microsoft.com/en-us/powershell/module/pki/export-pfxcertificate",
        note: "import it with (Windows Server 2016 and older read legacy PKCS#12 only)",
        lines: &["Import-PfxCertificate {dir}identity.pfx"],
        ..USUAL
    },
];

impl Preset {
    /// The preset of this name, or of a program with this alias.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name || preset.aliases.contains(&name))
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

    #[test]
    fn every_name_and_alias_finds_its_preset_alone() {
        let names = |preset: &'static Preset| [preset.name].into_iter().chain(preset.aliases.iter().copied());
        for preset in &PRESETS {
            assert!(
                names(preset).all(|name| Preset::named(name).unwrap().name == preset.name),
                "{}",
                preset.name
            );
        }
        assert!(PRESETS.is_sorted_by_key(|preset| preset.name));
    }

    #[test]
    fn the_lines_of_a_preset_use_every_file_or_the_directory() {
        for preset in &PRESETS {
            let lines = preset.lines.join("\n");
            let all = preset.files.iter().all(|file| lines.contains(&format!("}}{}", file.name)));
            assert!(all || lines.contains("{path}:"), "{}: {lines}", preset.name);
        }
    }
}
