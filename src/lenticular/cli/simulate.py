"""`lenticular simulate`: believable visitors of one experience, through the real edge of a running server."""

import secrets
from collections.abc import Iterator
from random import Random
from typing import Annotated

from cyclopts import Parameter

from lenticular.api.ports import Ports
from lenticular.cli import installation, output, progress
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.cli.outcomes import Exit
from lenticular.cli.simulation import profiles, sending, visitors
from lenticular.cli.simulation import site as sites
from lenticular.cli.simulation.profiles import World
from lenticular.cli.simulation.sending import MOST_HOURS, Rates, Simulation, Tally
from lenticular.cli.simulation.site import Site
from lenticular.cli.simulation.visitors import Trip
from lenticular.errors import Invalid, Problem

MOST_AT_ONCE = 64


def simulate(
    *,
    experience: Annotated[str, Parameter(name="--experience")],
    visitors: Annotated[int, Parameter(name="--visitors")],
    rates: str,
    base_rate: float = 0.0,
    event: str | None = None,
    hours: float = 24.0,
    seed: int | None = None,
    concurrency: int = 8,
    url: str | None = None,
    where: Where = HERE,
    json: AsJson = False,
) -> int:
    """Send visitors to an active experience of a running server, so that its results have something to show.

    They come from many countries and devices, and such that audiences get their share of them; some return, some send
    things twice, and a few robots are among them. They see what the edge decides, and convert by the rates given. The
    results then hold them like anybody else: do this in a project that is for trying things out.

    Parameters
    ----------
    experience
        The experience's uid.
    visitors
        How many come. Robots come on top, and count for nothing.
    rates
        The share of visitors who convert, 0 to 1, by variant in order, separated by commas: `0.05,0.06`.
    base_rate
        The share of those without a variant who convert: held out, or in no audience.
    event
        The key of the event that is a conversion; if not given, that of the primary metric.
    hours
        Over how many hours up to now the visits are spread, at most 48, none before the version was active. With a
        holdout everything is now, for that is when the edge decides whom to hold out.
    seed
        Any number: the same seed is the same visitors, and sending them again adds nothing.
    concurrency
        How many visitors are there at once.
    url
        Where the server is; if not given, the one that runs on the data folder.
    json
        Print JSON.
    """
    chosen = where.settings()
    _check(visitors, hours, concurrency)
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    with installation.opened(chosen) as ports:
        site = sites.read(ports, experience, event)
        by_variant = _rates(rates, base_rate, site)
        simulation = Simulation(
            site, (url or sites.require_address(chosen.data)).rstrip("/"), chosen, by_variant, seed,
            0.0 if site.holdout else hours, ports.now,
        )  # fmt: skip
        sending.check(simulation)
        tally = Tally()
        is_whole = _run(simulation, ports, visitors, concurrency, tally)
    _tell(simulation, tally, is_whole=is_whole, as_json=json)
    return Exit.DONE if is_whole else Exit.INTERRUPTED


def _run(simulation: Simulation, ports: Ports, count: int, concurrency: int, tally: Tally) -> bool:
    """Send everybody; tell whether it was not interrupted."""
    total = count + visitors.robots_of(count)
    with progress.bars() as show:
        try:
            sending.send_all(
                simulation,
                _trips(simulation, ports, count),
                tally,
                concurrency=concurrency,
                progress=lambda done: show("visitors", done, total),
            )
        except KeyboardInterrupt:
            return False
    return True


def _trips(simulation: Simulation, ports: Ports, count: int) -> Iterator[Trip]:
    """Yield the visitors, a robot among them now and then."""
    rng = Random(simulation.seed)  # noqa: S311 - no secret
    site = simulation.site
    casting = profiles.cast(site.ruleset, site.experience, World(ports.places, rng), rng=rng, now=ports.now())
    robots = visitors.robots_of(count)
    for number in range(count):
        yield visitors.trip(simulation.seed, number, casting)
        before, after = (robots * place // count for place in (number, number + 1))
        for robot in range(before, after):
            yield visitors.trip(simulation.seed, robot, casting, is_robot=True)


def _check(count: int, hours: float, concurrency: int) -> None:
    problems = []
    if count < 1:
        problems.append(Problem("/visitors", "USAGE", "--visitors must be at least 1."))
    if not 0 <= hours <= MOST_HOURS:
        problems.append(Problem("/hours", "USAGE", f"--hours must be between 0 and {MOST_HOURS}."))
    if not 1 <= concurrency <= MOST_AT_ONCE:
        problems.append(Problem("/concurrency", "USAGE", f"--concurrency must be between 1 and {MOST_AT_ONCE}."))
    _refuse(problems)


def _rates(text: str, base_rate: float, site: Site) -> Rates:
    """Return the rates by variant. Raises Invalid unless there is one between 0 and 1 for each."""
    variants = [variant.short_uid for variant in site.experience.version.variants]
    parts = text.split(",")
    problems = []
    try:
        found = [float(part) for part in parts]
    except ValueError:
        found = []
        problems.append(Problem("/rates", "USAGE", f"--rates {text!r} must be numbers separated by commas."))
    if not problems and len(found) != len(variants):
        problems.append(
            Problem("/rates", "USAGE", f"--rates has {len(found)} numbers, the version {len(variants)} variants.")
        )
    if not all(0 <= rate <= 1 for rate in (*found, base_rate)):
        problems.append(Problem("/rates", "USAGE", "--rates and --base-rate must be between 0 and 1."))
    _refuse(problems)
    return Rates(dict(zip(variants, found, strict=True)), base_rate)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems, "USAGE", " ".join(problem.message for problem in problems))


def _tell(simulation: Simulation, tally: Tally, *, is_whole: bool, as_json: bool) -> None:
    site = simulation.site
    if as_json:
        output.document(_document(simulation, tally, is_whole=is_whole))
        return
    if not is_whole:
        output.say("Interrupted. Sent until then:")
    named = [(variant.short_uid, variant.name) for variant in site.experience.version.variants]
    everyone = [*named, (None, "without a variant")]
    rows = [(short, name, tally.visitors[short], tally.conversions[short]) for short, name in everyone]
    output.table(("variant", "name", "visitors", f"converted ({site.event_key})"), rows, empty="")
    output.say(f"{tally.returned} came again, {tally.repeated} sent things twice, {tally.robots} robots beside them.")
    output.say(f"Seed {simulation.seed}. Counted within seconds:")
    output.say(f"GET {_results(simulation)}  (X-Project-Uid: {site.ruleset.project_uid})")


def _document(simulation: Simulation, tally: Tally, *, is_whole: bool) -> dict[str, object]:
    site = simulation.site
    return {
        "project": site.ruleset.project_uid,
        "experience": site.experience.uid,
        "version": site.experience.version.uid,
        "event": site.event_key,
        "seed": simulation.seed,
        "variants": [
            {"shortUid": variant.short_uid, "name": variant.name, **_counts(tally, variant.short_uid)}
            for variant in site.experience.version.variants
        ],
        "withoutVariant": _counts(tally, None),
        "robots": tally.robots,
        "returned": tally.returned,
        "repeated": tally.repeated,
        "isWhole": is_whole,
        "results": _results(simulation),
    }


def _counts(tally: Tally, variant: str | None) -> dict[str, int]:
    return {"visitors": tally.visitors[variant], "conversions": tally.conversions[variant]}


def _results(simulation: Simulation) -> str:
    """Return where the results are asked for."""
    experience = simulation.site.experience
    path = f"/personalize-api/experiences/{experience.uid}/analytics/summary?version={experience.version.uid}"
    return f"{simulation.url}{path}"
