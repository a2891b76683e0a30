"""Decodes bytes, and removes characters from text that have no meaning for readers."""

import codecs
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, surrogates and non-characters, which XML and databases reject.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]"
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]")
# Joiners shape emoji and several scripts; between Latin letters they are stray.
_STRAY_JOINERS = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\u024f])")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error("manuscript-cp1252", _as_cp1252)


def decode(raw: bytes, html: bool = False) -> str:
    """Decodes a file by its byte order mark, a declared HTML charset, or as UTF-8.

    Bytes that are not UTF-8 are read as Windows-1252, a superset of Latin-1's letters.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(encoding, errors="replace")
    guessed = _utf16(raw)
    if guessed:
        return raw.decode(guessed, errors="replace")
    declared = _META_CHARSET.search(raw[:2048]) if html else None
    if declared and not _is_utf8(raw):
        try:
            return raw.decode(declared[1].decode("ascii"), errors="replace")
        except (LookupError, UnicodeError):
            pass
    return raw.decode("utf-8", errors="manuscript-cp1252")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16(raw: bytes) -> str:
    """The UTF-16 variant of text without a byte order mark, in which every other byte is NUL."""
    sample = raw[:2000]
    if len(sample) < 4:
        return ""
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    enough = len(sample) * 0.35
    if odd > enough and even < odd / 4:
        return "utf-16-le"
    if even > enough and odd < even / 4:
        return "utf-16-be"
    return ""


def clean(text: str) -> str:
    """`text` with `\\n` line ends and without control, zero-width and soft-hyphen characters."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    if text.isascii():
        return _FORBIDDEN.sub("", text)
    text = _FORBIDDEN.sub("", _INVISIBLE.sub("", text))
    return _STRAY_JOINERS.sub("", text)


def without_forbidden(value: Any) -> Any:
    """The value without characters that XML and databases reject, in all strings of its lists,
    mappings and dataclasses. Returns the same object where there are none.

    JSON escapes and character references hide such characters from clean().
    """
    match value:
        case str():
            is_plain = value.isascii() and value.isprintable()
            return value if is_plain or not _FORBIDDEN.search(value) else _FORBIDDEN.sub("", value)
        case list():
            cleaned = [without_forbidden(each) for each in value]
            return (
                cleaned if any(a is not b for a, b in zip(cleaned, value, strict=True)) else value
            )
        case dict():
            pairs = {key: without_forbidden(each) for key, each in value.items()}
            return pairs if any(pairs[key] is not value[key] for key in pairs) else value
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.init]
        pairs = {name: without_forbidden(getattr(value, name)) for name in names}
        changed = {name: each for name, each in pairs.items() if each is not getattr(value, name)}
        return replace(value, **changed) if changed else value
    return value
