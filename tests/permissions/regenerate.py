"""Writes the table, in a database of the tests: see __main__."""

import pytest
from django.db import transaction

from tests.permissions import matrix
from tests.permissions.world import ROLES, build


@pytest.mark.django_db
def test_the_table_is_written():
    columns = {}
    for role in ROLES:
        with transaction.atomic():
            columns[role] = matrix.answers(build(role))
            transaction.set_rollback(True)
    matrix.EXPECTED.write_text(matrix.write(columns))
