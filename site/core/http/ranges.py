"""Range requests for files: players of video and audio, and resumed downloads.

https://www.rfc-editor.org/rfc/rfc9110#section-14. A request for several ranges, or for an invalid
one, gets the whole file.
"""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import BinaryIO

from django.http import FileResponse

from core.http.middleware import is_text

BLOCK_BYTES = 64 * 1024
# File sizes have at most this many digits.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def with_ranges(view: Callable) -> Callable:
    """Adds range support to a view that returns a file."""

    @wraps(view)
    def view_with_ranges(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        is_file = isinstance(response, FileResponse) and response.file_to_stream
        # Text responses are compressed later, so a part of one does not match bytes of the file.
        if is_file and response.status_code == 200 and not is_text(response):
            response.headers["Accept-Ranges"] = "bytes"
            cut(request, response)
        return response

    return view_with_ranges


def cut(request, response: FileResponse) -> None:
    """Reduces the response to the requested range: a part (206), nothing (416), or the whole
    file."""
    size = int(response.headers["Content-Length"])
    part = range_of(request.headers.get("Range", ""), size)
    if part is None or request.method != "GET" or not is_same(request, response):
        return
    file = response.file_to_stream
    file.seek(part.start)
    response.streaming_content = blocks(file, len(part))
    response.status_code = 206 if part else 416
    span = f"{part.start}-{part.stop - 1}" if part else "*"
    response.headers["Content-Range"] = f"bytes {span}/{size}"
    response.headers["Content-Length"] = str(len(part))


def range_of(asked: str, size: int) -> range | None:
    """The requested bytes: empty if they lie beyond the file, None if the answer is the whole
    file."""
    found = RANGE.fullmatch(asked.strip())
    if not found or not any(found.groups()) or not size:
        return None
    first, last = (int(number) if number else None for number in found.groups())
    if first is None:
        return range(max(size - last, 0), size)
    if last is None:
        return range(min(first, size), size)
    return range(min(first, size), min(last + 1, size)) if first <= last else None


def is_same(request, response: FileResponse) -> bool:
    """Whether If-Range matches the file, so that the client may append the requested part."""
    known = request.headers.get("If-Range")
    if not known or known.startswith("W/"):
        return not known
    return known in {response.headers.get("ETag"), response.headers.get("Last-Modified")}


def blocks(file: BinaryIO, left: int) -> Iterator[bytes]:
    """The next bytes of the file, `left` in number."""
    while left > 0 and (block := file.read(min(BLOCK_BYTES, left))):
        left -= len(block)
        yield block
