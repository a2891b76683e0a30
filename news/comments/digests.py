"""Keyed digests: they tell that two comments have the same sender, and nothing about who it is."""

import re
import unicodedata
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac

WORD = re.compile(r"\w+")
# What a provider gives to one customer. https://www.rfc-editor.org/rfc/rfc6177
CUSTOMER_BITS = 64


def of_email(email: str) -> str:
    return digest("email", email.strip().lower())


def of_text(text: str) -> str:
    """The same for texts that differ in case, spaces and punctuation alone."""
    return digest("text", " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold())))


def of_network(request) -> str:
    return digest("network", network(client_address(request)))


def digest(kind: str, value: str) -> str:
    return salted_hmac(f"news.comments.{kind}", value, algorithm="sha256").hexdigest()


def client_address(request) -> str:
    """The reader's address: the one that the outermost of our own proxies saw.

    What stands left of it in X-Forwarded-For can be made up by anybody.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies and forwarded[-proxies].strip():
        return forwarded[-proxies].strip()
    return request.META.get("REMOTE_ADDR") or ""


def network(address: str) -> str:
    """The address itself for IPv4, the customer's network for IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    bits = CUSTOMER_BITS if parsed.version == 6 else parsed.max_prefixlen
    return str(ip_network((parsed, bits), strict=False))
