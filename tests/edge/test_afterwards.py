import asyncio

from lenticular.edge.afterwards import Afterwards


def test_draining_waits_for_all_work_and_gives_up_what_never_ends() -> None:
    done = []

    async def work(seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(seconds)

    async def run() -> None:
        afterwards = Afterwards()
        for seconds in (0.02, 0.0):
            afterwards.begin(work(seconds))
        assert done == []
        await afterwards.drain()
        assert done == [0.0, 0.02]
        afterwards.begin(work(60))
        await afterwards.drain(timeout_seconds=0.01)
        await afterwards.drain(timeout_seconds=60)

    asyncio.run(asyncio.wait_for(run(), 5))
    assert done == [0.0, 0.02]
