"""Filters ``number``, ``money``, ``percent``: see :mod:`keqiao.web.site.numbers`."""

from django import template

from keqiao.web.site import numbers

register = template.Library()
register.filter("number", numbers.number)
register.filter("money", numbers.money)
register.filter("percent", numbers.percent)
