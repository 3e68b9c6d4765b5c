"""Fixtures for pytest: a CA, and a certificate for localhost."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devcert_cli import run


@dataclass(frozen=True)
class ServerCert:
    """The key and the certificate of a server."""

    #: The private key (PKCS#8, PEM).
    key_file: Path
    #: The certificate, followed by its chain (PEM).
    cert_file: Path

    def server_context(self) -> ssl.SSLContext:
        """Return a context for a server with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert_file, self.key_file)
        return context


@dataclass(frozen=True)
class Ca:
    """A CA in a temporary directory."""

    #: The directory of the CA, for `devcert --ca`.
    directory: Path
    #: Where the issued certificates are.
    issued: Path
    _names: dict[tuple[str, ...], ServerCert] = field(default_factory=dict, repr=False)

    @property
    def cert_file(self) -> Path:
        """The certificate of the CA (PEM)."""
        return Path(run("ca", "path", "--cert", "--ca", self.directory).rstrip("\n"))

    def issue(self, *names: str) -> ServerCert:
        """Return a certificate for these host names and IP addresses.

        The same names get the same certificate. Raises devcert_cli.DevcertError for names that the CA cannot issue for.
        """
        if not names:
            raise ValueError("issue() requires a host name or an IP address")
        if names not in self._names:
            directory = self.issued / str(len(self._names))
            run("issue", "--algorithm", "p256", "--ca", self.directory, "--dir", directory, "--", *names)
            self._names[names] = ServerCert(directory / "private.pem", directory / "file.crt")
        return self._names[names]

    def client_context(self) -> ssl.SSLContext:
        """Return a context for a client that trusts this CA and no other."""
        return ssl.create_default_context(cafile=str(self.cert_file))


@pytest.fixture(scope="session")
def devcert_ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    """A CA in a temporary directory. It is limited to local names; no trust store is changed."""
    folder = tmp_path_factory.mktemp("devcert")
    run("ca", "init", "--ca", folder / "ca")
    return Ca(folder / "ca", folder / "issued")


@pytest.fixture(scope="session")
def devcert_server_cert(devcert_ca: Ca) -> ServerCert:
    """A certificate for localhost, 127.0.0.1 and ::1."""
    return devcert_ca.issue("localhost", "127.0.0.1", "::1")
