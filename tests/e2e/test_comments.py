"""Readers and robots at the form beneath an article, in a browser."""

import pytest
from playwright.sync_api import expect

from news.models import Comment
from tests.conftest import person
from tests.factories import ArticlePageFactory, CommentFactory, NewsIndexFactory
from tests.news.payloads import PAYLOADS

pytestmark = pytest.mark.browser

TEXT = "The calendar is what nobody told us."
FIRED = "window.fired = []; for (const name of ['alert', 'confirm', 'prompt']) "
FIRED += "window[name] = (...words) => window.fired.push(words);"


@pytest.fixture
def story(site):
    from home.models import HomePage

    section = NewsIndexFactory(parent=HomePage.objects.get(), title="Health", slug="health")
    return ArticlePageFactory(parent=section, title="The sleep diary", slug="sleep-diary")


def fill_in(page, text=TEXT, email="ruth@mail.example"):
    page.get_by_label("Name").fill("Ruth A.")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("textbox", name="Reply").fill(text)


def test_a_reader_with_a_script_sends_a_reply_at_once(open_page, story):
    CommentFactory(article=story, email="ruth@mail.example")
    page = open_page()
    page.goto(story.url)
    with page.expect_response("**/token/"):
        fill_in(page)
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url("**/sleep-diary/#comment_*")
    expect(page.locator(".comment__text", has_text=TEXT)).to_be_in_viewport()


def test_a_reader_without_a_script_looks_it_over_first(open_page, story):
    page = open_page(script=False)
    page.goto(story.url)
    fill_in(page)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("heading", name="Read it once more")).to_be_visible()
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Comment.objects.get().status == "held"
    Comment.objects.update(status="approved")
    page.goto(story.url)
    page.get_by_role("link", name="Reply to Ruth A.").click()
    fill_in(page, "And another thing.")
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_url("**/sleep-diary/#comment_*")
    expect(page.locator(".thread__reply", has_text="And another thing.")).to_be_visible()


def test_the_keyboard_lands_on_what_is_wrong(open_page, story):
    page = open_page(script=False)
    page.goto(f"/comments/{story.pk}/reply/")
    fill_in(page, "!!!")
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Reply").click()
    assert page.url.endswith("#reply_text")


@pytest.mark.parametrize("trick", ["quick", "trap", "replay"])
def test_a_robot_publishes_nothing(open_page, story, trick):
    CommentFactory(article=story, email="ruth@mail.example")
    page = open_page()
    page.goto(f"/comments/{story.pk}/reply/")
    fill_in(page)
    if trick == "trap":
        page.locator("[name=website]").evaluate("field => { field.value = 'x' }")
    if trick != "quick":
        page.wait_for_timeout(3200)
    token = page.locator("[name=token]").get_attribute("value")
    page.get_by_role("button", name="Post reply").click()
    if trick == "replay":
        page.goto(f"/comments/{story.pk}/reply/")
        fill_in(page, "The same form once more.")
        page.locator("[name=token]").evaluate("(field, token) => { field.value = token }", token)
        page.get_by_role("button", name="Post reply").click()
    page.goto(story.url)
    expected = 2 if trick == "replay" else 1
    expect(page.locator(".comment")).to_have_count(expected)


def test_payloads_run_where_nothing_stops_them(open_page, story):
    """Or else the tests below would prove nothing."""
    page = open_page(bypass_csp=True)
    page.add_init_script(FIRED)
    page.goto(story.url)
    fired = 0
    for payload in PAYLOADS:
        page.evaluate(FIRED)
        page.set_content(f"<main id=main>{payload}</main>", wait_until="commit")
        fired += bool(page.evaluate("window.fired?.length"))
    assert fired > 20


def test_no_payload_runs_for_readers(open_page, story):
    """With the page's policy out of the way, so that escaping alone has to hold."""
    for payload in PAYLOADS:
        words = payload.replace("\x00", "")
        CommentFactory(article=story, name=words[:60], email=words, text=words)
    page = open_page(bypass_csp=True)
    page.add_init_script(FIRED)
    for url in (story.url, *(f"/comments/{story.pk}/?page={number}" for number in (1, 2, 3))):
        page.goto(url)
        touch_everything(page)
    replies = list(Comment.objects.values_list("pk", flat=True)[::12])
    for pk in replies:
        page.goto(f"/comments/{story.pk}/reply/?to={pk}")
        touch_everything(page)


def test_no_payload_runs_for_the_one_who_wrote_it(open_page, story):
    page = open_page(bypass_csp=True)
    page.add_init_script(FIRED)
    form = "#main form.comment-form"
    for start in range(0, len(PAYLOADS), 3):
        name, email, text = PAYLOADS[start : start + 3]
        page.goto(f"/comments/{story.pk}/reply/")
        with page.expect_navigation():
            page.eval_on_selector(
                form,
                """(form, words) => {
                    for (const [name, word] of Object.entries(words))
                        form.elements[name].value = word;
                    form.submit();
                }""",
                {"name": name, "email": email, "text": text, "to": text, "website": name},
            )
        touch_everything(page)


def test_no_payload_runs_in_the_newsroom(open_page, story, site):
    for payload in PAYLOADS:
        words = payload.replace("\x00", "")
        CommentFactory(article=story, name=words[:60], email=words, text=words, status="held")
    person("editor", "Editor")
    page = open_page(bypass_csp=True)
    page.add_init_script(FIRED)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Sign in").click()
    for number in (1, 2, 3):
        page.goto(f"/admin/newsroom/comments/?page={number}")
        touch_everything(page)


def touch_everything(page):
    """Hovers over and focuses elements of a payload, and waits for delayed events."""
    page.evaluate("""() => {
        for (const node of document.querySelectorAll("#main *, .comments-list *")) {
            for (const kind of ["pointerenter", "mouseover", "toggle"])
                node.dispatchEvent(new Event(kind, { bubbles: true }));
            if (node.matches("[autofocus], [tabindex]")) node.focus();
        }
    }""")
    page.wait_for_timeout(50)
    assert page.evaluate("window.fired") == [], page.url
