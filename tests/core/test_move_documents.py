"""Documents of earlier versions go where no address leads."""

import shutil
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from core.management.commands import move_documents
from core.models import EditorialDocument

pytestmark = pytest.mark.django_db

FILES = {f"documents/{n}.txt": f"Document {n}".encode() for n in range(5)} | {
    "documents/deep/er/plan.pdf": b"A plan"
}


@pytest.fixture
def source(settings, tmp_path) -> Path:
    """The root of media, with files as an earlier version stored them, and a row for each."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    target = {**settings.STORAGES["documents"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "documents": target}
    EditorialDocument._meta.get_field("file").storage = storages["documents"]
    root = Path(settings.MEDIA_ROOT)
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
        EditorialDocument.objects.create(title=name, file=name)
    (root / "images").mkdir()
    (root / "images" / "a.png").write_bytes(b"a picture")
    return root


@pytest.fixture
def target(source) -> Path:
    return source.parent / "private"


@pytest.fixture(autouse=True)
def _storage_of_the_settings():
    field = EditorialDocument._meta.get_field("file")
    before = field.storage
    yield
    field.storage = before


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_documents_are_moved_and_served_and_nothing_else_is(client, source, target):
    call_command("move_documents")
    assert contents(target) == FILES
    assert contents(source) == {"images/a.png": b"a picture"}
    assert not (source / "documents").exists()
    for document in EditorialDocument.objects.all():
        response = client.get(document.url)
        assert b"".join(response.streaming_content) == FILES[document.file.name]


def test_moving_twice_changes_nothing_more(source, target, capsys):
    call_command("move_documents")
    call_command("move_documents")
    assert contents(target) == FILES
    assert "0 documents were moved" in capsys.readouterr().out


def test_a_dry_run_names_the_documents_and_moves_none(source, target, capsys):
    call_command("move_documents", "--dry-run")
    output = capsys.readouterr().out
    assert all(name in output for name in FILES)
    assert FILES.items() <= contents(source).items() and not target.exists()


def test_files_of_documents_that_were_deleted_are_moved_too(source, target):
    EditorialDocument.objects.all().delete()
    call_command("move_documents")
    assert contents(target) == FILES


class Killed(BaseException):
    """Nothing in the command catches it."""


STEPS = [
    (shutil, "copyfile"),
    (shutil, "copystat"),
    (move_documents, "flush"),
    (move_documents, "is_same"),
    (Path, "rename"),
    (Path, "unlink"),
    (Path, "rmdir"),
]


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize(("place", "step"), STEPS)
@pytest.mark.parametrize("calls", [1, 4])
def test_killed_at_any_step_nothing_is_lost_and_the_next_run_ends_it(
    source, target, monkeypatch, place, step, calls, is_before
):
    real, count = getattr(place, step), 0

    def dying(*args, **kwargs):
        nonlocal count
        count += 1
        if count == calls and is_before:
            raise Killed
        result = real(*args, **kwargs)
        if count == calls:
            raise Killed
        return result

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        try:
            call_command("move_documents")
        except Killed:
            there = {**contents(target), **contents(source)}
            assert FILES.items() <= there.items()
            # A file is whole wherever it has its name.
            assert all(FILES.get(name, body) == body for name, body in contents(target).items())
    call_command("move_documents")
    assert contents(target) == FILES
    assert contents(source) == {"images/a.png": b"a picture"}


def test_killed_in_the_middle_of_a_copy_the_part_is_replaced(source, target):
    (target / "documents").mkdir(parents=True)
    (target / "documents" / ".0.txt.moving").write_bytes(b"Docu")
    call_command("move_documents")
    assert contents(target) == FILES


def test_another_file_of_the_same_name_is_reported_and_both_are_left(source, target):
    (target / "documents").mkdir(parents=True)
    (target / "documents" / "0.txt").write_bytes(b"another")
    with pytest.raises(CommandError, match=r"documents/0\.txt"):
        call_command("move_documents")
    assert (source / "documents" / "0.txt").read_bytes() == FILES["documents/0.txt"]
    assert (target / "documents" / "0.txt").read_bytes() == b"another"
    assert not (source / "documents" / "1.txt").exists()


def test_a_document_stored_before_the_move_takes_no_name_of_another(source, target):
    fresh = EditorialDocument.objects.create(title="", file=ContentFile(b"new", name="0.txt"))
    call_command("move_documents")
    assert EditorialDocument.objects.get(title="documents/0.txt").file.read() == b"Document 0"
    assert fresh.file.read() == b"new"


def test_a_check_asks_for_the_move_until_it_is_done(source, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert [each.id for each in warnings()] == ["core.W001"]
    call_command("move_documents")
    assert warnings() == []


def warnings() -> list:
    return [each for each in run_checks() if (each.id or "").startswith("core.")]
