"""How often the statistics are wrong: simulated experiments, each error rate beside its nominal value.

    python -m benchmarks.evidence [--simulations 1000] [--seed 20261122]

Every line is a share of simulated experiments with its Monte-Carlo standard error. A/A: two equal variants, so every
decision is a mistake; looked at once, after four weeks, or every day. "asked" is what the method promises or was asked
for; where it promises nothing (a fixed-horizon figure that is looked at daily) a dash. Regret is in conversions lost
against sending everybody to the best variant from the first day.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np

from lenticular.stats import bandit, intervals, power, sample_ratio, sequential
from lenticular.stats.aggregates import Aggregates
from lenticular.stats.evidence import weigh
from lenticular.stats.verdict import Label, judge

DAYS = 28
A_DAY = 500  # visitors a variant
RATE = 0.05

Line = tuple[str, str, float, float]


def share(name: str, asked: str, hits: list[bool]) -> Line:
    """Return a line for a share of simulations, with its standard error (never 0: one more hit is imaginable)."""
    found = sum(hits) / len(hits)
    cautious = (sum(hits) + 1) / (len(hits) + 2)
    return name, asked, found, math.sqrt(cautious * (1 - cautious) / len(hits))


def histories(draws: np.random.Generator, runs: int, rates: tuple[float, ...]) -> Iterator[list[Aggregates]]:
    """Simulate experiments; of each, the counts at the end of every day."""
    for won in draws.binomial(A_DAY, rates, (runs, DAYS, len(rates))).cumsum(axis=1).tolist():
        yield [Aggregates(((day + 1) * A_DAY,) * len(rates), tuple(counts)) for day, counts in enumerate(won)]


def decides(aggregates: Aggregates) -> bool:
    reading = sequential.reading(aggregates, 1, 0)
    return reading is not None and reading.is_decided


def has_won(aggregates: Aggregates, day: int) -> bool:
    return judge(aggregates, timedelta(days=day + 1)).label is Label.HAS_WON


def false_positives(draws: np.random.Generator, runs: int) -> Iterator[Line]:
    found: dict[str, list[bool]] = {"once": [], "daily": [], "valid once": [], "valid daily": [], "low": []}
    for days in histories(draws, runs, (RATE, RATE)):
        won = [has_won(counts, day) for day, counts in enumerate(days)]
        valid = [decides(counts) for counts in days]
        found["once"].append(won[-1])
        found["daily"].append(any(won))
        found["valid once"].append(valid[-1])
        found["valid daily"].append(any(valid))
    found["low"] = [any(map(decides, days)) for days in histories(draws, runs, (0.004, 0.004))]
    yield share("A/A: a winner (95 %, either way), one look", "10 %", found["once"])
    yield share("A/A: a winner, daily looks from day 14", "-", found["daily"])
    yield share("A/A: always-valid reading decided, one look", "<= 5 %", found["valid once"])
    yield share("A/A: always-valid reading decided, daily looks", "<= 5 %", found["valid daily"])
    yield share("A/A: the same at 0.4 % conversion (2 a day)", "<= 5 %", found["low"])


def coverage(draws: np.random.Generator, runs: int) -> Iterator[Line]:
    for rate in (0.005, 0.05, 0.5):
        other, size = rate * 1.1, 2000
        covered: dict[str, list[bool]] = {"rate": [], "difference": [], "relative": []}
        for one, two in draws.binomial(size, (rate, other), (runs, 2)).tolist():
            counts = Aggregates((size, size), (one, two))
            of_rate, of_uplift = intervals.rate(counts)[0], intervals.uplift(counts, 0)[1]
            assert of_rate is not None and of_uplift is not None  # noqa: PT018
            covered["rate"].append(of_rate.low <= rate <= of_rate.high)
            covered["difference"].append(of_uplift.difference.low <= other - rate <= of_uplift.difference.high)
            covered["relative"].append(of_uplift.relative.low <= other / rate - 1 <= of_uplift.relative.high)
        yield share(f"coverage of a rate of {rate:.1%}, 2,000 visitors", "95 %", covered["rate"])
        yield share(f"coverage of its difference to {other:.2%}", "90 %", covered["difference"])
        yield share("coverage of that uplift of 10 %", "90 %", covered["relative"])
    always = []
    for days in histories(draws, runs, (RATE, RATE * 1.1)):
        readings = [sequential.reading(counts, 1, 0) for counts in days]
        always.append(all(r is None or r.difference.low <= RATE * 0.1 <= r.difference.high for r in readings))
    yield share("coverage of the always-valid interval on all days at once", ">= 95 %", always)


def uneven(draws: np.random.Generator, runs: int) -> Iterator[Line]:
    """The same questions of a split of 80 to 20, where chance also decides how many come to each variant."""
    found: dict[str, list[bool]] = {"once": [], "valid daily": [], "covered": [], "valid covered": [], "ratio": []}
    for rates in ((RATE, RATE), (RATE, RATE * 1.1)):
        for _ in range(runs):
            seen = draws.multinomial(2 * A_DAY, (0.8, 0.2), DAYS)
            won = draws.binomial(seen, rates).cumsum(axis=0).tolist()
            days = [Aggregates(tuple(n), tuple(c)) for n, c in zip(seen.cumsum(axis=0).tolist(), won, strict=True)]
            readings = [sequential.reading(counts, 1, 0) for counts in days]
            truth = rates[1] - rates[0]
            if not truth:
                found["once"].append(has_won(days[-1], DAYS - 1))
                found["valid daily"].append(any(reading is not None and reading.is_decided for reading in readings))
                check = sample_ratio.check(days[-1].visitors, (80, 20))
                found["ratio"].append(check is not None and check.is_mismatch)
                continue
            uplift = intervals.uplift(days[-1], 0)[1]
            assert uplift is not None
            found["covered"].append(uplift.difference.low <= truth <= uplift.difference.high)
            inside = [r is None or r.difference.low <= truth <= r.difference.high for r in readings]
            found["valid covered"].append(all(inside))
    yield share("80/20, A/A: a winner (95 %, either way), one look", "10 %", found["once"])
    yield share("80/20, A/A: always-valid reading decided, daily looks", "<= 5 %", found["valid daily"])
    yield share("80/20, A/B: coverage of the difference of 5% and 5.50%", "90 %", found["covered"])
    yield share("80/20, A/B: coverage of always-valid, on all days at once", ">= 95 %", found["valid covered"])
    yield share("80/20: sample ratio alarms of a true split, 28,000 visitors", "0.1 %", found["ratio"])


def reached_power(draws: np.random.Generator, runs: int) -> Iterator[Line]:
    for variants in (2, 4, 10):
        size, _ = power.visitors_needed(RATE, 0.1, power.Plan(variants=variants))
        rates = (RATE,) * (variants - 1) + (RATE * 1.1,)
        won = [
            judge(Aggregates((size,) * variants, tuple(counts)), timedelta(days=DAYS)).label is Label.HAS_WON
            for counts in draws.binomial(size, rates, (runs, variants)).tolist()
        ]
        asked = "80 %" if variants == 2 else ">= 80 %"
        yield share(f"power: +10 % on {RATE:.0%}, {variants} variants of {size:,}", asked, won)


def sample_ratios(draws: np.random.Generator, runs: int) -> Iterator[Line]:
    for name, asked, lost in (("a true split", "0.1 %", 0.0), ("1 % of one variant lost", "-", 0.01)):
        for total in (100_000, 1_000_000):
            shares = np.array([1, 1 - lost]) / (2 - lost)
            daily = draws.multinomial(total // DAYS, shares, (10 * runs, DAYS)).cumsum(axis=1)
            last = [is_mismatch(counts) for counts in daily[:, -1].tolist()]
            yield share(f"sample ratio alarms: {name}, {total:,} visitors", asked, last)
            if not lost and total == 100_000:
                every_day = [any(map(is_mismatch, days)) for days in daily[:runs].tolist()]
                yield share("sample ratio alarms: the same, daily looks", "-", every_day)


def is_mismatch(visitors: list[int]) -> bool:
    found = sample_ratio.check(tuple(visitors), (1, 1))
    return found is not None and found.is_mismatch


def regrets(draws: np.random.Generator, runs: int) -> Iterator[tuple[str, float, float]]:
    """Return conversions lost, their mean and its standard error, of a bandit and a fixed split; the oracle loses 0."""
    rates = np.array([0.04, 0.05, 0.07])
    for name, choose in (("bandit", bandit.weights), ("fixed split", lambda counts: (1,) * len(counts.visitors))):
        lost = [regret(draws, rates, choose) for _ in range(max(1, runs // 10))]
        yield name, float(np.mean(lost)), float(np.std(lost) / math.sqrt(len(lost)))
    yield "oracle", 0.0, 0.0


def regret(draws: np.random.Generator, rates: np.ndarray, choose: Callable[[Aggregates], tuple[int, ...]]) -> float:
    """Simulate four weeks of hourly new weights; return the conversions that choosing the best at once would add."""
    visitors, won, lost = np.zeros(len(rates), int), np.zeros(len(rates), int), 0.0
    for _ in range(DAYS * 24):
        weights = np.array(choose(Aggregates(tuple(visitors.tolist()), tuple(won.tolist()))), dtype=float)
        came = draws.multinomial(3 * A_DAY // 24, weights / weights.sum())
        visitors, won = visitors + came, won + draws.binomial(came, rates)
        lost += float((came * (rates.max() - rates)).sum())
    return lost


def milliseconds() -> float:
    """Return the median processor time of everything said about 5 variants and 5 metrics."""
    visitors = (10_000, 10_100, 9_900, 10_030, 10_020)
    metrics = [Aggregates(visitors, tuple(n // part for n in visitors)) for part in (10, 20, 2, 100, 5000)]
    took = []
    for _ in range(50):
        begin = time.process_time()
        weigh(metrics, baseline=0, shares=(1,) * 5, running=timedelta(days=20))
        took.append((time.process_time() - begin) * 1000)
    return float(np.median(took))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()
    draws, runs = np.random.default_rng(arguments.seed), arguments.simulations
    print(f"{'':64} {'asked':>8} {'found':>8}   ± std. error")
    for part in (false_positives, coverage, uneven, reached_power, sample_ratios):
        for name, asked, found, error in part(draws, runs):
            print(f"{name:64} {asked:>8} {found:8.2%}   ± {error:.2%}", flush=True)
    best = 3 * A_DAY * DAYS * 0.07
    print(f"\nconversions lost of {best:,.0f} in four weeks, rates 4, 5 and 7 %, new weights every hour")
    for name, mean, error in regrets(draws, runs):
        print(f"{name:64} {'':8} {mean:8.1f}   ± {error:.1f}", flush=True)
    print(f"\neverything about 5 variants and 5 metrics: {milliseconds():.1f} ms of processor time (asked: 20 ms)")


if __name__ == "__main__":
    main()
