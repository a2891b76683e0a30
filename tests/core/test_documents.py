"""Where documents are stored, and the answers of their view."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.migrations.loader import MigrationLoader
from wagtail.models import Collection, CollectionViewRestriction

from core.models import EditorialDocument

SECRET = b"Only for those who are signed in."

pytestmark = pytest.mark.django_db


@pytest.fixture
def private_collection():
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    return collection


def document(name="report.pdf", content=SECRET, **kwargs) -> EditorialDocument:
    return EditorialDocument.objects.create(
        title="Report", file=ContentFile(content, name=name), **kwargs
    )


def test_a_document_is_stored_outside_of_what_media_serves(settings):
    stored = Path(document().file.path)
    assert stored.read_bytes() == SECRET
    assert not stored.is_relative_to(settings.MEDIA_ROOT)


def test_no_address_leads_to_the_file_of_a_document():
    with pytest.raises(NotImplementedError):
        _ = document().file.url


def test_the_migrations_name_the_storage_and_no_folder():
    state = MigrationLoader(None).project_state()
    field = state.apps.get_model("core", "EditorialDocument")._meta.get_field("file")
    assert field.storage is storages["documents"]


def test_a_name_is_taken_by_a_document_that_was_not_moved_yet(settings):
    former = Path(settings.MEDIA_ROOT) / "documents" / "minutes.pdf"
    former.parent.mkdir(exist_ok=True)
    former.write_bytes(b"an old one")
    try:
        assert document("minutes.pdf").file.name != "documents/minutes.pdf"
    finally:
        former.unlink()
        former.parent.rmdir()


# The responses of the view


def test_a_public_document_may_be_cached_and_is_revalidated_each_time(client):
    response = client.get(document().url)
    assert b"".join(response.streaming_content) == SECRET
    assert response.headers["Cache-Control"] == "public, no-cache"
    again = client.get(document().url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.headers["Cache-Control"] == "public, no-cache"


def test_a_private_document_is_stored_by_no_cache(client, private_collection, writer):
    address = document(collection=private_collection).url
    refused = client.get(address)
    client.force_login(writer)
    allowed = client.get(address)
    assert (refused.status_code, allowed.status_code) == (302, 200)
    assert b"".join(allowed.streaming_content) == SECRET
    for response in (refused, allowed):
        assert response.headers["Cache-Control"] == "private, no-store"


def test_parts_of_a_private_document_are_stored_by_no_cache(client, private_collection, writer):
    client.force_login(writer)
    address = document(collection=private_collection).url
    response = client.get(address, headers={"Range": "bytes=5-7"})
    assert response.status_code == 206 and b"".join(response.streaming_content) == SECRET[5:8]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_document_in_a_collection_beneath_a_private_one_is_private(client, private_collection):
    inner = private_collection.add_child(name="Inner")
    response = client.get(document(collection=inner).url)
    assert response.status_code == 302
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_document_with_a_password_asks_for_it_and_is_stored_by_no_cache(client):
    collection = Collection.get_first_root_node().add_child(name="Password")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="open sesame",
    )
    address = document(collection=collection).url
    prompt = client.get(address)
    assert SECRET not in prompt.content
    form = f"/documents/authenticate_with_password/{restriction.pk}/"
    wrong = client.post(form, {"password": "sesame", "return_url": address})
    right = client.post(form, {"password": "open sesame", "return_url": address})
    sent = client.get(address)
    assert right.status_code == 302 and b"".join(sent.streaming_content) == SECRET
    for response in (prompt, wrong, right, sent):
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_document_for_a_group_is_refused_to_others(client, writer, editor):
    collection = Collection.get_first_root_node().add_child(name="Editors")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name="Editor"))
    address = document(collection=collection).url
    for user, status in ((None, 302), (writer, 302), (editor, 200)):
        if user:
            client.force_login(user)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.csv", "a.zip"])
def test_no_document_has_an_encoding_that_it_has_not(client, name):
    response = client.get(document(name).url)
    assert "Content-Encoding" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_a_long_text_is_compressed_on_its_way(client):
    address = document("a.txt", b"word " * 1000).url
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "name",
    ['a"; filename=evil.html;.txt', "ünïcödé.txt", "日本語.txt", "a\\b.txt", "a%22.txt", "a;b.txt"],
)
def test_the_name_for_saving_is_one_quoted_string(client, name):
    stored = document()
    EditorialDocument.objects.filter(pk=stored.pk).update(file=f"documents/{name}")
    stored.refresh_from_db()
    Path(stored.file.path).write_bytes(SECRET)
    response = client.get(stored.url)
    assert response.status_code == 200
    header = response.headers["Content-Disposition"]
    quoted = r'attachment; filename="(?:[^"\\]|\\.)*"'
    encoded = r"attachment; filename\*=utf-8''[A-Za-z0-9.%!#$&+^_`|~-]+"
    assert re.fullmatch(f"{quoted}|{encoded}", header), header


def test_a_document_whose_file_is_gone_is_not_found(client):
    stored = document()
    Path(stored.file.path).unlink()
    assert client.get(stored.url).status_code == 404
