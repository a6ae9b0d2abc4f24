"""The language of a person, chosen so far for mails only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(choices=[("en", "en"), ("de", "de")], max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="seen_language",
            field=models.CharField(default="en", max_length=8),
        ),
    ]
