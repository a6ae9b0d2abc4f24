"""Tables of files."""

from django.db import models
from django.db.models import Q

from bpm.base.rows import Row
from bpm.files.contracts import MAX_NAME_CHARACTERS, MAX_TYPE_CHARACTERS, FileState


class StoredFile(Row):
    """One uploaded file; its bytes lie in the storage under ``storage_key``.

    The row is there before the bytes and goes after them, so that no bytes lie anywhere without a
    row that leads to them. ``is_used`` says whether ``file_use`` has a row for it.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)
    media_type = models.CharField(max_length=MAX_TYPE_CHARACTERS)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in FileState])
    is_used = models.BooleanField(default=False)
    uploaded_by = models.CharField(max_length=150)
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        db_table = "stored_file"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in FileState]), name="stored_file_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=Q(is_used=False),
                name="stored_file_unused",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state=FileState.UNSCANNED.value),
                name="stored_file_unscanned",
            ),
        ]


class FileUse(Row):
    """A process instance that holds a file; the file stays as long as one of these does."""

    pk = models.CompositePrimaryKey("file_id", "process_instance_id")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, db_index=False)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()

    class Meta:
        db_table = "file_use"
        indexes = [models.Index(fields=["process_instance_id"], name="file_use_by_instance")]
