from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_first_tables"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["id"],
                condition=Q(state="ready", alone=True),
                name="job_ready_alone",
            ),
        ),
    ]
