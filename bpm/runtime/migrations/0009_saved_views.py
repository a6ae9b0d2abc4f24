"""Views of the list of instances that people keep."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runtime", "0008_instance_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="InstanceView",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("owner", models.CharField(max_length=150)),
                ("name", models.CharField(max_length=100)),
                ("query", models.TextField()),
                (
                    "shared_with",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("revision", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "instance_view",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "owner", "name"), name="instance_view_one_of_a_name"
                    )
                ],
            },
        ),
    ]
