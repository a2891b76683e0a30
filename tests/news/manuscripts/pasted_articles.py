"""Articles as people paste them, each line marked with what it is, and scores over them.

A file of `pasted/` holds several articles. `=== name` begins one; every other line is a code, a
bar and the line as it is pasted; an empty line is pasted as one. Where the expected words differ
from the pasted ones they stand in braces: `A{Jane Doe; John Roe}|Jane Doe and John Roe`.

    T headline      S standfirst    A author        D date
    H heading       P paragraph     L list item     X text of any place
    Q question      R answer        K key point     O phrase that becomes a topic
    N key point that only repeats the headline      F furniture of the page
    C line of a table of contents   G label of the questions   M mark without words of its own

A code with a digit (`A2`, `G2`) is not expected anywhere: it only must not become a heading.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from news.manuscripts import Manuscript, read

FOLDER = Path(__file__).parent / "pasted"
_LINE = re.compile(r"^(?P<code>[A-Z]\d?)(?:\{(?P<words>[^}]*)\})?\|(?P<text>.*)$")
_BULLET = re.compile(r"^(?:[•*–-]|\d{1,2}\.)\s+")
_NUMBER = re.compile(r"^(?:Q(?:uestion)?\s*\d*\s*[:.)]|\d{1,2}\s*[.):])\s*")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
KEPT = "TSPLQRKX"
"""The codes whose every sentence must be in the article."""


@dataclass
class Pasted:
    """An article of the collection: the text, and the expected words of each code in order."""

    name: str
    lines: list[str] = field(default_factory=list)
    expected: dict[str, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def words(self, code: str) -> list[str]:
        return self.expected.get(code, [])

    def add(self, line: str) -> None:
        if not line.strip():
            self.lines.append("")
            return
        match = _LINE.match(line)
        if not match:
            raise ValueError(f"no line of a pasted article: {line!r}")
        code, text = match["code"], match["text"]
        self.lines.append(text)
        for words in _expected(code, match["words"] or text):
            self.expected.setdefault(code, []).append(words)


def _expected(code: str, words: str) -> Iterable[str]:
    if code == "A":
        return words.split("; ")
    if code in "KONL":
        return [_BULLET.sub("", words)]
    return [_NUMBER.sub("", words)] if code == "Q" else [words]


def pasted_articles(folder: Path = FOLDER) -> Iterator[Pasted]:
    for path in sorted(folder.glob("*.txt")):
        article: Pasted | None = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=== "):
                if article:
                    yield article
                article = Pasted(f"{path.stem}: {line[4:]}")
            else:
                article.add(line)
        if article:
            yield article


def plain(text: str) -> str:
    """Words for comparison: without mark-up, numbers before them, case and repeated spaces."""
    text = re.sub(r"[*_]", "", text).strip().rstrip(":")
    return " ".join(_NUMBER.sub("", text).lower().split())


@dataclass
class Score:
    """Hits against what was expected and what was found, for one kind of thing."""

    expected: int = 0
    found: int = 0
    hits: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, expected: Iterable[str], found: Iterable[str]) -> None:
        wanted, got = Counter(map(plain, expected)), Counter(map(plain, found))
        self.expected += wanted.total()
        self.found += got.total()
        self.hits += (wanted & got).total()
        if wanted != got:
            missing, extra = list((wanted - got).elements()), list((got - wanted).elements())
            self.faults.append(f"{name}: missing {missing}, extra {extra}")

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * self.hits / total if total else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.expected if self.expected else 1.0


@dataclass
class Scores:
    kinds: dict[str, Score]
    articles: int = 0

    def __getitem__(self, kind: str) -> Score:
        return self.kinds[kind]


KINDS = ("headlines", "authors", "sections", "questions", "takeaways", "topics", "standfirsts")


def score(articles: Iterable[Pasted]) -> Scores:
    """The scores of the text reader; `sentences`: imported ones, `furniture`: left out."""
    scores = Scores({kind: Score() for kind in (*KINDS, "sentences", "furniture")})
    for article in articles:
        (manuscript,) = read(article.text, "text")
        assert isinstance(manuscript, Manuscript), manuscript
        scores.articles += 1
        _add(scores, article, manuscript)
    return scores


def _add(scores: Scores, article: Pasted, manuscript: Manuscript) -> None:
    data = manuscript.as_dict()
    writers = [author.name for author in manuscript.authors if author.role == "words"]
    found = {
        "headlines": [data["title"]],
        "authors": writers,
        "sections": [section.heading for section in manuscript.sections],
        "questions": [question["question"] for question in data["questions"]],
        "takeaways": data["takeaways"],
        "topics": [topic for topic in data["topics"] if plain(topic) in _topics(article)],
        "standfirsts": [data["standfirst"]] if article.words("S") else [],
    }
    for kind, code in zip(KINDS, "TAHQKOS", strict=True):
        scores[kind].add(article.name, article.words(code), found[kind])
    words = article_words(manuscript)
    sentences = [sentence for code in KEPT for sentence in _sentences(article.words(code))]
    imported = [sentence for sentence in sentences if squeezed(sentence) in words]
    scores["sentences"].add(article.name, sentences, imported)
    dropped = {plain(_BULLET.sub("", line)) for line in manuscript.dropped}
    furniture = set(map(plain, article.words("F") + article.words("N")))
    scores["furniture"].add(article.name, furniture, furniture & dropped)


def _topics(article: Pasted) -> set[str]:
    return set(map(plain, article.words("O")))


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for part in re.split(r"\t", line):
            yield from (words for words in _SPLIT.split(part) if re.search(r"\w", words))


def article_words(manuscript: Manuscript) -> str:
    """All that a reader of the article may see, and the report of what was guessed."""
    data = manuscript.as_dict()
    parts = [data["title"], data["standfirst"], *data["takeaways"], data["introduction"]]
    for section in data["sections"]:
        parts += [section["heading"], section["text"]]
    for question in data["questions"]:
        parts += [question["question"], question["answer"]]
    return squeezed(" ".join([*parts, *data["losses"]]))


def squeezed(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text.lower()))


def table(scores: Scores) -> str:
    lines = [f"{scores.articles} articles", f"{'':12} expected  found  recall     F1"]
    for kind, each in scores.kinds.items():
        lines.append(
            f"{kind:12} {each.expected:8} {each.found:6}  {each.recall:6.3f}  {each.f1:5.3f}"
        )
    return "\n".join(lines)
