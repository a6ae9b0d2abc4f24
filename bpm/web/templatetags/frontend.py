"""Links to what vite built, with the nonce that the page's policy asks for."""

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bpm.web.build import chunks_of, is_script, styles_of

register = template.Library()


@register.simple_tag(takes_context=True)
def frontend_entry(context: Context, entry: str) -> SafeString:
    """Return the tags that load one entry of the build: styles, scripts, what they import.

    Args:
        context: The template's context; its request knows the nonce.
        entry: Path of the source in ``frontend/``, such as ``index.html``.

    Raises:
        PagesNotBuiltError: There is no build, or it has no such entry.
    """
    nonce = str(context["request"].csp_nonce)
    chunks = chunks_of(entry)
    styles = dict.fromkeys(name for chunk in chunks for name in styles_of(chunk))
    return format_html(
        "{}{}{}",
        format_html_join(
            "\n",
            '<link rel="stylesheet" href="{}" nonce="{}">',
            ((static(name), nonce) for name in styles),
        ),
        format_html_join(
            "\n",
            '<link rel="modulepreload" href="{}" nonce="{}">',
            ((static(chunk["file"]), nonce) for chunk in chunks[:-1]),
        ),
        format_html_join(
            "\n",
            '<script type="module" src="{}" nonce="{}"></script>',
            ((static(chunk["file"]), nonce) for chunk in chunks[-1:] if is_script(chunk)),
        ),
    )
