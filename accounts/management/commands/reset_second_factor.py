"""Removes second factors of an account whose owner lost the device and the recovery codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts import factors, log


class Command(BaseCommand):
    help = (
        "Removes the second factors and recovery codes of an account and ends its sessions, so "
        "that its password alone signs in. Make sure first that it is the owner who asks."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username: str, **options):
        user = (
            get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: username}).first()
        )
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        if not factors.reset(user):
            self.stdout.write(f"{username} has no second factor.")
            return
        log.record("second_factor_reset", is_warning=True, account=username, by="command")
        self.stdout.write(f"{username} signs in with the password alone.")
