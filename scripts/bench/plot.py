#!/usr/bin/env python3
"""Draw growth and threads of a run: growth.svg and growth.png. Needs matplotlib, which the peers' environment has.

    plot.py results.json FOLDER
"""
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams.update({
    "svg.hashsalt": "gridcover", "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#e3e3e3", "axes.axisbelow": True,
})
from matplotlib import pyplot  # noqa: E402

# Told apart by marker and line as well as by colour, so that a copier keeps them.
STYLES = {1: ("#1b5e8c", "o", "-"), 2: ("#b5500b", "s", "--"), 4: ("#3f7d20", "^", ":")}


def main(results, folder):
    growth = results["growth"]
    threads = sorted({one["threads"] for one in growth})
    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for count in threads:
        rows = [one for one in growth if one["threads"] == count]
        x = [one["households"] / 1e6 for one in rows]
        colour, marker, line = STYLES.get(count, ("#555555", "x", "-."))
        label = f"{count} thread" + ("s" if count > 1 else "")
        time.plot(x, [one["wall_s"] for one in rows], color=colour, marker=marker, linestyle=line, label=label)
        memory.plot(x, [one["peak_mb"] for one in rows], color=colour, marker=marker, linestyle=line, label=label)
    for axes, title, top in ((time, "Whole process, seconds on the clock", None), (memory, "Peak of memory, MB", None)):
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_xlabel("households, millions")
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.set_xticks(sorted({one["households"] / 1e6 for one in growth}))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.legend(frameon=False, loc="lower right")
    machine = results["machine"]
    figure.text(0.995, -0.02, f"{results['villages']}; {machine['cores']} cores; load {machine['load'][0]:.1f}", ha="right", va="top",
                fontsize=7, color="#555555")
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in (("growth.svg", {"metadata": {"Date": None}}), ("growth.png", {"dpi": 150})):
        figure.savefig(folder / name, bbox_inches="tight", **options)
        print(f"written to {folder / name}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(64)
    main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
