import subprocess
import sys


def test_the_collector_works_again_once_everything_is_imported():
    code = "import gc, lenticular.cli.start; assert gc.isenabled() and gc.get_freeze_count() > 10_000"
    subprocess.run([sys.executable, "-c", code], check=True)
