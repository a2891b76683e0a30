"""Where the running text and the table of contents of a page begin."""

from ...labels import is_faq_label
from .bylines import read_credits
from .menus import is_menu
from .phrases import bare, is_edge_furniture
from .shapes import is_sentence, is_title_in_two
from .units import Unit

MIN_CONTENTS = 3


def unlabelled_contents(units: list[Unit], end: int) -> int | None:
    """The start of three or more consecutive lines that occur again after `end` in the same order.

    A headline that a closing key point repeats occurs again only after the first headings.
    """
    later: dict[str, int] = {}
    for index in range(end, len(units)):
        later.setdefault(bare(units[index].text), index)
    run = 0
    before = -1
    for index in range(end):
        again = later.get(bare(units[index].text), -1)
        run = 0 if again < 0 else run + 1 if again > before else 1
        before = again
        if run == MIN_CONTENTS:
            return index - run + 1
    return None


def text_start(units: list[Unit]) -> int:
    """The index at which running text begins."""
    for index, unit in enumerate(units):
        if (
            is_sentence(unit)
            and not is_title_in_two(unit.text)
            and not is_edge_furniture(unit.text)
            and not read_credits(unit.text)
        ):
            return index
        if is_faq_label(unit.text) and not is_menu(unit.text) and unit.plain and index > 1:
            return index
    return len(units)
