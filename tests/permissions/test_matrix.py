"""Access: the table in expected.txt is current, and obeys the rules."""

import pytest

from tests.permissions import matrix
from tests.permissions.world import (
    ANONYMOUS,
    DESK,
    OTHER,
    PRIVATE,
    READER,
    ROLES,
    SUPERUSER,
    WRITER,
    build,
)

# Of the rows, so that several processes share them.
PARTS = 3
HINT = "If this is meant: python -m tests.permissions, and read the difference."
TABLE = matrix.read(matrix.EXPECTED.read_text())
# An attempt at a password is counted.
ATTEMPTS = {"wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"}
# Everybody with an account may manage its security.
OF_EVERY_ACCOUNT = ("account_", "second_factor")


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("role", ROLES)
def test_the_answers_are_those_of_the_table(role, part):
    found = matrix.answers(build(role), part, PARTS)
    other = {row: (TABLE[role].get(row), cell) for row, cell in found.items()
             if TABLE[role].get(row) != cell}  # fmt: skip
    assert not other, f"(in the table, answered): {other}. {HINT}"


@pytest.mark.django_db
def test_the_table_has_a_row_for_every_address_and_no_other():
    rows = {row for row, _address in matrix.addresses(build(SUPERUSER))}
    assert rows == TABLE[SUPERUSER].keys(), HINT


@pytest.mark.any_database
def test_no_address_fails():
    failing = [(role, row) for role, cells in TABLE.items() for row, cell in cells.items()
               if "50" in cell]  # fmt: skip
    assert not failing


@pytest.mark.any_database
@pytest.mark.parametrize("role", [ANONYMOUS, READER])
def test_a_user_without_a_role_cannot_enter_the_admin(role):
    admins = {row for row, cell in TABLE[ANONYMOUS].items()
              if cell == "login/login" and not row[0].startswith(OF_EVERY_ACCOUNT)}  # fmt: skip
    assert len(admins) > 300
    for row in admins - {("wagtaildocs_serve", PRIVATE)}:
        assert TABLE[role][row] in {"login/login", "denied/denied"}, row


@pytest.mark.any_database
@pytest.mark.parametrize("role", [ANONYMOUS, READER, WRITER, DESK])
def test_no_role_writes_objects_of_others(role):
    wrong = {row for row, cell in TABLE[role].items() if row[1] in {OTHER, PRIVATE} and "*" in cell}
    assert {name for name, _object in wrong} <= ATTEMPTS


@pytest.mark.any_database
def test_the_public_writes_nothing_by_an_empty_form():
    written = {name for (name, _object), cell in TABLE[ANONYMOUS].items() if "*" in cell}
    assert written <= ATTEMPTS
