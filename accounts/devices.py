"""The cookie by which a browser is known again that somebody has signed in with.

It grants nothing. It only has the failed attempts of this browser counted apart from those that
anybody can make elsewhere (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
It holds a random number and digests of the names that signed in, signed; no name can be read.
"""

import unicodedata
from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "accounts.device"
SECONDS = 365 * 86_400
MOST_ACCOUNTS = 5
LONGEST = 1000


def normalised(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().casefold()


def known_device(request, name: str) -> str:
    """The number of the device, where the account `name` (normalised) has signed in on it."""
    device, accounts = read(request)
    return device if fingerprint(name) in accounts else ""


def remember(request, response, username: str) -> None:
    """Sets the cookie, with this account as the latest of those that the device knows."""
    device, accounts = read(request)
    own = fingerprint(normalised(username))
    accounts = [own, *(each for each in accounts if each != own)][:MOST_ACCOUNTS]
    value = signing.dumps([device or token_urlsafe(16), accounts], salt=SALT)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        value,
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read(request) -> tuple[str, list[str]]:
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not value or len(value) > LONGEST:
        return "", []
    try:
        device, accounts = signing.loads(value, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return "", []
    return device, accounts


def fingerprint(name: str) -> str:
    return salted_hmac(SALT, name, algorithm="sha256").hexdigest()[:24]
