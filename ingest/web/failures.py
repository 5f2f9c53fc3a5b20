"""From what went wrong to one clear sentence: what happened, and what to do about it."""

import http.client
import ssl
from collections.abc import Iterator

import requests
import urllib3

from ingest.fetched import FetchFailed
from ingest.web.connections import TookTooLong

RETRIED_STATUSES = (429, 500, 502, 503, 504)
ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    UnicodeError,
    OSError,
)
CA_REMEDY = "if its authority is your own, name its file in REQUESTS_CA_BUNDLE"


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
    """Return what an error of the connection means. ``FetchFailed`` itself is returned as it is."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, FetchFailed):
            return cause
        if isinstance(cause, TookTooLong):
            said = f"took over {whole_seconds:g} s; another try may help"
            return FetchFailed("timeout", said, is_final=False)
        if isinstance(cause, ssl.SSLCertVerificationError):
            said = f"has a certificate that cannot be verified ({cause.verify_message}); {CA_REMEDY}"
            return FetchFailed("certificate", said, is_final=True)
    return _failure_by_kind(causes, error)


def _failure_by_kind(causes: list[BaseException], error: BaseException) -> FetchFailed:
    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    short = _short(causes[-1])
    broken = next((cause for cause in causes if isinstance(cause, urllib3.exceptions.IncompleteRead)), None)
    if has(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
        said = f"cannot be reached through the proxy ({short}); check HTTP_PROXY, HTTPS_PROXY and NO_PROXY"
        return FetchFailed("proxy", said, is_final=False)
    if has(requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        return FetchFailed("timeout", "did not answer in time; another try may help", is_final=False)
    if has(urllib3.exceptions.NameResolutionError):
        said = "has a host name that is not known; check the address, or the network of this machine"
        return FetchFailed("connection", said, is_final=False)
    if broken is not None and broken.expected:
        whole = broken.partial + broken.expected
        said = f"broke the connection after {broken.partial} of {whole} bytes; another try may help"
        return FetchFailed("connection", said, is_final=False)
    if has(requests.ConnectionError, urllib3.exceptions.HTTPError, http.client.HTTPException):
        said = f"broke the connection ({short}); another try may help"
        return FetchFailed("connection", said, is_final=False)
    if has(requests.RequestException, UnicodeError):
        said = f"cannot be asked ({_short(error)}); check address and headers in the catalogue"
        return FetchFailed("request", said, is_final=True)
    if "CA certificate bundle" in str(error):
        return FetchFailed("certificate", f"cannot be asked ({_short(error)}); {CA_REMEDY}", is_final=True)
    said = f"could not be kept on this machine ({_short(error)}); check its disk, then try again"
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
