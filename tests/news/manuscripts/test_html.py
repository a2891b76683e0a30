"""HTML: articles, whole pages, and what must never get through."""

from datetime import date

from news.manuscripts import FactBox, Figure, Manuscript, Paragraph, Quote, Table, read

PAGE = """<!DOCTYPE html>
<html><head><title>Iron and You | The Courier</title>
<meta property="og:title" content="Iron and You">
<meta name="description" content="A short guide to a common want.">
<meta property="article:tag" content="Health"><meta property="article:tag" content="Food">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Iron and You",
 "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
 "datePublished": "2026-03-04"}]}
</script></head>
<body><header><nav><a href="/">Home</a> <a href="/news/">News</a></nav></header>
<main><article>
<h1>Iron and You</h1>
<p class="byline">By Jane Doe</p><time datetime="2026-03-04">4 March 2026</time>
<p>Iron matters <strong>a lot</strong>. <a href="/ok" onclick="steal()">Fine</a>,
<a href="java&#10;script:alert(1)">not fine</a>.</p>
<div class="share-buttons"><a href="#">Share this</a></div>
<h2 id="what">What is it?</h2>
<p>A metal.<script>alert(1)</script><style>p {color: red}</style></p>
<figure><img src="/media/iron.jpg" alt="A nail"><figcaption>A nail
<span class="credit">J. Roe</span>
</figcaption></figure>
<blockquote cite="https://example.org/q"><p>It rusts.</p><footer>— Ann Poe</footer></blockquote>
<table><caption>Iron in food</caption><thead><tr><th>Food</th><th>mg</th></tr></thead>
<tbody><tr><th>Lentils</th><td>3.3</td></tr><tr><th>Beef</th><td>2.6</td></tr></tbody></table>
<aside><h3>In short</h3><p>Eat well.</p></aside>
<h2>Frequently asked questions</h2>
<h3>Is it safe?</h3><p>Yes.</p>
<h3>Is it dear?</h3><p>No.</p><ul><li>Cheap</li></ul>
<h2>Conclusion</h2><p>Iron is good.</p>
<details><summary>Anything else?</summary><p>Nothing.</p></details>
</article></main>
<aside><h2>Recent News</h2><a href="/x">Another story</a></aside>
<footer>© 2026 The Courier</footer></body></html>
"""


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "html")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def test_whole_page():
    manuscript = read_one(PAGE)
    assert manuscript.title == "Iron and You"
    assert manuscript.byline == "Jane Doe, John Roe"
    assert manuscript.date == date(2026, 3, 4)
    assert manuscript.topics == ["Health", "Food"]
    assert manuscript.standfirst == "A short guide to a common want."
    assert manuscript.introduction == [
        Paragraph('<p>Iron matters <b>a lot</b>. <a href="/ok">Fine</a>, not fine.</p>')
    ]
    assert [section.heading for section in manuscript.sections] == ["What is it?", "Conclusion"]
    assert manuscript.sections[0].anchor == "what"
    assert manuscript.sections[0].pieces == [
        Paragraph("<p>A metal.</p>"),
        Figure("/media/iron.jpg", "A nail", "A nail", "J. Roe"),
        Quote("It rusts.", "Ann Poe", "https://example.org/q"),
        Table(
            manuscript.sections[0].pieces[3].columns,
            [["Lentils", "3.3"], ["Beef", "2.6"]],
            "Iron in food",
            True,
        ),
        FactBox("In short", "<p>Eat well.</p>"),
    ]
    assert [group.title for group in manuscript.faqs] == [
        "Frequently asked questions",
        "Questions and answers",
    ]
    assert manuscript.questions[1].answer == "<p>No.</p><ul><li>Cheap</li></ul>"
    assert {"Home", "News", "Share this", "Another story", "© 2026 The Courier"} <= set(
        manuscript.dropped
    )
    assert any(loss.startswith("line 16:") and "java" in loss for loss in manuscript.losses)


def test_fragment_without_any_frame():
    manuscript = read_one("<h1>A</h1><p>One.</p><h2>B</h2><p>Two.</p>")
    assert (manuscript.title, manuscript.as_dict()["introduction"]) == ("A", "One.")
    assert manuscript.sections[0].heading == "B"


def test_the_block_with_the_most_text_is_the_article():
    text = "".join(f"<p>Sentence number {n} of the article stands here.</p>" for n in range(8))
    manuscript = read_one(
        "<html><body><div id=top><ul><li><a href=/>Home</a><li><a href=/n>News</a></ul></div>"
        f"<div id=content><h1>The Title</h1>{text}</div><div id=foot>Imprint</div></body></html>"
    )
    assert manuscript.title == "The Title"
    assert "Imprint" in manuscript.dropped
    assert manuscript.as_dict()["introduction"].count("Sentence number") == 8


def test_nested_styles_are_made_flat():
    manuscript = read_one(
        "<article><h1>T</h1><p><b>one <i>two</i></b><i> three </i>"
        "<a href='/x'><b>four</b> five</a> </p><p> </p><p>&nbsp;</p></article>"
    )
    assert manuscript.introduction == [
        Paragraph('<p><b>one <i>two</i></b><i> three</i> <a href="/x"><b>four</b> five</a></p>')
    ]


def test_broken_tables_lose_no_words():
    manuscript = read_one(
        "<article><h1>T</h1><table><tr><td colspan=2>wide</td></tr>"
        "<tr><td rowspan=2>tall</td><td>a</td></tr><tr><td>b</td></tr></table>"
        "<table><tr><td>only cell</td></tr></table></article>"
    )
    words = manuscript.as_dict()["introduction"]
    for word in ("wide", "tall", "only cell"):
        assert word in words
    assert manuscript.introduction[0].rows == [["wide", ""], ["tall", "a"], ["", "b"]]
    assert any("merged cells" in loss for loss in manuscript.losses)


def test_deep_nesting_does_not_fail():
    (result,) = read("<div>" * 3000 + "deep" + "</div>" * 3000, "html", "x.html")
    assert result is not None


def test_a_picture_in_a_list_divides_it_in_order():
    manuscript = read_one(
        "<article><h1>T</h1><ol><li>one<img src=a.png alt=a></li><li>two</li></ol></article>"
    )
    assert [type(piece).__name__ for piece in manuscript.introduction] == [
        "Paragraph",
        "Figure",
        "Paragraph",
    ]
    assert any("starts anew" in loss for loss in manuscript.losses)
