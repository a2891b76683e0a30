"""Images and embeds: local paths, frames that are videos, and the settings of an image."""

import html
import re
from urllib.parse import parse_qs, urlsplit

WIDTHS = frozenset({"measure", "wide", "margin"})

# A quote ends a value only before another setting or the end, so that credits may contain quotes.
_SETTING = re.compile(r"""([\w-]+)=(?:"(.*?)"(?=\s+[\w-]+=|\s*$)|([^\s"]+))""")
_VIDEO_ID = re.compile(r"^[\w-]+$")


def is_local(src: str) -> bool:
    """Whether an image source is a path: no scheme (http, data, javascript …), no other host."""
    return bool(src) and not src.startswith("//") and not re.match(r"^\s*[a-zA-Z][\w+.-]*:", src)


def is_width(width: str) -> bool:
    return width in WIDTHS


def image_attributes(text: str) -> dict[str, str]:
    """`credit="…" width=wide` as a dictionary; empty if the text is something else."""
    settings = {
        match[1]: html.unescape(match[2] if match[2] is not None else match[3])
        for match in _SETTING.finditer(text)
    }
    return settings if settings.keys() <= {"credit", "width"} else {}


def embed_url(src: str) -> str:
    """The page of the video that a frame plays; "" if it is not a video we can embed."""
    try:
        url = urlsplit("https:" + src if src.startswith("//") else src.strip())
    except ValueError:
        return ""
    host = (url.netloc or "").lower().removeprefix("www.").removeprefix("player.")
    parts = [part for part in url.path.split("/") if part]
    if url.scheme not in ("http", "https") or not parts:
        return ""
    video = parts[-1]
    if host in ("youtube.com", "youtube-nocookie.com") and parts[0] == "watch":
        video = parse_qs(url.query).get("v", [""])[0]
    if not _VIDEO_ID.match(video):
        return ""
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return f"https://www.youtube.com/watch?v={video}"
    if host == "vimeo.com":
        return f"https://vimeo.com/{video}"
    return ""
