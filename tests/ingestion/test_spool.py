import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from lenticular import errors
from lenticular.ingestion import segments
from lenticular.ingestion.spool import Spool

# Appends records until it is killed, and says each number only after its append returned.
APPENDING = """
import asyncio, sys
from pathlib import Path
from lenticular.ingestion.spool import Spool

async def main():
    spool = Spool(Path(sys.argv[1]))
    spool.start()
    async def append_for_ever(worker):
        n = 0
        while True:
            await spool.append([b"%d:%d:a" % (worker, n), b"%d:%d:b" % (worker, n)])
            print(f"{worker}:{n}", flush=True)
            n += 1
    await asyncio.gather(*(append_for_ever(worker) for worker in range(8)))

asyncio.run(main())
"""

# No file may pass 4 KiB: what comes then is refused as on a full disk, until the limit is lifted.
FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from lenticular import errors
from lenticular.ingestion.spool import Spool

async def main():
    spool = Spool(Path(sys.argv[1]))
    spool.start()
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    await spool.append([b"before"])
    results = await asyncio.gather(
        spool.append([b"x" * 3000]), spool.append([b"y" * 3000]), return_exceptions=True
    )
    await spool.append([b"small enough"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await spool.append([b"after" * 2000])
    spool.close()
    print([type(result).__name__ for result in results])

asyncio.run(main())
"""


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "spool")
    spool.start()
    yield spool
    spool.close()


def _run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await work()

    asyncio.run(main())


def test_appended_records_are_on_disk_when_append_returns(tmp_path: Path, spool: Spool) -> None:
    async def work() -> None:
        await spool.append([b"one", b"two"])
        assert list(segments.read(tmp_path / "spool")) == [b"one", b"two"]

    _run(work)


def test_appends_at_the_same_time_are_all_kept_whole(tmp_path: Path, spool: Spool) -> None:
    async def work() -> None:
        await asyncio.gather(*(spool.append([b"%d-%d" % (n, part) for part in range(3)]) for n in range(200)))

    _run(work)
    records = list(segments.read(tmp_path / "spool"))
    assert sorted(records) == sorted(b"%d-%d" % (n, part) for n in range(200) for part in range(3))
    starts = [records.index(b"%d-0" % n) for n in range(200)]
    assert all(records[start + 2] == records[start][:-1] + b"2" for start in starts)


def test_files_are_rotated_by_size(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment_bytes=1000)
    spool.start()

    async def work() -> None:
        for n in range(10):
            await spool.append([b"%d" % n * 400])

    _run(work)
    spool.close()
    assert len(segments.paths(tmp_path)) == 4
    assert list(segments.read(tmp_path)) == [b"%d" % n * 400 for n in range(10)]


def test_a_file_is_ended_by_age_though_nothing_follows_and_its_name_tells_when_it_was_begun(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment_seconds=0.1)
    spool.start()
    begun = []
    for n in range(2):
        before = time.time_ns()
        asyncio.run(spool.append([b"%d" % n]))
        path = segments.paths(tmp_path)[-1]
        assert before <= int(path.name.partition("-")[0]) <= time.time_ns()
        begun.append(path)
        wait_until(partial(segments.is_closed, path))
    asyncio.run(spool.append([]))
    assert len(segments.paths(tmp_path)) == 3
    wait_until(lambda: segments.paths(tmp_path) == begun)  # of a file without a record nothing is left
    spool.close()
    assert list(segments.read(tmp_path)) == [b"0", b"1"]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_restarted_writer_begins_another_file(tmp_path: Path) -> None:
    for n in range(2):
        spool = Spool(tmp_path)
        spool.start()
        asyncio.run(spool.append([b"%d" % n]))
        spool.close()
    assert len(segments.paths(tmp_path)) == 2
    assert list(segments.read(tmp_path)) == [b"0", b"1"]


def test_closing_writes_and_answers_what_is_queued(tmp_path: Path, spool: Spool) -> None:
    async def work() -> None:
        waiting = [asyncio.ensure_future(spool.append([b"%d" % n])) for n in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(spool.close)
        await asyncio.gather(*waiting)

    _run(work)
    assert len(list(segments.read(tmp_path / "spool"))) == 50


def test_a_closed_log_refuses(spool: Spool) -> None:
    spool.close()
    with pytest.raises(errors.Unavailable):
        asyncio.run(spool.append([b"late"]))


def test_a_full_queue_refuses_at_once_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path, queue_bytes=100)
    spool.start()
    with pytest.raises(errors.Unavailable):
        asyncio.run(spool.append([b"x" * 100]))
    asyncio.run(spool.append([b"fits"]))
    spool.close()
    assert list(segments.read(tmp_path)) == [b"fits"]


def test_a_caller_who_gave_up_does_not_disturb_the_others(tmp_path: Path, spool: Spool) -> None:
    async def work() -> None:
        gone, stays = (asyncio.ensure_future(spool.append([name])) for name in (b"gone", b"stays"))
        await asyncio.sleep(0)
        gone.cancel()
        await stays

    _run(work)
    assert b"stays" in list(segments.read(tmp_path / "spool"))


def test_a_log_whose_folder_is_gone_is_not_writable_until_it_is_back(tmp_path: Path, spool: Spool) -> None:
    (tmp_path / "spool").rename(tmp_path / "elsewhere")
    with pytest.raises(errors.Unavailable):
        asyncio.run(spool.append([]))
    (tmp_path / "elsewhere").rename(tmp_path / "spool")
    asyncio.run(spool.append([]))


def test_a_full_disk_refuses_everyone_who_waited_and_later_appends_succeed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] in (
        "['Unavailable', 'Unavailable']",  # written together
        "['NoneType', 'Unavailable']",  # the first was under way when the second came
    )
    records = list(segments.read(tmp_path))
    assert [record for record in records if record[:1] not in (b"x", b"y")] == [
        b"before",
        b"small enough",
        b"after" * 2000,
    ]
    assert b"y" * 3000 not in records


def test_a_killed_process_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", APPENDING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        confirmed = [process.stdout.readline().strip() for _ in range(300)]
        process.send_signal(signal.SIGKILL)
        confirmed += process.stdout.read().split("\n")[:-1]
    records = set(segments.read(tmp_path))
    assert {f"{number}:{part}".encode() for number in confirmed for part in "ab"} <= records
