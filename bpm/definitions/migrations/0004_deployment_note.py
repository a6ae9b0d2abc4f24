"""What the author of a deployment says of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("definitions", "0003_decisions")]

    operations = [
        migrations.AddField(
            model_name="deployment",
            name="note",
            field=models.CharField(max_length=2000, null=True),
        ),
    ]
