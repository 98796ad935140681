"""What holds for all tests."""

import os

# Playwright keeps an event loop running in its thread, in which Django would refuse every query of later tests of the
# same worker. No test of ours is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
