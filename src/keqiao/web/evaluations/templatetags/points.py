"""``{{ value|signed }}``: points with their sign, as +1.25 and −0.40."""

from django import template

from keqiao.web.evaluations import why

register = template.Library()
register.filter("signed", why.signed)
