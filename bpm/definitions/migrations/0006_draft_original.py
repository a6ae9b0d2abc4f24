"""The file that a draft was imported from, as it came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("definitions", "0005_start_subscriptions")]

    operations = [
        migrations.AddField(model_name="draft", name="original", field=models.TextField(null=True))
    ]
