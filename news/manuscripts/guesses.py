"""Corrects a guess: reads some lines of a manuscript the other way, without losing any of them."""

from html import escape

from .guess import Guess
from .model import Author, FaqGroup, Manuscript, Paragraph, Piece, Section


def switch(manuscript: Manuscript, guess: Guess) -> bool:
    """Switches the interpretation and `guess.taken`. False if the words are no longer there.

    Text that an editor has changed since stays unchanged.
    """
    if guess.kind in ("author", "biography"):
        done = _authors(manuscript, guess)
    elif guess.kind == "takeaways":
        done = _listed(manuscript, guess, manuscript.takeaways, _rich(guess.words))
    elif guess.kind == "topic":
        done = _listed(manuscript, guess, manuscript.topics, guess.words)
    else:
        done = _headings(manuscript, guess)
    if done:
        guess.taken = not guess.taken
        _drop_empty(manuscript.introduction)
        for section in manuscript.sections:
            _drop_empty(section.pieces)
    return done


def _drop_empty(pieces: list[Piece]) -> None:
    pieces[:] = [p for p in pieces if not (isinstance(p, Paragraph) and not p.html)]


def _rich(words: list[str]) -> list[str]:
    return [escape(text, quote=False) for text in words]


# Authors


def _authors(manuscript: Manuscript, guess: Guess) -> bool:
    line = f"<p>{escape(guess.words[0], quote=False)}</p>"
    is_text = guess.kind == "author"
    if guess.taken:
        remaining = [a for a in manuscript.authors if a.name not in guess.names]
        if len(remaining) == len(manuscript.authors):
            return False
        manuscript.authors = remaining
        if is_text:
            _add(manuscript, line, guess.at_end)
        return True
    if is_text and not _remove(manuscript, line):
        return False
    manuscript.authors.extend(Author(name) for name in guess.names)
    return True


# Key points and topics


def _listed(manuscript: Manuscript, guess: Guess, place: list[str], words: list[str]) -> bool:
    if guess.taken:
        found = [text for text in words if text in place]
        for text in found:
            place.remove(text)
        items = found if guess.kind == "takeaways" else _rich(found)
        if items:
            _add(manuscript, _list(items), guess.at_end)
        return bool(items)
    found = [text for text in words if _remove(manuscript, f"<li>{_item(guess, text)}</li>")]
    place.extend(found)
    return bool(found)


def _item(guess: Guess, text: str) -> str:
    return text if guess.kind == "takeaways" else escape(text, quote=False)


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


# Headings


def _headings(manuscript: Manuscript, guess: Guess) -> bool:
    tag = "b" if guess.kind == "questions" else ""
    turn = _to_text if guess.taken else _to_heading
    turned = [turn(manuscript, words, tag) for words in guess.words]
    return any(turned)


def _line(words: str, tag: str) -> str:
    text = escape(words, quote=False)
    return f"<p><{tag}>{text}</{tag}></p>" if tag else f"<p>{text}</p>"


def _to_text(manuscript: Manuscript, words: str, tag: str) -> bool:
    """Turns the heading of a section into a line of the preceding text."""
    for index, part in enumerate(manuscript.body):
        if not isinstance(part, Section) or part.heading != words:
            continue
        before = manuscript.body[index - 1] if index else None
        if isinstance(before, FaqGroup):
            return False  # The last answer would absorb the whole section.
        pieces = before.pieces if before else manuscript.introduction
        for piece in [Paragraph(_line(words, tag)), *part.pieces]:
            _append(pieces, piece)
        del manuscript.body[index]
        return True
    return False


def _to_heading(manuscript: Manuscript, words: str, tag: str) -> bool:
    """Turns a line of the text into the heading of the text that follows."""
    line = _line(words, tag)
    places = [(-1, manuscript.introduction)]
    places += [
        (index, part.pieces)
        for index, part in enumerate(manuscript.body)
        if isinstance(part, Section)
    ]
    for index, pieces in places:
        for number, piece in enumerate(pieces):
            if not isinstance(piece, Paragraph) or line not in piece.html:
                continue
            before, _, behind = piece.html.partition(line)
            section = Section(words, pieces=[Paragraph(behind)] if behind else [])
            section.pieces.extend(pieces[number + 1 :])
            pieces[number:] = [Paragraph(before)] if before else []
            manuscript.body.insert(index + 1, section)
            return True
    return False


# Lines at either end of the text


def _append(pieces: list[Piece], piece: Piece) -> None:
    if pieces and isinstance(piece, Paragraph) and isinstance(pieces[-1], Paragraph):
        both = pieces[-1].html + piece.html
        pieces[-1] = Paragraph(both.replace("</ul><ul>", ""))
    else:
        pieces.append(piece)


def _add(manuscript: Manuscript, html: str, at_end: bool) -> None:
    """Inserts a line or a list before the article's text, or appends it."""
    if not at_end:
        first = manuscript.introduction
        rest = first[:]
        first[:] = [Paragraph(html)]
        for piece in rest:
            _append(first, piece)
        return
    last = manuscript.body[-1] if manuscript.body else None
    if isinstance(last, FaqGroup) and last.questions:
        answer = last.questions[-1]
        answer.answer = (answer.answer + html).replace("</ul><ul>", "")
    elif isinstance(last, FaqGroup):
        last.introduction += html
    else:
        _append(last.pieces if last else manuscript.introduction, Paragraph(html))


def _remove(manuscript: Manuscript, html: str) -> bool:
    """Removes a line or an item from the text. False if the text does not contain it."""
    for piece in manuscript.pieces():
        if isinstance(piece, Paragraph) and html in piece.html:
            piece.html = _without(piece.html, html)
            return True
    for question in manuscript.questions:
        if html in question.answer:
            question.answer = _without(question.answer, html)
            return True
    return False


def _without(text: str, html: str) -> str:
    before, _, behind = text.rpartition(html)
    return (before + behind).replace("<ul></ul>", "")
