"""Text in the character set of XML 1.0: https://www.w3.org/TR/xml/#charsets"""

FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


def clean(text) -> str:
    """The text without the characters that XML forbids, escaped or not."""
    return str(text or "").translate(FORBIDDEN)
