"""Addresses of the returns room: each part keeps its own list."""

from keqiao.web.returns.board.urls import urlpatterns as board
from keqiao.web.returns.form.urls import urlpatterns as form
from keqiao.web.returns.rulebook.urls import urlpatterns as rulebook
from keqiao.web.returns.uploading.urls import urlpatterns as uploading

app_name = "returns"
urlpatterns = [*board, *form, *uploading, *rulebook]
