"""Keyed digests: they show that two comments have the same sender, without revealing the sender."""

import re
import unicodedata

from django.utils.crypto import salted_hmac

from accounts.addresses import client_address, network

WORD = re.compile(r"\w+")


def of_email(email: str) -> str:
    return digest("email", email.strip().lower())


def of_text(text: str) -> str:
    """A digest that is equal for texts that differ only in case, spaces and punctuation."""
    return digest("text", " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold())))


def of_network(request) -> str:
    return digest("network", network(client_address(request)))


def digest(kind: str, value: str) -> str:
    return salted_hmac(f"news.comments.{kind}", value, algorithm="sha256").hexdigest()
