"""Passkeys as a second factor (WebAuthn), with Yubico's fido2."""

import hashlib
import re
from collections.abc import Mapping
from ipaddress import ip_address

from django.db.models import QuerySet
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from accounts.models import Passkey

VERIFICATION = UserVerificationRequirement.PREFERRED
PORT = re.compile(r":\d+$")
# For each account.
MOST = 20
# Errors that fido2 raises for a malformed or wrong response.
BAD_RESPONSE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def host(request) -> str:
    return PORT.sub("", request.get_host())


def are_possible(request) -> bool:
    """Whether browsers offer passkeys here: over https and on localhost, never for bare IPs."""
    name = host(request)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return request.is_secure() or name == "localhost" or name.endswith(".localhost")
    return False


def server(request) -> Fido2Server:
    name = host(request)
    return Fido2Server(PublicKeyCredentialRpEntity(id=name, name=name))


def usable(request, user) -> QuerySet[Passkey]:
    """The passkeys of the user for the host of the request."""
    if not are_possible(request):
        return Passkey.objects.none()
    return Passkey.objects.filter(user=user, rp_id=host(request))


def credentials(passkeys) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(passkey.credential)) for passkey in passkeys]


def begin_adding(request, user) -> tuple[dict, dict]:
    """The options for the browser, and the state that `add` needs with the browser's response."""
    entity = PublicKeyCredentialUserEntity(
        id=str(user.pk).encode(), name=user.get_username(), display_name=str(user)
    )
    options, state = server(request).register_begin(
        entity, credentials(usable(request, user)), user_verification=VERIFICATION
    )
    return dict(options), state


def add(request, user, name: str, state: dict, response: Mapping) -> Passkey | None:
    """Stores the passkey; None if the response is wrong or the device is already registered."""
    try:
        data = server(request).register_complete(state, response)
    except BAD_RESPONSE:
        return None
    credential = data.credential_data
    passkey, is_new = Passkey.objects.get_or_create(
        digest=hashlib.sha256(credential.credential_id).hexdigest(),
        defaults={
            "user": user,
            "name": name,
            "rp_id": host(request),
            "credential": bytes(credential),
            "sign_count": data.counter,
        },
    )
    return passkey if is_new else None


def begin_check(request, user) -> tuple[dict, dict]:
    options, state = server(request).authenticate_begin(
        credentials(usable(request, user)), user_verification=VERIFICATION
    )
    return dict(options), state


def check(request, user, state: dict, response: Mapping) -> Passkey | None:
    """The passkey that signed, or None. A counter that went back indicates a copied device."""
    passkeys = list(usable(request, user))
    if not passkeys:
        return None
    try:
        used = server(request).authenticate_complete(state, credentials(passkeys), response)
        count = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except BAD_RESPONSE:
        return None
    digest = hashlib.sha256(used.credential_id).hexdigest()
    rows = Passkey.objects.filter(user=user, digest=digest)
    if count:
        rows = rows.filter(sign_count__lt=count)
    if not rows.update(sign_count=count, used_at=timezone.now()):
        return None
    return Passkey.objects.filter(user=user, digest=digest).first()
