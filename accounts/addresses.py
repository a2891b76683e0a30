"""The network address that a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings

# The prefix that a provider assigns to one customer: https://www.rfc-editor.org/rfc/rfc6177
CUSTOMER_BITS = 64


def client_address(request) -> str:
    """The client's address, as the outermost of our own proxies saw it; empty if there is none.

    Entries further left in X-Forwarded-For come from the client and cannot be trusted.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
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
