"""What needs and offers are chosen from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from keqiao.web.procedures.states import States


class PostingKind(models.TextChoices):
    """What is sought or offered: the four elements, and what moves with them."""

    TECHNOLOGY = "technology", pgettext_lazy("posting", "Technology")
    PROJECT = "project", pgettext_lazy("posting", "Project")
    CAPITAL = "capital", pgettext_lazy("posting", "Capital")
    TALENT = "talent", pgettext_lazy("posting", "Talent")
    EQUIPMENT = "equipment", pgettext_lazy("posting", "Equipment")
    SCENARIO = "scenario", pgettext_lazy("posting", "Application scenario")
    SERVICE = "service", pgettext_lazy("posting", "Service")


class PostingState(States):
    """Where a need or an offer stands."""

    SUBMITTED = "submitted", "watch", pgettext_lazy("posting", "Waiting for a broker")
    DIAGNOSIS = "diagnosis", "watch", pgettext_lazy("posting", "With the broker")
    REVIEW = "review", "watch", pgettext_lazy("posting", "In the secrecy review")
    OPEN = "open", "good", pgettext_lazy("posting", "Open")
    EXPIRED = "expired", "bad", pgettext_lazy("posting", "Expired")
    CLOSED = "closed", "", pgettext_lazy("posting", "Closed")


class Disclosure(models.TextChoices):
    """What others see of who posts: the name, no name, or nothing before a match."""

    PUBLIC = "public", pgettext_lazy("disclosure", "With the name")
    ANONYMOUS = "anonymous", pgettext_lazy("disclosure", "Without the name")
    ON_MATCH = "on_match", pgettext_lazy("disclosure", "Only to who is matched")


class Secrecy(models.TextChoices):
    """How the text is to be treated. State secrets have no place here: marks of them are refused."""

    GENERAL = "general", pgettext_lazy("secrecy", "General")
    TRADE = "trade", pgettext_lazy("secrecy", "Trade secret")


class PostingSource(models.TextChoices):
    """How a need or an offer came in."""

    OWNER = "owner", pgettext_lazy("source", "Posted by its owner")
    VISIT = "visit", pgettext_lazy("source", "Visit of a broker")
    SURVEY = "survey", pgettext_lazy("source", "Survey or list")
    EVENT = "event", pgettext_lazy("source", "Event")
    INTERFACE = "interface", pgettext_lazy("source", "Programming interface")


class CooperationWay(models.TextChoices):
    """How to work together."""

    BUY = "buy", pgettext_lazy("way", "Buy")
    LICENCE = "licence", pgettext_lazy("way", "Licence")
    COMMISSION = "commission", pgettext_lazy("way", "Commissioned development")
    JOINT = "joint", pgettext_lazy("way", "Joint development")
    PERSON = "person", pgettext_lazy("way", "A person")
    EQUIPMENT_TIME = "equipment_time", pgettext_lazy("way", "Time on equipment")
    EQUITY = "equity", pgettext_lazy("way", "Shares or investment")


class ClosingReason(models.TextChoices):
    """Why a need or an offer is closed; ``VALID`` are those of what was a need indeed."""

    MATCHED = "matched", pgettext_lazy("closing", "Matched here")
    ELSEWHERE = "elsewhere", pgettext_lazy("closing", "Settled elsewhere")
    NO_COUNTERPART = "no_counterpart", pgettext_lazy("closing", "Nobody fits")
    GIVEN_UP = "given_up", pgettext_lazy("closing", "Plan given up")
    LAPSED = "lapsed", pgettext_lazy("closing", "Expired and not renewed")
    TOO_VAGUE = "too_vague", pgettext_lazy("closing", "Too vague, nobody answers")
    NO_NEED = "no_need", pgettext_lazy("closing", "Advertising, no need")
    DUPLICATE = "duplicate", pgettext_lazy("closing", "Posted twice")


INVALID_REASONS = (ClosingReason.TOO_VAGUE, ClosingReason.NO_NEED, ClosingReason.DUPLICATE)
"""Closed for one of these, it does not count as a valid need."""


class NeedGrade(models.TextChoices):
    """How far a need is from being matched: a result of its fields (:mod:`keqiao.web.exchange.diagnosis`)."""

    READY = "ready", pgettext_lazy("grade of a need", "Ready to match")
    FURTHER = "further", pgettext_lazy("grade of a need", "More diagnosis")
    LONG_TERM = "long_term", pgettext_lazy("grade of a need", "Long-term challenge")


class LegalState(models.TextChoices):
    """Rights to what is offered."""

    GRANTED = "granted", pgettext_lazy("legal state", "Patent granted")
    APPLIED = "applied", pgettext_lazy("legal state", "Patent applied for")
    COPYRIGHT = "copyright", pgettext_lazy("legal state", "Copyright registered")
    KNOW_HOW = "know_how", pgettext_lazy("legal state", "Know-how")
    NONE = "none", pgettext_lazy("legal state", "No right of its own")


class PriceForm(models.TextChoices):
    """How an offer is paid: one figure ends talks, a form with a band begins them."""

    NEGOTIABLE = "negotiable", pgettext_lazy("price", "Negotiable")
    FIXED = "fixed", pgettext_lazy("price", "Fixed sum")
    ENTRY_FEE = "entry_fee", pgettext_lazy("price", "Entry fee and share")
    BY_USE = "by_use", pgettext_lazy("price", "By use or quantity")
    USE_FIRST = "use_first", pgettext_lazy("price", "Use first, pay later")
    EQUITY = "equity", pgettext_lazy("price", "Shares")
    FREE = "free", pgettext_lazy("price", "Free of charge")
