"""Foreign keys, which import contracts cannot see, stay inside an app."""

import pytest
from django.apps import apps
from django.db.models import Field, ForeignObject, Model
from django.db.models.options import Options

OWN = sorted(
    (model for model in apps.get_models() if model.__module__.startswith("bpm.")),
    key=lambda model: model._meta.label,
)
# Everybody may point at people and their tenants.
COMMON = {"identity.User", "identity.Tenant", "auth.Group"}
# Groups and permissions are Django's own tables, and identity is the app that keeps them.
OF_IDENTITY = {"auth.Group", "auth.Permission", "contenttypes.ContentType"}


def foreign_keys(model: type[Model]) -> list[ForeignObject]:  # type: ignore[type-arg]  # any field
    fields: list[Field] = [*model._meta.local_fields, *model._meta.local_many_to_many]  # type: ignore[type-arg]  # any field
    return [field for field in fields if isinstance(field, ForeignObject)]


def target_of(field: ForeignObject) -> "Options[Model]":  # type: ignore[type-arg]  # any field
    assert isinstance(field.related_model, type)
    return field.related_model._meta


def is_own(model: type[Model], field: ForeignObject) -> bool:  # type: ignore[type-arg]  # any field
    target = target_of(field)
    return target.app_label == model._meta.app_label or (
        model._meta.app_label == "identity" and target.label in OF_IDENTITY
    )


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_foreign_keys_stay_inside_the_app(model: type[Model]) -> None:
    for field in foreign_keys(model):
        assert is_own(model, field) or target_of(field).label in COMMON, field.name


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_foreign_keys_to_other_apps_add_nothing_to_their_models(model: type[Model]) -> None:
    for field in foreign_keys(model):
        if not is_own(model, field):
            assert field.remote_field.hidden, f"{field.name} needs related_name='+'"


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_app_has_tables_of_its_own_package(model: type[Model]) -> None:
    assert model.__module__.split(".")[1] == model._meta.app_label
