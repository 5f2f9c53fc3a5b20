"""The alerts as Airflow's notifiers: what the DAG's tasks and its deadline call."""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import BaseNotifier


class NightAlert(BaseNotifier):
    """Tells people what became of a night. ``kind`` is ``failed``, ``stale`` or ``late``.

    Nothing is sent unless a channel is switched on (``warehouse.alerting.channels``).
    """

    def __init__(self, kind: str, context: Any = None) -> None:
        super().__init__(context=context)
        self.kind = kind

    def notify(self, context: Any) -> None:
        """Send what there is to say."""
        from ingest.folders import Folders
        from warehouse.alerting import channels, messages

        folders, run_id = Folders.from_environment(), _run_of(context)
        if self.kind == "late":
            message = messages.late_message(folders, run_id, str(context["deadline"]["deadline_time"]))
        elif self.kind == "stale":
            message = messages.stale_message(folders, run_id)
        else:
            message = messages.failed_message(folders, run_id, str(context["exception"]))
        if message is not None:
            channels.send(message)


def _run_of(context: Mapping[str, Any]) -> str:
    """Return the run's name in raw, as the DAG's tasks do; a deadline gives the run as plain values."""
    run = context["dag_run"]
    if isinstance(run, Mapping):
        return str((run.get("conf") or {}).get("run_name") or run["dag_run_id"])
    return str(context["params"]["run_name"] or run.run_id)
