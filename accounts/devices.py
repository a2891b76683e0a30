"""The device cookie: it marks a browser in which somebody has signed in before.

The cookie grants nothing. It only gives the browser a counter of failed attempts of its own, apart
from attempts elsewhere
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It contains
a random number and digests of the accounts that signed in, and is signed.
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
    """The device's number if the account `name` (normalised) has signed in on it; otherwise ""."""
    device, accounts = read(request)
    return device if fingerprint(name) in accounts else ""


def remember(request, response, username: str) -> None:
    """Sets the cookie, with this account as the most recent one of the device."""
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
