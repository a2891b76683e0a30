"""Keyed digests: they tell that two comments have the same sender, and nothing about who it is."""

import re
import unicodedata

from django.utils.crypto import salted_hmac

from accounts.addresses import client_address, network

WORD = re.compile(r"\w+")


def of_email(email: str) -> str:
    return digest("email", email.strip().lower())


def of_text(text: str) -> str:
    """The same for texts that differ in case, spaces and punctuation alone."""
    return digest("text", " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold())))


def of_network(request) -> str:
    return digest("network", network(client_address(request)))


def digest(kind: str, value: str) -> str:
    return salted_hmac(f"news.comments.{kind}", value, algorithm="sha256").hexdigest()
