"""Where the running text and the table of contents of a page begin."""

from ...labels import is_faq_label
from .bylines import read_credits
from .menus import is_menu
from .phrases import bare, is_edge_furniture
from .shapes import is_sentence, is_title_in_two
from .units import Unit

MIN_CONTENTS = 3


def unlabelled_contents(units: list[Unit], end: int) -> int | None:
    """Where three or more lines in a row come again behind `end`, as headings do."""
    later = {bare(unit.text) for unit in units[end:]}
    run = 0
    for index in range(end):
        run = run + 1 if bare(units[index].text) in later else 0
        if run == MIN_CONTENTS:
            return index - run + 1
    return None


def text_start(units: list[Unit]) -> int:
    """Where running text begins."""
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
