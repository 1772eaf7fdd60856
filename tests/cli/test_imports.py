import json

import pytest

from lenticular.cli import main


@pytest.fixture
def run(capsys):
    def command(*arguments):
        code = main.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def export(shared):
    return shared / "data/personalize-geolocation-inspiration"


def test_an_import_into_a_new_folder_creates_the_installation_and_says_what_it_made(run, export, tmp_path):
    code, out, err = run("import", export, "--data", tmp_path / "data", "--json")
    assert code == 0
    recreated = json.loads(out)
    assert recreated["project"] == "68d4db26bd31bdb8470bcc3e"
    assert recreated["stack_api_key"] == "bltbfa62b101b5d5524"
    assert recreated["experiences"] == {"68d4fdc93ec55f51205de7eb": "68d4fdc93ec55f51205de7eb"}
    assert recreated["counts"]["audiences"] == 2
    assert recreated["skipped"] == []
    assert "password" in err


def test_the_same_import_again_is_refused_in_one_sentence(run, export, tmp_path):
    run("import", export, "--data", tmp_path / "data")
    code, out, err = run("import", export, "--data", tmp_path / "data")
    assert code == 1
    assert "give it another name" in err
    assert "Traceback" not in err + out


def test_a_copy_under_another_name_is_listed_with_what_was_left_out(run, export, tmp_path):
    run("import", export, "--data", tmp_path / "data")
    code, out, _ = run("import", export, "--data", tmp_path / "data", "--name", "Copy")
    assert code == 0
    assert "“Copy” is imported" in out
    assert "connected" in out


def test_a_dry_run_keeps_nothing(run, export, tmp_path):
    code, out, _ = run("import", export, "--data", tmp_path / "data", "--dry-run", "--json")
    assert (code, json.loads(out)["dry_run"]) == (0, True)
    code, out, _ = run("project", "list", "--data", tmp_path / "data", "--json")
    assert json.loads(out) == []


def test_a_folder_without_an_export_says_so(run, tmp_path):
    code, out, _ = run("import", tmp_path, "--data", tmp_path / "data", "--json")
    assert code == 1
    assert json.loads(out)["error"]["code"] == "NOT_AN_EXPORT"
    assert not (tmp_path / "data").exists()
