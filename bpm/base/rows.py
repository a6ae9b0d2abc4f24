"""What every table with rows made by plain SQL shares."""

from django.db import models
from typing_extensions import override


class Row(models.Model):
    """A row whose key is made before it is written."""

    class Meta:
        """No table of its own."""

        abstract = True

    @override
    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"
