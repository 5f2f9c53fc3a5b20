"""From what went wrong to one clear sentence: what happened, and what to do about it."""

import http.client
import ssl
from collections.abc import Iterator

import requests
import urllib3

from ingest.fetched import FetchFailed
from ingest.web.connections import TookTooLong

RETRIED_STATUSES = (429, 500, 502, 503, 504)
# Whatever sending a request and reading its answer may raise.
ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    UnicodeError,
    OSError,
)
CA_REMEDY = "if its authority is your own, name its file in REQUESTS_CA_BUNDLE"
CHECK_ENTRY = "check address and headers in the catalogue"
AGAIN = "another try may help"
# The first line whose error is among the causes counts: its kind, whether that is final, and the sentence.
MEANINGS: tuple[tuple[tuple[type[BaseException], ...], str, bool, str], ...] = (
    ((TookTooLong,), "timeout", False, f"took over {{whole_seconds:g}} s; {AGAIN}"),
    (
        (ssl.SSLCertVerificationError,),
        "certificate",
        True,
        f"has a certificate that cannot be verified ({{cause.verify_message}}); {CA_REMEDY}",
    ),
    (
        (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
        "proxy",
        False,
        "cannot be reached through the proxy ({last}); check HTTP_PROXY, HTTPS_PROXY and NO_PROXY",
    ),
    (
        (urllib3.exceptions.NameResolutionError,),
        "connection",
        False,
        "has a host name that is not known; check the address, or the network of this machine",
    ),
    (
        (urllib3.exceptions.NewConnectionError,),
        "connection",
        False,
        f"cannot be reached ({{last}}); check the address, or {AGAIN}",
    ),
    (
        (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        "timeout",
        False,
        f"did not answer in time; {AGAIN}",
    ),
    (
        (urllib3.exceptions.IncompleteRead,),
        "connection",
        False,
        f"broke the connection after {{cause.partial}} bytes, {{cause.expected}} were to come; {AGAIN}",
    ),
    (
        (requests.ConnectionError, urllib3.exceptions.HTTPError, http.client.HTTPException),
        "connection",
        False,
        f"broke the connection ({{last}}); {AGAIN}",
    ),
    ((requests.RequestException,), "request", True, f"cannot be asked ({{last}}); {CHECK_ENTRY}"),
)


def failure_of_status(response: requests.Response, wait_seconds: float | None) -> FetchFailed:
    """Return what a status other than 200 means; ``wait_seconds`` is its ``Retry-After``."""
    status = response.status_code
    said = f"answered {status} {http.client.responses.get(status, '')}".strip()
    if status in (404, 410):
        return FetchFailed(
            "missing", f"{said}; check the address in the catalogue", is_final=True, status=status
        )
    if status in RETRIED_STATUSES:
        return FetchFailed(
            "unavailable",
            f"{said}; another try may help",
            is_final=False,
            status=status,
            wait_seconds=wait_seconds,
        )
    return FetchFailed("refused", f"{said}; check address and access", is_final=True, status=status)


def asks_to_wait(status: int, seconds: float) -> FetchFailed:
    """Return the failure of a source whose server asks for a longer wait than a night has."""
    said = (
        f"answered {status} and asks to wait {_span(seconds)}; it is left alone for this run, "
        "the next run asks again"
    )
    return FetchFailed("asks_to_wait", said, is_final=True, status=status)


def failure_of_error(error: BaseException, whole_seconds: float) -> FetchFailed:
    """Return what an error of the connection means; ``whole_seconds`` is how long a source may take."""
    causes = list(_causes(error))
    last = _short(causes[-1])
    if isinstance(error, ValueError):  # as ``requests`` says of addresses and headers that cannot be sent
        return FetchFailed("request", f"cannot be asked ({last}); {CHECK_ENTRY}", is_final=True)
    for kinds, kind, is_final, said in MEANINGS:
        cause = next((cause for cause in causes if isinstance(cause, kinds)), None)
        if cause is not None:
            said = said.format(last=last, cause=cause, whole_seconds=whole_seconds)
            return FetchFailed(kind, said, is_final=is_final)
    if "CA certificate bundle" in last:
        return FetchFailed("certificate", f"cannot be asked ({last}); {CA_REMEDY}", is_final=True)
    said = f"could not be kept on this machine ({last}); check its disk, then try again"
    return FetchFailed("machine", said, is_final=False)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what led to it, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        reason = getattr(error, "reason", None)
        inner = error.args[0] if error.args else None
        stated = next((one for one in (reason, inner) if isinstance(one, BaseException)), None)
        error = stated or error.__cause__ or error.__context__


def _short(error: BaseException) -> str:
    said = str(error).strip()
    return said.splitlines()[0][:160] if said else type(error).__name__


def _span(seconds: float) -> str:
    """Return a length of time in words: ``3 minutes``, ``24 hours``.

    >>> _span(90), _span(86400)
    ('2 minutes', '24 hours')
    """
    minutes = -(-seconds // 60)
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
