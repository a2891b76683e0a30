"""What a new password has to be, wherever one is set."""

import os

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from home.demo.load import random_password

pytestmark = pytest.mark.django_db

GOOD = "tide-tables-are-long"
BAD = ["elevenchars", "passwordpassword", "123456789012", "administrator", "Football2026!",
       "abcabcabcabcabc", "aaaaaaaaaaaaaaa", "sunshine12345"]  # fmt: skip


@pytest.mark.parametrize("password", BAD)
def test_short_common_and_obvious_passwords_are_refused(administrator, password):
    with pytest.raises(ValidationError):
        validate_password(password, administrator)


def test_a_long_password_is_taken(administrator):
    validate_password(GOOD, administrator)


def test_the_demo_makes_passwords_that_would_be_taken(administrator):
    for _ in range(50):
        validate_password(random_password(administrator), administrator)


def change(client, user, password):
    client.force_login(user)
    form = {"password-old_password": "a-long-password", "password-new_password1": password,
            "password-new_password2": password, "name_email-first_name": "A",
            "name_email-last_name": "B", "name_email-email": "a@newsroom.example",
            "theme-theme": "system", "theme-contrast": "system",
            "theme-density": "default"}  # fmt: skip
    client.post(reverse("wagtailadmin_account"), form)


def reset(client, user, password):
    link = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    url = reverse("wagtailadmin_password_reset_confirm", args=link)
    url = client.get(url).url
    client.post(url, {"new_password1": password, "new_password2": password})


def edit(client, user, password):
    root = get_user_model().objects.create_superuser("root", "root@newsroom.example", GOOD)
    client.force_login(root)
    form = {"username": user.username, "email": user.email, "first_name": "A", "last_name": "B",
            "password1": password, "password2": password, "is_active": "on"}  # fmt: skip
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), form)


@pytest.mark.parametrize("way", [change, reset, edit])
@pytest.mark.parametrize("password", ["elevenchars", GOOD])
def test_every_way_of_changing_a_password_asks_for_a_good_one(client, writer, way, password):
    way(client, writer, password)
    writer.refresh_from_db()
    assert writer.check_password(password) is (password == GOOD)


@pytest.mark.parametrize("password", ["elevenchars", GOOD])
def test_a_new_user_needs_a_good_one(client, administrator, password):
    client.force_login(administrator)
    form = {"username": "new", "email": "new@newsroom.example", "first_name": "A",
            "last_name": "B", "password1": password, "password2": password}  # fmt: skip
    client.post(reverse("wagtailusers_users:add"), form)
    assert get_user_model().objects.filter(username="new").exists() is (password == GOOD)


@pytest.mark.parametrize("password", ["elevenchars", GOOD])
def test_the_command_for_superusers_asks_for_a_good_one(db, monkeypatch, password):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    command = {"username": "root", "email": "root@newsroom.example", "interactive": False}
    if password == GOOD:
        call_command("createsuperuser", verbosity=0, **command)
    else:
        with pytest.raises(CommandError, match="12 characters"):
            call_command("createsuperuser", **command)
    assert get_user_model().objects.exists() is (password == GOOD)
    assert os.environ["DJANGO_SUPERUSER_PASSWORD"]
