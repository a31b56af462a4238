import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import ROOT


def make(folder):
    subprocess.run([sys.executable, ROOT / "engines/make-model.py", folder], check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


class MakeModelTest(unittest.TestCase):
    def test_two_runs_write_the_same_bytes_and_a_whole_model_folder(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            first = make(one)
            self.assertEqual(first, make(two))
        config = json.loads(first["config.json"])
        cache_bytes = config["num_hidden_layers"] * config["num_key_value_heads"] * 64 * 2 * 2
        self.assertEqual(cache_bytes, 4096)
        model = json.loads(first["tokenizer.json"])["model"]
        self.assertEqual(sorted(model["vocab"].values()), list(range(2048)))
        for left, right in model["merges"]:
            self.assertIn(left + right, model["vocab"])
        self.assertIn("add_generation_prompt", json.loads(first["tokenizer_config.json"])["chat_template"])


if __name__ == "__main__":
    unittest.main()
