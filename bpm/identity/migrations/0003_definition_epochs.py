"""What tells processes that the versions they remember as the newest may no longer be those."""

from django.db import migrations, models

from bpm.base.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_languages")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="definition_epoch",
            field=models.UUIDField(default=new_id),
        ),
    ]
