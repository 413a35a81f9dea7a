"""The `openhall` command: a thin face over the engines and the site.

Exit codes: 0 done; 1 the answer is no; 2 the input or the usage is wrong, said in one sentence on stderr.
"""

from __future__ import annotations

import sys

import typer

from openhall.cli import (
    charting,
    checking,
    comparing,
    conforming,
    deciding,
    evaluating,
    exporting,
    keys,
    mapping,
    operate,
    publishing,
    simulating,
    verifying,
)

app = typer.Typer(
    name="openhall",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Public services as processes: mapped, run, measured, opened, decided on together and improved.",
)
app.command("map")(mapping.map_log)
app.command("compare")(comparing.compare_logs)
app.command("decide")(deciding.decide_model)
app.command("conform")(conforming.conform_log)
app.command("simulate")(simulating.simulate_model)
app.command("check")(checking.check_path)
app.command("verify")(verifying.verify_source)
app.command("ledger-key")(keys.ledger_key)
app.command("witness-key")(keys.witness_key)
app.command("publish")(publishing.publish_folder)
app.command("spc")(charting.chart_series)
app.command("evaluate")(evaluating.evaluate_series)
app.command("export")(exporting.export_service)
operate.add_to(app)


def main() -> None:
    """Run the command; what the user got wrong ends in one sentence and exit code 2, never in a traceback."""
    from openhall.measure.errors import MeasureError
    from openhall.mining.errors import MiningError
    from openhall.process.errors import ProcessError
    from openhall.proof.errors import ProofError

    try:
        app()
    except (MeasureError, MiningError, ProcessError, ProofError) as error:
        # One line, whatever a file has put into its names.
        print(f"openhall: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
    except operate.CannotOperate as error:
        print(f"openhall: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
