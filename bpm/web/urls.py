"""Addresses of pages."""

from django.urls import path, re_path

from bpm.web import health, pages

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("login", pages.log_in),
    path("logout", pages.log_out),
    path("password", pages.change_password),
    re_path(r"^(?!api/|static/|health/).*$", pages.application),
]
