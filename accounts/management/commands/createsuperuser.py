"""Django's command, which also validates a password from the environment."""

import os

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    def handle(self, *args, **options):
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if not options["interactive"] and password:
            name = options.get(self.UserModel.USERNAME_FIELD) or os.environ.get(
                f"DJANGO_SUPERUSER_{self.UserModel.USERNAME_FIELD.upper()}", ""
            )
            try:
                validate_password(password, self.UserModel(**{self.UserModel.USERNAME_FIELD: name}))
            except ValidationError as error:
                raise CommandError("\n".join(error.messages)) from error
        return super().handle(*args, **options)
