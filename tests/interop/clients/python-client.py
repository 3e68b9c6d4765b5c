"""A client that is told nothing: python-client.py ssl|requests URL"""

import sys

library, url = sys.argv[1:]
if library == "requests":
    import requests

    try:
        print(requests.get(url, timeout=30).text)
    except requests.exceptions.SSLError as error:
        sys.exit(f"refused: {error}")
else:
    import urllib.error
    import urllib.request

    try:
        print(urllib.request.urlopen(url, timeout=30).read().decode())
    except urllib.error.URLError as error:
        sys.exit(f"refused: {error.reason}")
