"""Recognises files that are not manuscripts: exports, office files, archives, pictures.

Without this check the text reader would read a whole export as one article, drafts included.
"""

import re
from pathlib import PurePath

from .cleaning import decode

SAMPLE = 20_000
"""How many bytes of the beginning `foreign_kind` looks at."""

_ARCHIVE_MEMBERS = (
    (b"word/document.xml", "a Word document (DOCX)"),
    (b"xl/workbook.xml", "an Excel workbook (XLSX)"),
    (b"ppt/presentation.xml", "a PowerPoint presentation (PPTX)"),
    (b"mimetypeapplication/epub+zip", "an e-book (EPUB)"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text (ODT)"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"[Content_Types].xml", "an Office document"),
    (b"Index/Document.iwa", "a Pages document"),
)
_ARCHIVE_NAMES = {
    ".docx": "a Word document (DOCX)",
    ".docm": "a Word document (DOCX)",
    ".xlsx": "an Excel workbook (XLSX)",
    ".pptx": "a PowerPoint presentation (PPTX)",
    ".odt": "an OpenDocument text (ODT)",
    ".epub": "an e-book (EPUB)",
    ".pages": "a Pages document",
}
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Office document (DOC)"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (GZIP)"),
    (b"BZh", "a compressed file (BZIP2)"),
    (b"\xfd7zXZ\x00", "a compressed file (XZ)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"bplist00", "a web archive of Safari"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
)
_XML = (
    (r"<wp:wxr_version\b|xmlns:wp=|wordpress\.org/export/", "a WordPress export (WXR)"),
    (r"<feed\b[^>]*Atom.*schemas\.google\.com/blogger|blogger\.com", "a Blogger export"),
    (r"<!DOCTYPE en-export|<en-export\b", "an Evernote export (ENEX)"),
    (r"<opml\b", "an outline (OPML)"),
    (r"<rss\b|<rdf:RDF\b", "a feed (RSS)"),
    (r"<feed\b", "a feed (Atom)"),
    (r"<mediawiki\b", "a MediaWiki export"),
    (r"<w:document\b|<pkg:package\b", "a Word document (XML)"),
    (r"<office:document\b", "an OpenDocument file"),
    (r"<article\b[^>]*(?:docbook|jats|nlm)", "an XML article"),
    (r"<nitf\b|<newsItem\b|<newsMessage\b", "a news agency's file (NITF, NewsML)"),
    (r"<svg\b", "a picture (SVG)"),
    (r"<plist\b", "a property list"),
)
_MARKUP_NAMES = {
    ".rst": "a reStructuredText file",
    ".rest": "a reStructuredText file",
    ".adoc": "an AsciiDoc file",
    ".asciidoc": "an AsciiDoc file",
    ".asc": "an AsciiDoc file",
    ".org": "an Org file",
    ".tex": "a LaTeX file",
    ".latex": "a LaTeX file",
    ".textile": "a Textile file",
    ".wiki": "a wiki page",
    ".mediawiki": "a wiki page",
    ".ipynb": "a Jupyter notebook",
    ".csv": "a table (CSV)",
    ".tsv": "a table (TSV)",
    ".yaml": "a YAML file",
    ".yml": "a YAML file",
    ".toml": "a TOML file",
    ".sql": "a database dump (SQL)",
    ".eml": "an e-mail",
    ".mbox": "a mailbox",
}
_GHOST = re.compile(r'\A\s*\{\s*"(?:db|meta|data)"\s*:.{0,2000}?"(?:posts|exported_on)"\s*:', re.S)
_NOTEBOOK = re.compile(r'\A\s*\{.{0,200}?"(?:cells|nbformat)"\s*:', re.S)
_MOVABLE_TYPE = re.compile(r"\A(?:[A-Z][A-Z ]+: .*\n){2,}-----\n", re.M)
_MHTML = re.compile(
    r"\A(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?(?:Snapshot-Content-Location|MIME-Version):", re.I
)
_LATEX = re.compile(r"(?:%.*\n|\s*\n)*\\document(?:class|style)\b")
_RST = re.compile(
    r"(?:(?:={4,}\n)?\S.*\n(?:={4,}|-{4,}|~{4,}|\*{4,})\n\n?)?"
    r"(?::[\w-]+: \S.*\n|\.\. [\w-]+::(?: |\n))"
)
_XML_PROLOGUE = re.compile(r"\A(?:\s*<\?[^>]*\?>|\s*<!--.*?-->)+\s*", re.S)
_XML_ROOTS = frozenset(
    ["rss", "rdf:rdf", "feed", "opml", "mediawiki", "en-export", "svg", "plist", "nitf"]
)
_HTML_ROOTS = frozenset(
    ["html", "head", "body", "article", "main", "section", "div", "p", "h1", "h2", "h3", "meta"]
) | frozenset(
    ["b", "span", "table", "ul", "ol", "blockquote", "figure", "header", "style", "title"]
)  # fmt: skip
_JATS = re.compile(r"<article\b[^>]*(?:docbook|jats|nlm|dtd)", re.I)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.005


def foreign_kind(name: str, head: bytes | str, is_certain: bool = False) -> str:
    """The kind of a file that no reader supports ("a WordPress export (WXR)"), or "".

    `head` is the beginning of the file. `is_certain` means that the user has named the format. Then
    only files that cannot be a manuscript in any format match: archives, office files, and exports
    of many articles.
    """
    suffix = PurePath(name).suffix.lower()
    raw = head if isinstance(head, bytes) else head.encode("utf-8", "replace")
    kind = _binary_kind(suffix, raw[:SAMPLE])
    if kind:
        return kind
    text = _text_of(head)
    kind = _export_kind(text)
    if kind or is_certain:
        return kind
    if len(_BINARY.findall(text)) > _BINARY_SHARE * max(len(text), 1):
        return "no text, but a binary file"
    return _MARKUP_NAMES.get(suffix) or _markup_kind(text)


def refusal(kind: str) -> str:
    """Why a file of that kind is not imported. Every import interface shows this message."""
    return (
        f"this is {kind}: there is no reader for it. "
        "Save the article as HTML, Markdown or plain text and import that."
    )


def _binary_kind(suffix: str, raw: bytes) -> str:
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        if suffix in _ARCHIVE_NAMES:
            return _ARCHIVE_NAMES[suffix]
        return next((kind for member, kind in _ARCHIVE_MEMBERS if member in raw), "a ZIP archive")
    return next((kind for magic, kind in _MAGIC if raw.startswith(magic)), "")


def _text_of(head: bytes | str) -> str:
    text = decode(head[:SAMPLE]) if isinstance(head, bytes) else head[:SAMPLE]
    return text.lstrip("\ufeff \t\r\n").replace("\r\n", "\n")


def _export_kind(text: str) -> str:
    if text.startswith("<"):
        return _xml_kind(text)
    if _GHOST.match(text):
        return "a Ghost export"
    if _NOTEBOOK.match(text):
        return "a Jupyter notebook"
    if text.startswith("[") and re.match(r'\[\s*\{\s*"', text):
        return "a list of JSON objects (JSON Lines has one object a line)"
    if _MOVABLE_TYPE.match(text):
        return "a Movable Type export"
    if _MHTML.match(text[:4000]) and "multipart/" in text[:4000]:
        return "a web archive (MHTML)"
    return ""


def _xml_kind(text: str) -> str:
    """The kind of an XML file that is not an HTML page or a part of one."""
    start = _XML_PROLOGUE.sub("", text)
    root = re.match(r"(?:<!DOCTYPE\s+(?!html\b)[^>]*>\s*)?<([\w:.-]+)", start, re.I)
    if root is None:
        return ""
    name = root[1].lower()
    if name in _HTML_ROOTS and not re.match(
        r"<article\b[^>]*(?:docbook|jats|nlm|dtd)", start, re.I
    ):
        return ""
    if name not in _XML_ROOTS and not re.match(r"<\?xml\s", text):
        return ""
    found = (kind for pattern, kind in _XML if re.search(pattern, text, re.I | re.S))
    return next(found, "an XML file")


def _markup_kind(text: str) -> str:
    if _LATEX.match(text):
        return "a LaTeX file"
    if _RST.match(text):
        return "a reStructuredText file"
    return ""
