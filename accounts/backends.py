"""Django's check of name and password, with a limit on attempts."""

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from accounts import throttle


class ThrottledBackend(ModelBackend):
    """Counts every call of authenticate(). Raises TooManyAttempts.

    Unknown accounts are counted like others, and ModelBackend hashes their password as well, so the
    response reveals nothing about an account.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None:
            username = kwargs.get(get_user_model().USERNAME_FIELD)
        if username is None or password is None:
            return None
        attempt = throttle.attempt(request, throttle.login_limits(request, username), username)
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            attempt.succeeded()
        return user

    async def aauthenticate(self, request, username=None, password=None, **kwargs):
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)
