"""Draws what `npm run demo` leaves on a terminal, for the README: python3 tools/demo-picture.py, then look at it.

Needs `pip install pyte==0.8.2 rich==15.0.0`, and what the demo needs.
"""

import re
import subprocess
import tempfile
from pathlib import Path

import pyte
from rich.console import Console

WIDTH = 110
root = Path(__file__).parent.parent

with tempfile.TemporaryDirectory() as folder:
    demo = f"stty cols {WIDTH} rows 60; npm run -s demo -- {folder}"
    said = subprocess.run(["script", "-qefc", demo, "/dev/null"], cwd=root, capture_output=True, check=True)

screen = pyte.HistoryScreen(WIDTH, 60)
pyte.ByteStream(screen).feed(said.stdout)
text = "\n".join(line.rstrip() for line in screen.display).strip()
text = text.replace(folder, "/tmp/demo").replace(f"{root}/", "")

console = Console(record=True, width=WIDTH, file=open("/dev/null", "w"))
console.print("$ npm run demo\n" + text, highlight=False, markup=False)
svg = console.export_svg(title="npm run demo", unique_id="demo", font_aspect_ratio=0.61)
# A reader's own monospaced font: the page must fetch nothing.
svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.S).replace("Fira Code, ", "")
(root / "docs/images/demo.svg").write_text(svg)
