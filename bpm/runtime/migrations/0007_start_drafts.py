"""What people type to start a process."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runtime", "0006_past_business_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="StartDraft",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "definition_key",
                        "username",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("definition_key", models.CharField(max_length=255)),
                ("username", models.CharField(max_length=150)),
                ("business_key", models.TextField()),
                ("variables", models.JSONField()),
                ("variable_types", models.JSONField()),
                ("form_id", models.UUIDField(null=True)),
                ("form_version", models.IntegerField(null=True)),
                ("revision", models.IntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "start_draft",
            },
        ),
    ]
