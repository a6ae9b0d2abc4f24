"""The server side of forms: read form-js schemas, validate what people submit.

Source: form-js 1.23, whose schemas these are and whose behaviour this repeats.
"""

from bpm.core.forms.laying import field_names
from bpm.core.forms.reading import FormReport, load_form, read_form, read_form_key
from bpm.core.forms.schema import Form
from bpm.core.forms.scopes import FormExpressionError
from bpm.core.forms.submission import Submission, submit_form
from bpm.core.forms.texts import read_texts

__all__ = [
    "Form",
    "FormExpressionError",
    "FormReport",
    "Submission",
    "field_names",
    "load_form",
    "read_form",
    "read_form_key",
    "read_texts",
    "submit_form",
]
