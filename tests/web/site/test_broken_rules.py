"""Every rule that the database keeps of a row is said in words: in forms, and where none asked about it."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.test import Client
from django.urls import get_resolver, path
from django.utils import translation
from django.views import View

from keqiao.web.accounts.models import Unit, User
from keqiao.web.exchange.models import DisclosureGrant, Need
from keqiao.web.facts.models import MeasureDefinition
from keqiao.web.funding.models import Payment
from keqiao.web.jobs.models import Job
from keqiao.web.registry.models import PatentOwner
from keqiao.web.site import errors, urls
from keqiao.web.site.broken_rules import broken_rule
from keqiao.web.site.constraints import WordedConstraints, rule_in_words

CONSTRAINTS = [
    (model, constraint)
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("keqiao.")
    for constraint in model._meta.constraints
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_constraint_of_every_model_is_said_without_a_name_of_ours(language):
    with translation.override(language):
        said = {constraint.name: str(rule_in_words(constraint, model)) for model, constraint in CONSTRAINTS}
    for (model, _constraint), (name, text) in zip(CONSTRAINTS, said.items(), strict=True):
        assert name not in text and not re.search(rf"\b{model._meta.app_label}_|__|\bNone\b|%\(", text), text
        if language == "zh-hans":
            assert re.search("[\u4e00-\u9fff]", text) and not re.search(r"\b(is|of|and|or|not)\b", text), text


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (Job, "jobs_job_progress_at_most_100", "须满足：进度不大于100。"),
        (
            PatentOwner,
            "registry_owner_is_one",
            "其他单位已填写且科创平台未填写，或其他单位未填写且科创平台已填写",
        ),
        (Payment, "funding_payment_amount", "金额大于0且"),
        (DisclosureGrant, "exchange_grant_of_one", "以下恰有一项成立"),
        (MeasureDefinition, "facts_definition_dates", "须满足：有效期止不早于有效期起。"),
    ],
)
def test_a_rule_of_several_fields_says_what_must_hold(model, name, words):
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with translation.override("zh-hans"):
        assert words in rule_in_words(constraint, model)


def _kinds(form):
    return {form} | {kind for below in form.__subclasses__() for kind in _kinds(below)}


def test_models_behind_forms_tell_broken_rules_themselves():
    assert get_resolver().url_patterns  # loads the forms of all rooms
    edited = {form._meta.model for form in _kinds(ModelForm) - {ModelForm}} - {None}
    ruled = {model for model in edited if model._meta.constraints and model.__module__.startswith("keqiao.")}
    assert Need in ruled and not {model for model in ruled if not issubclass(model, WordedConstraints)}


def test_a_form_of_needs_tells_the_field(db):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        Need(budget_low=-1).validate_constraints()
    assert list(refused.value.message_dict) == ["budget_low"]


def _refused_by_the_database(**fields):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Unit.objects.create(**fields)
    return refused.value


def test_what_the_database_refuses_is_said_on_both_databases(db):
    Unit.objects.create(code="U1", name="一", name_en="One", kind="bureau")
    with translation.override("zh-hans"):
        taken = broken_rule(_refused_by_the_database(code="U1", name="二", name_en="Two", kind="bureau"))
        missing = broken_rule(_refused_by_the_database(code="U2", name=None, kind="bureau"))
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Job.objects.create(kind="x", progress=101, owner=User.objects.create(username="u"))
        checked = broken_rule(refused.value)
    assert "已登记" in taken and "代码" in taken
    assert missing.endswith("请填写。") and "名称" in missing
    assert "不大于100" in checked


class Twice(View):
    def post(self, request):
        for _time in range(2):
            Unit.objects.create(code="U9", name="九", name_en="Nine", kind="bureau")


class Urls:
    urlpatterns = [
        *urls.urlpatterns,
        path("t/twice/", Twice.as_view()),
        path("api/t/twice/", Twice.as_view()),
    ]
    handler500 = errors.server_error


@pytest.mark.django_db
def test_a_view_that_did_not_ask_answers_409_with_what_was_typed(settings):
    settings.ROOT_URLCONF = Urls
    client = Client(headers={"accept-language": "zh-hans"})
    answer = client.post("/t/twice/", {"name": "我写的说明"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "已登记" in page and "我写的说明" in page
