"""A server with the certificate of the fixtures, and clients that trust the CA or do not."""

import http.server
import stat
import threading
import urllib.error
import urllib.request

import devcert_cli
import pytest


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve():
    """A function that starts a server with a certificate and returns its port."""
    servers = []

    def start(cert):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
        server.socket = cert.server_context().wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_client_that_trusts_the_ca_connects(devcert_ca, devcert_server_cert, serve):
    port = serve(devcert_server_cert)
    for name in ("localhost", "127.0.0.1"):
        answer = urllib.request.urlopen(f"https://{name}:{port}/", context=devcert_ca.client_context())
        assert answer.read() == b"hello"


def test_client_without_the_ca_rejects_the_server(devcert_server_cert, serve):
    port = serve(devcert_server_cert)
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"https://localhost:{port}/")


def test_certificate_for_another_name_is_rejected(devcert_ca, serve):
    port = serve(devcert_ca.issue("app.test"))
    with pytest.raises(urllib.error.URLError, match="[Hh]ostname mismatch"):
        urllib.request.urlopen(f"https://localhost:{port}/", context=devcert_ca.client_context())


def test_same_names_get_the_same_certificate(devcert_ca):
    first = devcert_ca.issue("a.test", "b.test")
    assert devcert_ca.issue("a.test", "b.test") == first
    assert devcert_ca.issue("b.test") != first


def test_key_is_readable_only_by_its_owner(devcert_server_cert):
    assert stat.S_IMODE(devcert_server_cert.key_file.stat().st_mode) == 0o600


def test_public_name_is_an_error_with_the_message_of_devcert(devcert_ca):
    with pytest.raises(devcert_cli.DevcertError, match="example.com"):
        devcert_ca.issue("example.com")


def test_run_returns_the_output():
    assert devcert_cli.run("--version").startswith("devcert ")
