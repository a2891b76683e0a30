"""Parts of media and documents, for players and broken downloads."""

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, CollectionViewRestriction

from core.http.ranges import BLOCK_BYTES, range_of
from core.models import EditorialDocument

FILM = bytes(range(256)) * (BLOCK_BYTES // 100)
SIZE = len(FILM)

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(settings) -> str:
    """The address of a file among the media."""
    (Path(settings.MEDIA_ROOT) / "film.mp4").write_bytes(FILM)
    return "/media/film.mp4"


@pytest.fixture
def document() -> str:
    """The address of a document."""
    file = ContentFile(FILM, name="report.pdf")
    return EditorialDocument.objects.create(title="Report", file=file).url


@pytest.fixture(params=["film", "document"])
def address(request) -> str:
    return request.getfixturevalue(request.param)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_announces_that_it_accepts_range_requests(client, address):
    response = client.get(address)
    assert response.status_code == 200 and body_of(response) == FILM
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Length"] == str(SIZE)


@pytest.mark.parametrize(
    ("requested", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # with which Safari begins
        ("bytes=0-0", 0, 0),
        ("Bytes=5-9", 5, 9),
        (f"bytes=7-{SIZE * 9}", 7, SIZE - 1),
        (f"bytes={BLOCK_BYTES - 1}-{BLOCK_BYTES + 1}", BLOCK_BYTES - 1, BLOCK_BYTES + 1),
        ("bytes=100-", 100, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        (f"bytes=-{SIZE * 9}", 0, SIZE - 1),
    ],
)
def test_a_range_request_gets_that_part_of_the_file(client, address, requested, first, last):
    response = client.get(address, headers={"Range": requested})
    assert response.status_code == 206
    assert body_of(response) == FILM[first : last + 1]
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.headers["Content-Type"] in {"video/mp4", "application/pdf"}


@pytest.mark.parametrize("requested", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 1}", "bytes=-0"])
def test_a_range_beyond_the_file_is_not_satisfiable(client, address, requested):
    response = client.get(address, headers={"Range": requested})
    assert response.status_code == 416 and body_of(response) == b""
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"
    assert response.headers["Content-Length"] == "0"


@pytest.mark.parametrize(
    "requested",
    ["bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=a-b", "bytes=1", "lines=0-1", "0-1", "",
     "bytes=0-" + "9" * 5000, "bytes=٠-١"],
)  # fmt: skip
def test_a_malformed_range_is_answered_with_the_whole_file(client, address, requested):
    response = client.get(address, HTTP_RANGE=requested)
    assert response.status_code == 200 and body_of(response) == FILM
    assert "Content-Range" not in response.headers


def test_only_get_supports_ranges(client, address):
    """RFC 9110, 14.2. A response to HEAD has the length of the file."""
    response = client.head(address, headers={"Range": "bytes=0-1"})
    assert response.status_code == 200 and response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Length"] == str(SIZE)


def test_a_part_of_the_file_that_is_known_is_sent(client, address):
    first = client.get(address)
    body_of(first)
    for name in {"ETag", "Last-Modified"} & set(first.headers):
        headers = {"Range": "bytes=5-", "If-Range": first.headers[name]}
        response = client.get(address, headers=headers)
        assert response.status_code == 206 and body_of(response) == FILM[5:]


@pytest.mark.parametrize(
    "known", ['"other"', "Wed, 21 Oct 2015 07:28:00 GMT", "nonsense", 'W/"weak"']
)
def test_of_another_file_all_is_sent(client, address, known):
    response = client.get(address, headers={"Range": "bytes=5-", "If-Range": known})
    assert response.status_code == 200 and body_of(response) == FILM


def test_a_weak_tag_is_no_proof_that_a_file_is_the_same(client, document):
    etag = client.get(document).headers["ETag"]
    headers = {"Range": "bytes=5-", "If-Range": f"W/{etag}"}
    assert client.get(document, headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("requested", ["", "bytes=0-1"])
def test_a_conditional_range_request_for_an_unchanged_file_is_answered_with_304(
    client, address, method, requested
):
    first = client.get(address)
    body_of(first)
    headers = {"Range": requested, "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.generic(method, address, headers=headers).status_code == 304
    if "ETag" in first.headers:
        headers = {"Range": requested, "If-None-Match": first.headers["ETag"]}
        assert client.generic(method, address, headers=headers).status_code == 304


def test_a_file_that_changed_is_sent(client, film, settings):
    modified = client.get(film).headers["Last-Modified"]
    path = Path(settings.MEDIA_ROOT) / "film.mp4"
    path.write_bytes(b"another film")
    os.utime(path, (2_000_000_000, 2_000_000_000))
    headers = {"Range": "bytes=0-1", "If-Range": modified, "If-Modified-Since": modified}
    response = client.get(film, headers=headers)
    assert response.status_code == 200 and body_of(response) == b"another film"


def test_an_empty_file_has_no_parts(client, settings):
    (Path(settings.MEDIA_ROOT) / "empty.mp4").write_bytes(b"")
    response = client.get("/media/empty.mp4", headers={"Range": "bytes=0-"})
    assert response.status_code == 200 and body_of(response) == b""


def test_a_text_is_compressed_and_has_no_parts(client, settings):
    (Path(settings.MEDIA_ROOT) / "drawing.svg").write_text("<svg/>" * 500)
    headers = {"Range": "bytes=0-9", "Accept-Encoding": "gzip"}
    response = client.get("/media/drawing.svg", headers=headers)
    assert response.status_code == 200 and response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Ranges" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "none.mp4",
        "../../etc/hosts",
        "..%2f..%2fetc/hosts",
        "%2e%2e/%2e%2e/etc/hosts",
        "/etc/hosts",
        "",
    ],
)
def test_nothing_but_media_is_sent(client, path):
    response = client.get(f"/media/{path}", headers={"Range": "bytes=0-1"})
    assert response.status_code in {400, 404}


def test_ranges_of_a_private_document_are_refused_to_others(client):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    file = ContentFile(FILM, name="private.pdf")
    private = EditorialDocument.objects.create(title="A", file=file, collection=collection)
    for address in (private.url, f"/media/{quote(private.file.name)}"):
        response = client.get(address, headers={"Range": "bytes=0-1"})
        assert response.status_code in {302, 404}


@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"bytes=\s*[0-9]{0,20}-[0-9]{0,20}(,.*)?", fullmatch=True),
    ),
    st.integers(0, 10**12),
)
def test_a_range_response_is_within_the_file_for_every_request(requested, size):
    part = range_of(requested, size)
    assert part is None or (0 <= part.start <= part.stop <= size and size)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_range_response_has_exactly_the_requested_bytes(size, first, length):
    expected = range(size)[first : first + length + 1]
    assert list(range_of(f"bytes={first}-{first + length}", size)[:1]) == list(expected[:1])
    assert len(range_of(f"bytes={first}-{first + length}", size)) == len(expected)
    assert len(range_of(f"bytes={first}-", size)) == max(size - first, 0)
    assert range_of(f"bytes=-{length}", size) == range(max(size - length, 0), size)
