"""`make demo`: behaves like production on a laptop, over plain http and without set-up.

The secret key is created once and stored next to the database.
"""

from django.core.management.utils import get_random_secret_key

from config.settings.base import *

VAR_DIR.mkdir(parents=True, exist_ok=True)


def stored_secret_key() -> str:
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = SECRET_KEY or stored_secret_key()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]
