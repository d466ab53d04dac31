"""One request to an endpoint, and what came of it, as an answer rather than an exception."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import HTTPError

from services.notifications.addresses import ADDRESS_REFUSED, AddressRefused
from services.notifications.patience import ANSWER_SECONDS

CONNECT_SECONDS = 3.0
ANSWER_BYTES_READ = 400
ANSWER_BYTES_KEPT = 200
RETRY_AFTER_AT_MOST = timedelta(days=1)
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of one request.

    status: None where no answer came. error: a stable code, None where the endpoint has accepted.
    text: the beginning of the body. retry_after: the header as it came.
    """

    status: int | None
    error: str | None
    text: str | None = None
    retry_after: str | None = None

    @property
    def is_accepted(self) -> bool:
        return self.error is None

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


def post(http: requests.Session, url: str, payload: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body once; nothing is followed, and no more than the beginning of the answer is read."""
    try:
        with http.post(
            url,
            data=payload,
            headers=headers,
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            error = _error_of(response.status_code)
            return Answer(response.status_code, error, _beginning(response), response.headers.get("Retry-After"))
    except AddressRefused:
        return Answer(None, ADDRESS_REFUSED)
    except requests.Timeout:
        return Answer(None, "webhook.timed_out")
    except requests.exceptions.SSLError:
        return Answer(None, "webhook.tls_failed")
    except (requests.RequestException, HTTPError):
        return Answer(None, "webhook.unreachable")


def _error_of(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "webhook.redirect_refused"
    return "webhook.gone" if status == GONE else "webhook.not_accepted"


def _beginning(response: requests.Response) -> str:
    """Text that any database takes; an answer that breaks off counts as far as it came."""
    try:
        body: bytes = response.raw.read(ANSWER_BYTES_READ)
    except (HTTPError, OSError):
        return ""
    return body[:ANSWER_BYTES_KEPT].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def find_retry_after(header: str | None, now: datetime) -> timedelta | None:
    """How long an endpoint asks to be left alone (RFC 9110, 10.2.3: seconds or a date), one day at most."""
    if header is None:
        return None
    if re.fullmatch("[0-9]{1,9}", header.strip()):
        asked = timedelta(seconds=int(header))
    else:
        try:
            until = parsedate_to_datetime(header)
        except (ValueError, TypeError, OverflowError):
            return None
        asked = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(asked, timedelta()), RETRY_AFTER_AT_MOST)
