"""What the tests of the page of a form share: the addresses, a form in review, the inputs of a page."""

from html.parser import HTMLParser

from tests.golden import golden
from tests.web.papers import PDF  # noqa: F401 - for the tests of this folder

from keqiao.web.returns.services import review

from ..conftest import handed_in


class _Inputs(HTMLParser):
    """Collects what a browser would send: names and values of inputs and text areas."""

    def __init__(self):
        super().__init__()
        self.sent, self.area = {}, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        kind = given.get("type", "text")
        if tag == "textarea" and name:
            self.area, self.sent[name] = name, ""
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            if kind in {"checkbox", "radio"}:
                if "checked" in given:
                    self.sent[name] = given.get("value", "on")
            elif kind not in {"file", "search"}:
                self.sent[name] = given.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.sent[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def address(form, part=""):
    return f"/returns/{form.pk}/{part}"


def inputs(answer):
    """What a browser would send from the page of an answer."""
    parser = _Inputs()
    parser.feed(answer.content.decode())
    return parser.sent


@golden
def in_review(opened):
    """The world with the form of P01 in its first review by officer_1."""
    handed_in(opened)
    review.begin(opened.officer_1, opened.form.pk)
    return opened
