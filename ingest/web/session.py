"""The session that every request goes through: who asks, and over which connections."""

import os
import unicodedata
from urllib.parse import urlsplit

import requests

from ingest.limits import Limits
from ingest.web.addresses import AddressRules
from ingest.web.connections import Guard, GuardedAdapter

PRODUCT = "thuocdo/0.1"
PURPOSE = "open warehouse of administrative-reform targets; nightly, polite"
PACKINGS = "gzip, deflate, br, zstd"  # what ingest.web.unpacking can unpack


class Session(requests.Session):
    """A session that leaves redirects to ``ingest.web.exchange``, which checks each of them."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return no target, so that ``requests`` neither follows a redirect nor reads its body."""
        return None

    def redirect_target(self, response: requests.Response) -> str | None:
        """Return where a response redirects to, as written there, or ``None``."""
        return super().get_redirect_target(response)


def open_session(limits: Limits, rules: AddressRules) -> Session:
    """Return a session over guarded connections. Proxies and CA bundles come from the environment.

    These are HTTP_PROXY, HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE.
    """
    session = Session()
    session.auth = lambda request: request  # no passwords from a .netrc that nobody meant for this
    session.headers["User-Agent"] = user_agent()
    session.headers["Accept-Encoding"] = PACKINGS
    adapter = GuardedAdapter(Guard(rules, limits.whole_seconds))
    session.adapters.clear()
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session


def user_agent() -> str:
    """Return how we name ourselves; ``THUOCDO_CONTACT`` tells a site whom to write to."""
    contact = os.environ.get("THUOCDO_CONTACT", "").strip()
    return f"{PRODUCT} ({PURPOSE}; {f'contact: {_plain(contact)}' if contact else 'no contact given'})"


def _plain(text: str) -> str:
    """Return the text as a header can carry it: one line of ASCII letters."""
    spelled = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join(
        "".join(letter for letter in spelled if letter.isascii() and letter.isprintable()).split()
    )


def host_of(url: str) -> str:
    """Return the host of a web address, lowercase."""
    return (urlsplit(url).hostname or "").lower()
