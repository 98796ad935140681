"""The product's settings with one line more."""

from keqiao.web.site.settings import *  # noqa: F403
from keqiao.web.site.settings import INSTALLED_APPS, ROOMS

ROOMS = [*ROOMS, "tests.web.site.rooms.guests"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.web.site.rooms.guests"]
