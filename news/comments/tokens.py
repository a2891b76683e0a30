"""Signed tokens that hold the time when a form was issued and a nonce.

A cached page carries no token, because a cached token would prove nothing. Scripts fetch a token
when a reader begins to write. Without a script, the first response to the form contains one.
"""

import time
from dataclasses import dataclass
from secrets import token_hex

from django.core import signing

SALT = "news.comments"
# In seconds. Nobody reads a form, writes a reply and sends it faster.
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
    """A token for comments on one article, as if issued `age` seconds ago."""
    return signing.dumps([article_id, token_hex(16), time.time() - age], salt=SALT)


def read_token(value: str, article_id: int) -> Token | None:
    """The token, or None if it is forged, too old or belongs to another article."""
    if len(value) > LONGEST:
        return None
    try:
        made_for, nonce, made_at = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        return None
    token = Token(nonce, time.time() - made_at)
    return token if made_for == article_id and token.age <= OLDEST else None
