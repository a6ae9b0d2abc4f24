"""Folders of the library, and what models say for those who look for it."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("definitions", "0006_draft_original"),
        ("identity", "0002_languages"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="LibraryPlace",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=255)),
                ("folder", models.CharField(max_length=255)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "library_place",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "kind", "key"), name="library_place_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["process", "form", "decision"])),
                        name="library_place_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelText",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=255)),
                ("version", models.IntegerField(null=True)),
                ("name", models.CharField(max_length=1000)),
                ("words", models.TextField()),
                ("elements", models.JSONField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "model_text",
                "indexes": [
                    models.Index(fields=["tenant", "kind", "key"], name="model_text_by_key"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="model_text_words", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["process", "form", "decision"])),
                        name="model_text_kind_known",
                    )
                ],
            },
        ),
    ]
