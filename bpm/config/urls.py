"""Every address of the suite."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("api/", include("bpm.api.urls")),
    path("", include("bpm.web.urls")),
]

handler400 = "bpm.web.errors.bad_request"
handler403 = "bpm.web.errors.permission_denied"
handler404 = "bpm.web.errors.page_not_found"
handler500 = "bpm.web.errors.server_error"
