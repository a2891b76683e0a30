"""Second factors: who needs one, authenticator apps, recovery codes (passkeys: passkeys.py)."""

import base64
import hashlib
import secrets
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import Authenticator, Passkey, RecoveryCode, SignInRules
from accounts.sessions import end_others

VERIFY, ENROL = "verify", "enrol"

# Supported by every authenticator app:
# https://github.com/google/google-authenticator/wiki/Key-Uri-Format
DIGITS, STEP, SECRET_BYTES = 6, 30, 20
# Clocks may differ by half a minute.
DRIFT = (-1, 0, 1)
CODES = 10
# Without letters that look like digits: https://www.crockford.com/base32.html
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH, GROUP = 16, 4


def missing_step(user) -> str:
    """The step that a user with a correct password still needs: VERIFY, ENROL, or "" for none."""
    own = {"user": OuterRef("pk")}
    demanded = SignInRules.groups.through.objects.filter(group__user=OuterRef("pk"))
    rows = get_user_model().objects.filter(pk=user.pk)
    row = rows.values_list(
        Exists(Authenticator.objects.filter(**own)) | Exists(Passkey.objects.filter(**own)),
        Q(Exists(demanded))
        | Q(Exists(SignInRules.objects.filter(superusers=True)), is_superuser=True),
    ).first()
    has_factor, is_demanded = row or (False, False)
    if has_factor:
        return VERIFY
    return ENROL if is_demanded else ""


def has_factor(user) -> bool:
    return missing_step(user) == VERIFY


def make_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def totp(secret: bytes) -> TOTP:
    return TOTP(bytes(secret), DIGITS, SHA1(), STEP)  # noqa: S303 - apps support no other hash


def address_of(secret: bytes, username: str, issuer: str) -> str:
    """The otpauth:// URL in the QR code for authenticator apps."""
    return totp(secret).get_provisioning_uri(username, issuer.replace(":", " "))


def spelled(secret: bytes) -> str:
    """The secret as people type it, in groups of four."""
    return grouped(base64.b32encode(secret).decode().rstrip("="), " ")


def grouped(text: str, between: str) -> str:
    return between.join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def step_of(secret: bytes, code: str) -> int:
    """The time step to which the code belongs, or 0."""
    now = int(time.time()) // STEP
    found = 0
    for step in (now + drift for drift in DRIFT):
        if constant_time_compare(totp(secret).generate(step * STEP).decode(), code):
            found = step
    return found


def add_authenticator(user, secret: bytes, code: str) -> bool:
    """Adds or replaces the account's app. False if the code does not belong to the secret."""
    step = step_of(secret, cleaned(code))
    if not step:
        return False
    Authenticator.objects.update_or_create(
        user=user, defaults={"secret": secret, "last_step": step, "created_at": timezone.now()}
    )
    return True


def check(user, code: str) -> str:
    """Checks six digits or a recovery code: "authenticator", "recovery code", or "" if it is wrong.

    Each code is accepted once only, even if two requests send it at the same time.
    """
    code = cleaned(code)
    if len(code) == DIGITS and code.isdigit():
        authenticator = Authenticator.objects.filter(user=user).first()
        step = step_of(authenticator.secret, code) if authenticator else 0
        fresh = Authenticator.objects.filter(user=user, last_step__lt=step)
        return "authenticator" if step and fresh.update(last_step=step) else ""
    unused = RecoveryCode.objects.filter(user=user, digest=digest(code), used_at=None)
    return "recovery code" if unused.update(used_at=timezone.now()) else ""


def cleaned(code: str) -> str:
    """The code without spaces and hyphens, with o, i and l read as the digits they look like."""
    letters = "".join(letter for letter in code.lower() if letter.isascii() and letter.isalnum())
    return letters.translate(str.maketrans("oil", "011"))


@transaction.atomic
def make_recovery_codes(user) -> list[str]:
    """Creates new recovery codes; earlier ones become invalid."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(code)) for code in codes)
    return [grouped(code, "-") for code in codes]


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def codes_left(user) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def reset(user) -> bool:
    """Removes all factors and ends all sessions of the account; False if it had no factor."""
    had = has_factor(user)
    for model in (Authenticator, Passkey, RecoveryCode):
        model.objects.filter(user=user).delete()
    end_others(user, None)
    return had
