import os
import subprocess
import sys

from lenticular.api.metrics import Metrics, Sample


def test_shows_the_present_numbers():
    counts = {"2xx": 3}
    metrics = Metrics(
        [
            lambda: [
                Sample("answers", "Answers.", counts["2xx"], {"status": "2xx"}),
                Sample("level", "L.", 7, kind="gauge"),
            ]
        ]
    )
    assert b'answers_total{status="2xx"} 3.0' in metrics.text()
    counts["2xx"] = 5
    text = metrics.text()
    assert b'answers_total{status="2xx"} 5.0' in text
    assert b"level 7.0" in text


CHILD = """
import sys
from lenticular.api.metrics import Metrics, Sample
metrics = Metrics([lambda: [Sample("answers", "Answers.", float(sys.argv[1]))]])
sys.stdout.write(metrics.text().decode())
"""


def test_adds_up_over_processes_also_after_one_has_ended(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    texts = [
        subprocess.run(
            [sys.executable, "-c", CHILD, count], env=environment, capture_output=True, text=True, check=True
        )
        for count in ("2", "40")
    ]
    assert "answers_total 42.0" in texts[-1].stdout
