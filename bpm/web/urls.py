"""Addresses of pages."""

from django.urls import path, re_path

from bpm.web import health, pages

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("login", pages.LogInView.as_view(), name="login"),
    path("logout", pages.LogOutView.as_view(), name="logout"),
    path("password", pages.PasswordView.as_view(), name="password"),
    re_path(r"^(?!api/|static/|health/).*$", pages.application, name="application"),
]
