"""Ten identical forms make one row; another page, another content or another person make another."""

import threading
import time

import pytest
from django.db import connection, connections
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from keqiao.web.accounts import submissions
from keqiao.web.accounts.models import Submission
from keqiao.web.registry.models import Organisation
from keqiao.web.site import urls

NEW = "/registers/organisations/new/"
FORM = {"name": "示范科技有限公司", "legal_form": "company", "status": "existing"}


def work(request):
    time.sleep(Urls.slow)
    Urls.done.append(request.POST.get("value", ""))
    if request.POST.get("value") == "refused":
        return HttpResponse("no", status=422)
    if request.POST.get("value") == "broken":
        raise RuntimeError("broken")
    return HttpResponseRedirect(f"/done/{len(Urls.done)}/")


class Urls:
    done: list[str] = []
    slow = 0.0
    urlpatterns = [*urls.urlpatterns, path("t/act/", work)]


@pytest.fixture
def act(settings, client_of, officer):
    settings.ROOT_URLCONF = Urls
    Urls.done, Urls.slow = [], 0.0

    def send(value="x", token="page-1", user=officer, **extra):
        client = client_of(user)
        client.raise_request_exception = False
        fields = {"value": value} | ({"csrfmiddlewaretoken": token} if token else {})
        return client.post("/t/act/", fields, **extra)

    return send


def test_the_same_sheet_is_worked_on_once_and_leads_to_the_same_page(act):
    answers = [act() for _ in range(10)]
    assert len(Urls.done) == 1
    assert {answer.url for answer in answers} == {"/done/1/"}


def test_another_page_content_or_person_is_another_sheet(act, user_with):
    act()
    act(token="page-2")
    act(value="y")
    act(user=user_with("leader"))
    assert len(Urls.done) == 4


def test_what_was_refused_or_broke_may_be_sent_again(act):
    for value in ("refused", "broken"):
        assert [act(value).status_code for _ in range(2)] in ([422, 422], [500, 500])
    assert len(Urls.done) == 4
    assert not Submission.objects.exists()


def test_parts_of_pages_may_say_the_same_twice(act):
    for _ in range(3):
        act(headers={"HX-Request": "true"})
    assert len(Urls.done) == 3


def test_one_that_a_dead_process_left_is_taken_over(act):
    act()
    Submission.objects.update(location="", at=timezone.now() - submissions.ABANDONED * 2)
    act()
    assert len(Urls.done) == 2


def test_it_is_forgotten_after_a_while(act):
    act()
    assert submissions.forget() == 0
    Submission.objects.update(at=timezone.now() - submissions.REMEMBERED * 2)
    assert submissions.forget() == 1


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="tests share one connection to a database in memory"
)
@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment(act):
    Urls.slow = 0.5
    answers = []

    def send():
        answers.append(act())
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Urls.done) == 1
    assert {answer.url for answer in answers} == {"/done/1/"}


def test_ten_identical_organisations_are_one(client_of, officer):
    client = client_of(officer)
    answers = [client.post(NEW, FORM) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {302}, answers[0].content.decode()[:2000]
    assert Organisation.objects.filter(name=FORM["name"]).count() == 1
