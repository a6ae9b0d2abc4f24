"""The language moves from the settings of mails to the person."""

from django.db import migrations

_MOVE = """
UPDATE identity_user SET language = settings.language
FROM notification_settings AS settings WHERE settings.user_id = identity_user.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_languages"),
        ("notifications", "0001_first_tables"),
    ]

    operations = [
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="notificationsettings", name="language"),
    ]
