"""How the files of tests are handed to the processes of a run (``make test``)."""

from __future__ import annotations

from collections import Counter

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class PortionScheduling(LoadFileScheduling):
    """Each process goes through a part of the suite of its own, then helps where most is left, from the end.

    Neighbouring files share states of the golden database and, in tests/browser, a server: two processes side by side
    would wait for each other's, or make it twice.
    """

    owners: dict[str, int] | None = None
    """Whose part a file belongs to."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(self._next_file(list(self.assigned_work).index(node)), last=False)
        super()._assign_work_unit(node)

    def _next_file(self, process: int) -> str:
        """The first that is left of its own part, or the last of the longest part of others."""
        if self.owners is None:
            self.owners = self._parts()
        left = Counter[int]()
        for file, tests in self.workqueue.items():
            left[self.owners[file]] += len(tests)
        part = process if process in left else left.most_common(1)[0][0]
        files = [file for file in self.workqueue if self.owners[file] == part]
        return files[0 if part == process else -1]

    def _parts(self) -> dict[str, int]:
        """As many parts as processes, with about as many tests in each."""
        total = sum(len(tests) for tests in self.workqueue.values())
        owners, before = {}, 0
        for file, tests in self.workqueue.items():
            owners[file] = before * len(self.assigned_work) // total
            before += len(tests)
        return owners
