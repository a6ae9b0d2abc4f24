"""Pages that the server draws itself, and the page that carries the application."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bpm.base.addresses import client_address
from bpm.base.languages import present_language, say
from bpm.core.errors import ThrottledError
from bpm.identity import services as identity
from bpm.identity.errors import WrongCredentialsError
from bpm.notifications.queries import find_time_zone
from bpm.web.forms import PasswordForm, too_many_attempts

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_START = "/"

View = Callable[[HttpRequest], HttpResponse]


def in_own_language(view: View) -> View:
    """Let a view speak the language that the person chose; the browser's where he chose none."""

    @wraps(view)
    def speak(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "chosen_language", None)
        with override(chosen or get_language()):
            return view(request)

    return speak


@sensitive_post_parameters("password")
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Draw the log-in page; on the right name and password, begin a session."""
    fields = request.POST if request.method == "POST" else request.GET
    target = _safe_target(request, fields.get("next", _START))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return _draw_log_in(request, target=target)
    username = fields.get("username", "").strip()
    try:
        user_id = identity.authenticate_password(
            username=username,
            password=fields.get("password", ""),
            address=client_address(request),
        )
    except WrongCredentialsError:
        complaint = say("User name or password is wrong. Check both; capitals matter.")
        return _draw_log_in(request, target=target, username=username, complaint=complaint)
    except ThrottledError as error:
        complaint = too_many_attempts(error)
        answer = _draw_log_in(request, target=target, username=username, complaint=complaint)
        return _mark_throttled(answer, error)
    login(request, get_user_model().objects.get(pk=user_id), backend=_BACKEND)
    identity.note_browser_language(user_id, present_language())
    return HttpResponseRedirect(target)


def _draw_log_in(
    request: HttpRequest, *, target: str, username: str = "", complaint: str = ""
) -> HttpResponse:
    context = {
        "next": target,
        "username": username,
        "complaint": complaint,
        "is_demo": settings.CONFIGURATION.is_demo,
    }
    return render(request, "web/login.html", context)


def _mark_throttled(answer: HttpResponse, error: ThrottledError) -> HttpResponse:
    answer.status_code = 429
    answer["Retry-After"] = str(error.retry_after_seconds)
    return answer


def _safe_target(request: HttpRequest, wanted: str) -> str:
    """Return where to go after the log-in: a page of ours, never somebody else's."""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else _START


@never_cache
@csrf_protect
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@sensitive_post_parameters()
@never_cache
@csrf_protect
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def change_password(request: HttpRequest) -> HttpResponse:
    """Draw the page on which people change their own password, and change it."""
    user = request.user
    if not isinstance(user, AbstractBaseUser):
        return HttpResponseRedirect(settings.LOGIN_URL)
    form = PasswordForm(
        user, request.POST if request.method == "POST" else None, address=client_address(request)
    )
    changed = request.method == "POST" and form.is_valid()
    if changed:
        form.save()
        # The person stays logged in here; every other session knows the old hash and ends.
        update_session_auth_hash(request, user)
    answer = render(request, "web/password.html", {"form": form, "changed": changed})
    return answer if form.refusal is None else _mark_throttled(answer, form.refusal)


@never_cache
@require_safe
@login_required
@ensure_csrf_cookie
@in_own_language
def application(request: HttpRequest) -> HttpResponse:
    """Answer the page in which the application runs; the browser routes from there."""
    user_id = request.user.pk
    zone = find_time_zone(user_id) if user_id else None
    return render(request, "web/application.html", {"time_zone": zone})
