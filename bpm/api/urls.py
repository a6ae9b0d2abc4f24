"""Every address of the API, one list for each resource."""

from django.urls import include, path, re_path

from bpm.api import documentation
from bpm.api.views import UnknownAddress

urlpatterns = [
    path("v1/", include("bpm.api.resources")),
    *documentation.urlpatterns,
    re_path(r"^", UnknownAddress.as_view()),
]
