"""The report as one HTML page that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from datetime import datetime
from html import escape
from string import Template

from voice_skill.report import Day, Report

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">
<title>Back pain diary, $span</title>
<style>
 body { font: 17px/1.45 sans-serif; color: #222; background: #fff; max-width: 50em;
  margin: 1.5em auto; padding: 0 1em; }
 h1 { font-size: 1.5em; margin-bottom: 0; }
 h2 { font-size: 1.15em; margin: 1.4em 0 0.4em; }
 p.about, footer { color: #555; }
 dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15em 1.2em; }
 dt { font-weight: bold; }
 dd { margin: 0; }
 figure { margin: 1em 0; break-inside: avoid; }
 svg { width: 100%; height: auto; }
 p.person { display: none; }
 table { border-collapse: collapse; width: 100%; font-size: 0.9em; }
 tbody th { font-weight: normal; }
 th, td { text-align: left; vertical-align: top; padding: 0.3em 1em 0.3em 0;
  border-top: 1px solid #ccc; }
 tr { break-inside: avoid; }
 thead { display: table-header-group; }
 td:nth-child(-n+3) { white-space: nowrap; }
 td:nth-child(n+4) { overflow-wrap: anywhere; }
 footer { font-size: 0.85em; margin-top: 1.5em; border-top: 1px solid #ccc; }
 @media print {
  body { font-size: 10pt; margin: 0; padding: 0; max-width: none; }
  @page { size: A4; margin: 15mm; }
  p.person { display: block; margin: 0.6em 0; }
  h2 { break-after: avoid; }
  table { font-size: 9pt; }
 }
</style>
</head>
<body>
<h1>Back pain diary</h1>
<p class="about">$span</p>
<p class="person">Name: ______________________________ &nbsp; Born: ______________</p>
<dl>
$facts
</dl>
$figure
$weeks
<h2>Day by day</h2>
<table>
<thead><tr><th>Day</th><th>Pain</th><th>Ice, heat</th><th>Tablets, as said</th>
<th>Also</th></tr></thead>
<tbody>
$rows
</tbody>
</table>
<footer><p>Noted by voice in the words of the person in bed, and kept on their own device; nothing
was sent anywhere. A day without an entry says nothing about that day. Tablets are what was
said to be taken, not what was prescribed. Written by voice_skill on $written; it counts, it does
not diagnose.</p></footer>
</body>
</html>
""")


_FIGURE = Template("""\
<figure role="img"
 aria-label="Pain from 0 to 10 and minutes of ice and heat by day; the figures are in the table.">
$plot
</figure>""")
_WEEKS = Template("""\
<h2>Week by week</h2>
<table>
<thead><tr><th>Seven days to</th><th>Pain before noon</th><th>After noon</th><th>Ice</th>
<th>Heat</th><th>Doses taken, as said</th></tr></thead>
<tbody>
$rows
</tbody>
</table>
<p class="about">Pain is the median of what was noted, 0 to 10; a dash is nothing noted.</p>""")


def page(report: Report, plot: str, written: datetime) -> str:
    """The whole page; `plot` is an <svg> element. Whatever was said is escaped."""
    return _PAGE.substitute(
        span=_span(report),
        facts="\n".join(
            f"<dt>{escape(what)}</dt><dd>{escape(figure)}</dd>" for what, figure in report.facts()
        ),
        figure=_FIGURE.substitute(plot=plot) if plot else "",
        weeks=_weeks(report),
        rows="\n".join(_row(day) for day in reversed(report.days)),
        written=f"{written.day} {written:%B %Y}",
    )


def _weeks(report: Report) -> str:
    """A table of weeks, where there are some to compare."""
    rows = []
    for week in report.weeks():
        pains = [week.report.median_pain(early) for early in (True, False)]
        cells = ["-" if pain is None else f"{pain:g}" for pain in pains]
        cells += [_minutes(week.report.minutes(kind)) for kind in ("ice", "heat")]
        cells.append(str(week.report.taken() or "-"))
        day = f"{week.last:%a} {week.last.day} {week.last:%b}"
        rows.append(f"<tr><th>{day}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return _WEEKS.substitute(rows="\n".join(rows)) if rows else ""


def _minutes(minutes: float) -> str:
    return f"{minutes:g} min" if minutes else "-"


def _span(report: Report) -> str:
    first, last = report.first, report.last
    if first == last:
        return f"{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _row(day: Day) -> str:
    pains = [f"{pain} at {int(hour):02d}:{round(hour % 1 * 60):02d}" for hour, pain in day.pains]
    skin = [f"{kind} {day.minutes[kind]:g} min" for kind in ("ice", "heat") if day.minutes[kind]]
    cells = (pains + day.feelings, skin, map(str, day.medicines), day.others)
    written = "".join(f"<td>{'<br>'.join(escape(one) for one in cell)}</td>" for cell in cells)
    return f"<tr><td>{day.day:%a} {day.day.day} {day.day:%b}</td>{written}</tr>"
