"""The addresses of uploads lead to no document, however they are spelt."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.http.uploads import is_closed, is_plain

pytestmark = pytest.mark.django_db

# As an earlier version stored it, and move_documents has not moved it yet.
SECRET = b"It waits in the former folder."
SPELLINGS = [
    "documents/secret.txt",
    "/documents/secret.txt",
    "//documents//secret.txt",
    "./documents/secret.txt",
    ".//documents/./secret.txt",
    "x/../documents/secret.txt",
    "../media/documents/secret.txt",
    "documents//secret.txt",
    "documents/./secret.txt",
    "documents/x/../secret.txt",
    "%2Fdocuments/secret.txt",
    "%2fdocuments%2fsecret.txt",
    "documents%2Fsecret.txt",
    "%2E/documents/secret.txt",
    "x/%2e%2e/documents/secret.txt",
    "%2e%2e%2fmedia%2fdocuments%2fsecret.txt",
    "%252Fdocuments/secret.txt",
    "%25%32%66documents/secret.txt",
    "documents%252Fsecret.txt",
    "%64ocuments/secret.txt",
    "documents%5Csecret.txt",
    "%5Cdocuments/secret.txt",
    "documents\\secret.txt",
    ".\\documents\\secret.txt",
    "documents;x/secret.txt",
    "documents/;x/secret.txt",
    ";x/documents/secret.txt",
    "Documents/secret.txt",
    "DOCUMENTS/secret.txt",
    "documents./secret.txt",
    "documents.../secret.txt",
    "documents%20/secret.txt",
    "%20documents/secret.txt",
    "documents%00/secret.txt",
    "%00documents/secret.txt",
    "documents/secret.txt%00.png",
    "documents%09/secret.txt",
    "doc%0Auments/secret.txt",
    "documents%3A%3A$DATA/secret.txt",
    "ｄocuments/secret.txt",
    "docume%E2%80%8Bnts/secret.txt",
    "documentſ/secret.txt",
    "documents%EF%BC%8Fsecret.txt",
    "%C0%AFdocuments/secret.txt",
    "alias/secret.txt",
    "link.txt/",
    "documents",
    "documents/",
    "wagtail_uploads/secret.txt",
    "/wagtail_uploads/secret.txt",
    "WAGTAIL_UPLOADS/secret.txt",
]


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    for folder in ("documents", "wagtail_uploads"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "secret.txt").write_bytes(SECRET)
    (tmp_path / "alias").symlink_to(tmp_path / "documents")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "documents.png").write_bytes(b"a picture")
    return tmp_path


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_leads_to_the_former_folder(client, media, spelling):
    response = client.get(f"/media/{spelling}")
    assert response.status_code in {400, 404}


@pytest.mark.parametrize("prefix", ["//media/", "/./media/", "/x/../media/", "/MEDIA/", "/media//"])
def test_no_spelling_of_the_address_before_it_does(client, media, prefix):
    path = quote(f"{prefix}documents/secret.txt", safe="/")
    assert client.generic("GET", path, PATH_INFO=path).status_code in {301, 400, 404}


def test_public_media_are_served_only_under_their_normalised_path(client, media):
    assert client.get("/media/images/documents.png").status_code == 200
    for spelling in ("/images/documents.png", "images//documents.png", "./images/documents.png"):
        assert client.get(f"/media/{spelling}").status_code == 404


@pytest.mark.any_database
@given(st.text(max_size=30))
def test_no_path_fails(path):
    is_plain(path)
    is_closed(path.partition("/")[0])


@pytest.mark.any_database
@given(st.lists(st.sampled_from(["documents", "x", "", ".", ".."]), max_size=6))
def test_a_plain_path_begins_where_it_leads(parts):
    path = "/".join(parts)
    if is_plain(path) and path:
        assert not {"", ".", ".."} & set(parts)


@pytest.mark.parametrize("name", ["a" * 300, "b" * 5000, "x/" * 3000 + "y"])
def test_a_name_that_no_file_system_can_hold_is_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404
    assert client.post(f"/media/{name}").status_code == 404
