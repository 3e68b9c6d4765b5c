"""Debian's acme-tiny with a server in place of the network, whose answers are fixed; prints what it is sent."""

import io
import json
import sys

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import acme_tiny  # noqa: E402

BASE = "https://ca.test"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\n(the certificate)\n-----END CERTIFICATE-----\n"

ANSWERS = {
    "/directory": {name: f"{BASE}/{name}" for name in ["newNonce", "newAccount", "newOrder"]},
    "/newNonce": {},
    "/newAccount": {"status": "valid"},
    "/account": {"contact": ["mailto:a@b.test"]},
    "/newOrder": {"authorizations": [f"{BASE}/authorization"], "finalize": f"{BASE}/finalize"},
    "/authorization": {
        "status": "pending",
        "identifier": {"value": "a.test"},
        "challenges": [{"type": "http-01", "token": "token", "url": f"{BASE}/challenge"}],
    },
    "/challenge": {},
    "/finalize": {"status": "processing"},
    "/order": {"status": "valid", "certificate": f"{BASE}/certificate"},
    "/certificate": CERTIFICATE,
}


class Response(io.BytesIO):
    """An answer with the headers that acme-tiny reads."""

    def __init__(self, body, location):
        super().__init__((body if isinstance(body, str) else json.dumps(body)).encode())
        self.headers = {"Replay-Nonce": "nonce", "Location": location}

    def getcode(self):
        return 200


def urlopen(request):
    """Answers a request, and prints its body."""
    path = request.full_url[len(BASE):]
    print(path, (request.data or b"").decode())
    location = BASE + ("/account" if path == "/newAccount" else "/order")
    answer = dict(ANSWERS[path]) if isinstance(ANSWERS[path], dict) else ANSWERS[path]
    if path == "/challenge":
        ANSWERS["/authorization"]["status"] = "valid"
    return Response(answer, location)


acme_tiny.urlopen = urlopen
print(
    acme_tiny.get_crt(
        "account.key",
        "domain.csr",
        ".",
        disable_check=True,
        directory_url=BASE + "/directory",
        contact=["mailto:a@b.test"],
    )
)
