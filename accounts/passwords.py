"""Validators of new passwords, and the consequences of a changed one."""

import string

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError

from accounts import log
from accounts.sessions import end_others

FRINGE = string.digits + string.punctuation + string.whitespace
# Distinct characters; with fewer, "aaaaaaaaaaaa" and "ababababab" would pass.
FEWEST = 5


class LengthValidator(MinimumLengthValidator):
    """Also receives every changed password from Django (but not a mere rehash)."""

    def __init__(self, min_length: int = 12):
        super().__init__(min_length)

    def password_changed(self, password, user=None) -> None:
        """Ends all sessions of the account except the one that changed the password."""
        if user is None or user.pk is None:
            return
        session = getattr(log.current_request.get(), "session", None)
        end_others(user, session.session_key if session is not None else None)
        log.record("password_set", account=user.get_username())


class CommonValidator(CommonPasswordValidator):
    """Rejects common passwords also when repeated or surrounded by digits and punctuation.

    The list has few passwords of twelve characters; people reach that length in these ways.
    """

    def validate(self, password, user=None) -> None:
        password = password.lower()
        word = password.strip(FRINGE)
        for form in {password, word, unit(password), unit(word)}:
            super().validate(form, user)
        if len(set(password)) < FEWEST:
            raise ValidationError(self.get_error_message(), code="password_too_common")


def unit(text: str) -> str:
    """The shortest text that gives this one when repeated: "passpass" is "pass"."""
    length = (text + text).find(text, 1)
    return text[:length] if length > 0 else text
