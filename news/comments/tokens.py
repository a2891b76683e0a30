"""When a reader was given a form: a signed time with a number used once.

A page from a cache carries no token, since a token of a cached page would prove nothing. Scripts
fetch one when a reader begins to write; without a script the first answer to the form has one.
"""

import time
from dataclasses import dataclass
from secrets import token_hex

from django.core import signing

SALT = "news.comments"
# Nobody reads a form, writes a reply and sends it in less, in seconds.
YOUNGEST = 3
OLDEST = 24 * 60 * 60
LONGEST = 300


@dataclass(frozen=True)
class Token:
    nonce: str
    age: float

    @property
    def is_too_young(self) -> bool:
        return self.age < YOUNGEST


def make_token(article_id: int, age: float = 0) -> str:
    """A token for comments on one article, made `age` seconds ago."""
    return signing.dumps([article_id, token_hex(16), time.time() - age], salt=SALT)


def read_token(value: str, article_id: int) -> Token | None:
    """None for a token that is not ours, of another article, or too old."""
    if len(value) > LONGEST:
        return None
    try:
        made_for, nonce, made_at = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        return None
    token = Token(nonce, time.time() - made_at)
    return token if made_for == article_id and token.age <= OLDEST else None
