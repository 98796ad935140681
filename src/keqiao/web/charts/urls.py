"""Addresses of the charts room."""

from django.conf import settings
from django.urls import path

from keqiao.web.charts import views

app_name = "charts"

urlpatterns = [path("charts/image", views.image, name="image")]
if settings.DEBUG:
    urlpatterns.append(path("charts/gallery/", views.gallery, name="gallery"))
