"""The style sheet of the report and the script of its event filter: both stand in the page, which loads nothing."""

CSS = """
body { font: 14px/1.4 system-ui, "DejaVu Sans", sans-serif; color: #222; }
body { margin: 0 auto; max-width: 1500px; padding: 12px 24px; }
h1 { font-size: 22px; margin: 4px 0; }
h2 { font-size: 16px; margin: 22px 0 6px; }
.badge { color: #fff; border-radius: 4px; padding: 2px 10px; font-weight: 600; }
.PASS { background: #1a7f37; }
.FAIL { background: #b42318; }
.NOT_EXERCISED { background: #777; }
.INCOMPLETE { background: #b54708; }
td .badge { font-size: 12px; padding: 1px 7px; white-space: nowrap; }
.columns { display: flex; flex-wrap: wrap; gap: 8px 36px; }
.columns > div { flex: 1 1 420px; }
.columns > .wide { flex: 2 1 720px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; }
thead th { border-bottom: 2px solid #999; }
td, th { padding: 2px 8px 2px 0; vertical-align: top; }
td { border-bottom: 1px solid #e4e4e4; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.id { white-space: nowrap; }
tr.bad td { background: #fdecea; }
code { font-size: 12px; word-break: break-all; }
.events { max-height: 420px; overflow-y: auto; border: 1px solid #ccc; padding: 0 8px; }
.events th { position: sticky; top: 0; background: #fff; }
th.number { text-align: right; }
.events th.number { padding-right: 12px; }
.events td.number { padding-right: 12px; }
.note { color: #555; font-size: 13px; }
input { font: inherit; width: 320px; padding: 2px 6px; }
.high td { background: #fdecea; }
.medium td { background: #fff4e5; }
.key { display: inline-block; width: 26px; height: 12px; border: 1px solid #bbb; }
.key { vertical-align: middle; margin: 0 4px 0 12px; }
"""

FILTER = """
const box = document.getElementById("filter");
const rows = document.querySelectorAll("#events tbody tr");
const seen = document.getElementById("seen");
function show() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  rows.forEach(row => {
    const text = row.textContent.toLowerCase();
    const hit = words.every(word => text.includes(word));
    row.style.display = hit ? "" : "none";
    count += hit;
  });
  seen.textContent = count + " of " + rows.length;
}
box.addEventListener("input", show);
show();
"""
