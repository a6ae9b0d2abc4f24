"""What comes of a form that a person submits: values to write, or everything that is wrong."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bpm.core.errors import Problem
from bpm.core.forms.laying import Entry, Layout, Refusal, json_of, lay_over, name_of
from bpm.core.forms.origins import Origins
from bpm.core.forms.rules import Subject, break_rules, is_chosen_well, list_options
from bpm.core.forms.schema import Button, Field, FieldKind, Form, RowList
from bpm.core.forms.scopes import (
    Evaluator,
    Path,
    Placed,
    Scope,
    copy_json,
    find_at,
    is_absent,
    remove_at,
    set_at,
)
from bpm.core.forms.writing import Writing, build_values
from bpm.core.values import JsonObject, Value
from bpm.core.values.json_faults import escape_pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form as it was submitted.

    Args:
        values: What all fields hold that count, nested as their keys are.
        written: The variables to write: what was sent, and what nobody had filled in before.
        problems: Everything that is wrong, with pointers into ``variables`` and ``outcome`` of
            the request; where there is any, nothing may be written.
        hidden: Ids of the components that are hidden at this moment.
    """

    values: JsonObject
    written: Mapping[str, Value]
    problems: tuple[Problem, ...]
    hidden: frozenset[str]


def submit_form(
    form: Form,
    *,
    known: Mapping[str, Value],
    sent: JsonObject,
    outcome: str | None,
    now: datetime,
    is_decision: bool = True,
) -> Submission:
    """Validate what a person sent, and say what is to be written.

    Args:
        form: Which form.
        known: The variables that are there.
        sent: What the person changed, nested as the keys of the form are; never changed.
        outcome: What the button means with which it was submitted.
        now: Aware instant for ``today()`` and dates.
        is_decision: Whether one of the form's outcomes has to be chosen, where it has any.

    Raises:
        FormExpressionError: The form's expressions take too much work.
    """
    layout = lay_over(form, known, sent)
    return _Submitting(layout, outcome, now, is_decision=is_decision).run(known)


class _Submitting:
    def __init__(
        self, layout: Layout, outcome: str | None, now: datetime, *, is_decision: bool
    ) -> None:
        self._layout = layout
        self._outcome = outcome
        self._is_decision = is_decision
        self._now = now
        self._evaluator = Evaluator(now=now)

    def run(self, known: Mapping[str, Value]) -> Submission:
        layout = self._layout
        self._compute()
        placed = list(self._evaluator.place_all(layout.form.children, self._visible_data()))
        scopes = {place.path: place.scope for place in placed if isinstance(place.node, Field)}
        protected = {refusal.path: refusal for refusal in self._find_protected(placed)}
        refusals = [
            *layout.refusals,
            *(found for path, found in protected.items() if self._is_sent(path)),
            *self._refuse_computed(protected),
        ]
        origins = Origins(layout)
        refusals = [refusal for refusal in refusals if not origins.excuse(refusal)]
        refused = {refusal.path for refusal in refusals}
        for path, entry in layout.entries.items():
            if path not in protected and path not in refused and path in scopes:
                refusals += self._break_rules(entry, scopes[path])
        problems = [_problem(refusal, "/variables") for refusal in refusals]
        problems += self._check_outcome(placed)
        counting = [entry for path, entry in layout.entries.items() if path not in protected]
        return Submission(
            values=build_values(layout, counting, protected, self._outcome),
            written={} if problems else self._written(counting, known, protected, origins),
            problems=tuple(problems),
            hidden=frozenset(place.node.id for place in placed if place.is_hidden),
        )

    def _written(
        self,
        counting: list[Entry],
        known: Mapping[str, Value],
        protected: Iterable[Path],
        origins: Origins,
    ) -> dict[str, Value]:
        writing = Writing(self._layout, known)
        writing.write_lists(protected, origins)
        for entry in counting:
            writing.write_entry(entry)
        if self._outcome is not None:
            writing.written[self._layout.form.outcome_variable] = self._outcome
        return writing.written

    def _is_sent(self, path: Path) -> bool:
        return not is_absent(find_at(self._layout.sent, path))

    def _visible_data(self) -> JsonObject:
        """Return the data without what is hidden: conditions read nothing that is not shown.

        One round only, as in form-js: what a hidden field hid is shown with the next.
        """
        layout = self._layout
        data = copy_json(layout.data)
        visible: JsonObject = data if isinstance(data, dict) else {}
        for place in self._evaluator.place_all(layout.form.children, layout.data):
            if place.is_hidden and isinstance(place.node, Field | RowList):
                remove_at(visible, place.path)
        return visible

    def _compute(self) -> None:
        """Work out the computed fields, in order of the form: later ones read earlier ones."""
        layout = self._layout
        computed = [
            entry for entry in layout.entries.values() if entry.field.kind is FieldKind.COMPUTED
        ]
        if not computed:
            return
        visible = self._visible_data()
        for place in list(self._evaluator.place_all(layout.form.children, visible)):
            field = place.node
            if not isinstance(field, Field) or field.expression is None:
                continue
            value = self._evaluator.value(field.expression, place.scope)
            layout.entries[place.path].value = value
            set_at(layout.data, place.path, json_of(value))
            if not place.is_hidden:
                set_at(visible, place.path, json_of(value))

    def _find_protected(self, placed: list[Placed]) -> Iterator[Refusal]:
        """Yield a refusal for every place that a person cannot write to."""
        for place in placed:
            path, node = place.path, place.node
            if not isinstance(node, Field | RowList):
                continue
            name = name_of(node, path)
            if place.is_hidden:
                detail = f"{name} is hidden with these values. Leave it out."
                hidden = Refusal(
                    path=path, code="field_hidden", detail=detail, component_id=node.id
                )
                yield from self._hide_rows(hidden) if isinstance(node, RowList) else (hidden,)
            elif isinstance(node, RowList):
                continue
            elif node.is_disabled:
                detail = f"{name} is disabled. Leave it out."
                yield Refusal(path=path, code="field_disabled", detail=detail, component_id=node.id)
            elif self._is_read_only(node, place.scope):
                detail = f"{name} can only be read. Leave it out."
                yield Refusal(
                    path=path, code="field_read_only", detail=detail, component_id=node.id
                )

    def _hide_rows(self, hidden: Refusal) -> Iterator[Refusal]:
        """Yield a list that is hidden, with all that is in its rows."""
        layout, path = self._layout, hidden.path
        for inner in (*layout.entries, *layout.lists):
            if inner[: len(path)] == path:
                yield replace(hidden, path=inner)

    def _is_read_only(self, field: Field, scope: Scope) -> bool:
        if isinstance(field.read_only, bool):
            return field.read_only
        return self._evaluator.is_true(field.read_only, scope)

    def _refuse_computed(self, protected: Container[Path]) -> Iterator[Refusal]:
        for path, entry in self._layout.entries.items():
            is_computed = entry.field.kind is FieldKind.COMPUTED
            if is_computed and entry.is_sent and path not in protected:
                detail = f"{name_of(entry.field, path)} is computed by the form. Leave it out."
                yield Refusal(
                    path=path, code="field_computed", detail=detail, component_id=entry.field.id
                )

    def _break_rules(self, entry: Entry, scope: Scope) -> list[Refusal]:
        subject = Subject(
            field=entry.field,
            value=entry.value,
            scope=scope,
            known=self._layout.known,
            is_sent=entry.is_sent,
            now=self._now,
        )
        if entry.field.options is not None and not entry.is_sent:
            # As in the browser, what can no longer be chosen is not chosen.
            entry.value = self._settle(subject)
            subject = Subject(
                field=entry.field,
                value=entry.value,
                scope=scope,
                known=self._layout.known,
                is_sent=False,
                now=self._now,
            )
        return [
            Refusal(
                path=entry.path,
                code=broken.code,
                detail=f"{name_of(entry.field, entry.path)} {broken.detail}",
                component_id=entry.field.id,
            )
            for broken in break_rules(subject, self._evaluator)
        ]

    def _settle(self, subject: Subject) -> Value:
        options = list_options(subject, self._evaluator)
        if subject.field.kind is FieldKind.CHOICES and isinstance(subject.value, list):
            return [item for item in subject.value if is_chosen_well(json_of(item), options)]
        return subject.value if is_chosen_well(json_of(subject.value), options) else None

    def _check_outcome(self, placed: list[Placed]) -> Iterator[Problem]:
        buttons = [place for place in placed if isinstance(place.node, Button)]
        allowed = [
            place.node
            for place in buttons
            if isinstance(place.node, Button) and not place.is_hidden and not place.node.is_disabled
        ]
        labels = [button.label for button in allowed if button.outcome is not None]
        choice = f"Choose one: {', '.join(labels)}." if labels else "Submit the form without one."
        if self._outcome is None:
            if self._is_decision and self._layout.form.needs_outcome:
                yield Problem(code="outcome_missing", detail=choice, pointer="/outcome")
        elif all(button.outcome != self._outcome for button in allowed):
            detail = f"The form has no outcome {self._outcome[:80]!r} now. {choice}"
            yield Problem(code="unknown_outcome", detail=detail, pointer="/outcome")


def _problem(refusal: Refusal, prefix: str) -> Problem:
    pointer = "".join(f"/{escape_pointer(str(step))}" for step in refusal.path)
    return Problem(
        code=refusal.code,
        detail=refusal.detail,
        pointer=f"{prefix}{pointer}",
        element_id=refusal.component_id,
    )
