"""HTML tags, grouped by how they are treated."""

ITALIC = frozenset({"i", "em", "cite", "dfn", "var"})
BOLD = frozenset({"b", "strong"})
# Tags that lose their look when they are unwrapped, and the message for the report.
UNWRAPPED = {
    "code": "code shown as plain text",
    "kbd": "code shown as plain text",
    "samp": "code shown as plain text",
    "tt": "code shown as plain text",
    "u": "underlining",
    "ins": "underlining",
    "s": "strike-through",
    "del": "strike-through",
    "strike": "strike-through",
    "mark": "highlighting",
    "sub": "subscript shown as plain text",
    "sup": "superscript shown as plain text",
}
STRUCK = frozenset({"s", "del", "strike"})
PASSED = frozenset(
    [
        "html",
        "body",
        "div",
        "section",
        "article",
        "main",
        "center",
        "header",
        "footer",
        "address",
        "hgroup",
        "fieldset",
        "legend",
        "figcaption",
        "noframes",
        "picture",
        "summary",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "p",
    ]
)
"""Blocks that mean no more than "a paragraph ends here"."""

# Never shown as text, so leaving them out loses nothing that readers saw.
SILENT = frozenset(
    [
        "head",
        "title",
        "meta",
        "link",
        "base",
        "param",
        "source",
        "track",
        "template",
        "noscript",
        "wbr",
        "area",
    ]
)
REMOVED = {
    "script": "script",
    "style": "style sheet",
    "svg": "drawing (svg)",
    "canvas": "drawing (canvas)",
    "object": "embedded object",
    "embed": "embedded object",
    "applet": "embedded object",
    "input": "form field",
    "select": "form field",
    "textarea": "form field",
    "map": "image map",
    "math": "",
}
FURNITURE = frozenset({"nav", "form", "button"})
