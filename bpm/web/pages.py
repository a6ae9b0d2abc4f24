"""Pages that the server draws itself, and the page that carries the application."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


class LogInView(LoginView):
    template_name = "web/login.html"
    redirect_authenticated_user = True


class LogOutView(LogoutView):
    next_page = "/login"


class PasswordView(PasswordChangeView):
    template_name = "web/password.html"
    success_url = reverse_lazy("application", args=[""])


@require_safe
@login_required
@ensure_csrf_cookie
def application(request: HttpRequest) -> HttpResponse:
    """Answer the page in which the application runs; the browser routes from there."""
    return render(request, "web/application.html")
