"""Called processes that an error leaves: they end when what is completed in them is undone.

Source: BPMN 2.0.2 §13.5.5: without an error event sub-process, all contained activities of what an
error leaves are compensated.
"""

from collections.abc import Iterable

from SpiffWorkflow.bpmn.specs.defaults import NoneTask
from typing_extensions import override

from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.compensation import awaits_undoing, wait_for
from bpm.core.engine.spiff.task import EngineTask
from bpm.core.engine.spiff.throwing import fail

FAILURE_NAME = "\x00fail"
"""No id can hold it."""

_CODE = "z"
_MESSAGE = "n"


class EngineFailure(EngineSpec, NoneTask):
    """Waits unseen until all is undone, then ends the process in its error."""

    is_visible = False

    def await_undoing(
        self, root: EngineTask, undoing: Iterable[EngineTask], code: str, message: str
    ) -> None:
        """Begin to wait for what is being undone.

        Args:
            root: Of the tree of the process.
            undoing: The compensators.
            code: Of the error.
            message: What is told of it.
        """
        task = root.add_event(self)
        task.note(_CODE, code)
        task.note(_MESSAGE, message)
        wait_for(task, undoing)
        self.arrive(task)

    @override
    def execute(self, task: EngineTask) -> bool | None:
        """Wait, or end the process."""
        return None if awaits_undoing(task) else self.proceed(task)

    @override
    def proceed(self, task: EngineTask) -> bool | None:
        """End the process."""
        code, message = (str(task.internal_data.get(key, "")) for key in (_CODE, _MESSAGE))
        fail(task.workflow.run, code, message)
        return None
