"""The words with which articles label their parts: FAQs, key takeaways, contents."""

import re

_FAQ = re.compile(
    r"""^(?:[\W\d_]*)(?:
        (?:.*\b)?f\.?a\.?q\.?['’]?s?\b.*
      | (?:.*\b)?frequently\s+asked\s+questions?\b.*
      | (?:common|commonly\s+asked|popular|quick|top|reader|readers['’]|patient|your)\s+questions?
        (?:\s+(?:answered|and\s+answers|about\b.*|on\b.*))?
      | questions?\s*(?:and|&|\+)\s*answers?(?:\s+(?:about|on)\b.*)?
      | q\s*(?:&|and|\+)\s*a(?:\s+(?:about|on)\b.*)?
      | people\s+also\s+ask
    )[\s:.]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_TAKEAWAYS = re.compile(
    r"""^[\W_]*(?:
        (?:the\s+)?(?:key|main|quick|top)\s+
          (?:take[\s-]?aways?|points?|facts|messages|highlights|lessons|findings)
          (?:\s+(?:to\s+remember|from\s+this\s+(?:article|story)|at\s+a\s+glance))?
      | take[\s-]?aways?
      | points\s+to\s+remember
      | (?:story\s+|article\s+)?highlights
      | at\s+a\s+glance
      | in\s+(?:brief|short)
      | tl;?\s?dr
      | the\s+essentials
    )[\s:.–—-]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTENTS = re.compile(
    r"""^[\W_]*(?:
        table\s+of\s+contents?
      | contents?
      | in\s+this\s+(?:article|guide|story|post)
      | on\s+this\s+page
      | what['’]s\s+in(?:side)?\s+this\s+(?:article|guide)
      | jump\s+to(?:\s+section)?
    )[\s:.]*(?:[\[(]?\s*(?:hide|show|toggle|open|close)\s*[\])]?)?[\s:.]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_POINTS = re.compile(
    r"""^[\W_]*(?:
        (?:the\s+)?bottom\s+line
      | (?:what|things)\s+to\s+(?:remember|know)
      | what\s+(?:you\s+(?:need|have)\s+to\s+know|we\s+know|matters)
      | remember(?:\s+this)?
      | (?:to\s+sum\s+up|in\s+summary|(?:quick\s+)?summary)
      | the\s+(?:short\s+version|gist)
    )[\s:.–—-]*$""",
    re.IGNORECASE | re.VERBOSE,
)
MAX_LABEL_WORDS = 12
MAX_LABEL_LENGTH = 150


def is_faq_label(text: str) -> bool:
    """Whether a heading introduces questions and their answers."""
    return _is_short(text) and bool(_FAQ.match(text.strip()))


def is_takeaways_label(text: str) -> bool:
    return _is_short(text) and bool(_TAKEAWAYS.match(text.strip()))


def is_points_label(text: str) -> bool:
    """Whether a heading can introduce key takeaways. It does so above a list, not above text."""
    return _is_short(text) and bool(_POINTS.match(text.strip()))


def is_contents_label(text: str) -> bool:
    return _is_short(text) and bool(_CONTENTS.match(text.strip()))


def _is_short(text: str) -> bool:
    return len(text) <= MAX_LABEL_LENGTH and len(text.split()) <= MAX_LABEL_WORDS


def is_question(text: str) -> bool:
    return text.rstrip(" \"'”’)»*_").endswith(("?", "？"))
