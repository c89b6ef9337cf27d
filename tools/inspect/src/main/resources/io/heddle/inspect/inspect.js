// SPDX-License-Identifier: Apache-2.0
"use strict";
const el = id => document.getElementById(id);
if (location.search.includes("token=")) history.replaceState(null, "", location.pathname + location.hash);

const make = (tag, text, cls) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (cls) e.className = cls; return e; };
const ask = async (path, method) => {
  const r = await fetch(path, { method: method || "GET", signal: AbortSignal.timeout(60000) }); // a process without memory may lose a request
  if (!r.ok) throw new Error(r.status === 401 ? "open the address that was printed again" : await r.text());
  return r;
};
const number = n => Math.round(n).toLocaleString("en");
const time = n => n < 1e4 ? Math.round(n) + " ns" : n < 1e7 ? (n / 1e3).toFixed(0) + " µs" : n < 1e10 ? (n / 1e6).toFixed(0) + " ms" : (n / 1e9).toFixed(0) + " s";

let view = "overview", before = null, now = null, sort = "count";

function quantile(share) {
  const old = new Map(before ? before.latency : []);
  const rest = now.latency.map(([to, n]) => [to, n - (old.get(to) || 0)]).filter(x => x[1] > 0);
  let left = share * rest.reduce((a, x) => a + x[1], 0), last = 0;
  for (const [to, n] of rest) { last = to; left -= n; if (left <= 0) break; }
  return last ? time(last) : "–";
}

function overview() {
  const seconds = before ? (now.nanos - before.nanos) / 1e9 : 0;
  const rate = f => seconds ? number((f(now) - f(before)) / seconds) : "–";
  const sum = k => number(now.sites.reduce((a, s) => a + s[k], 0));
  const figures = [["goroutines", number(now.goroutines)], ["running", sum("running")], ["ready", sum("runnable")], ["waiting", sum("waiting")],
    ["maxprocs", now.maxProcs], ["queued", number(now.queued)], ["started / s", rate(x => x.started)], ["ended / s", rate(x => x.started - x.goroutines)],
    ["switches / s", rate(x => x.switches)], ["steals / s", rate(x => x.steals)], ["ready p50", quantile(.5)], ["ready p99", quantile(.99)]];
  el("figures").replaceChildren(...figures.map(([k, v]) => { const d = make("div"); d.append(make("dt", k), make("dd", v)); return d; }));
  const q = el("filter").value;
  const sites = now.sites.filter(s => s.site.includes(q)).sort((a, b) => sort === "site" ? a.site.localeCompare(b.site) : b[sort] - a[sort]);
  rows("sites", sites.map(s => [number(s.count), number(s.running), number(s.runnable), number(s.waiting), s.site]), 4);
  rows("longest", now.waits.map(w => [w.millis ? time(w.millis * 1e6) : "< 1 ms", w.id + (w.name ? " “" + w.name + "”" : ""), w.reason, w.on || ""]), 1);
  rows("things", now.things.map(t => [number(t.waiting), t.thing]), 1);
  for (const b of document.querySelectorAll("[data-sort]")) b.setAttribute("aria-pressed", b.dataset.sort === sort);
}
function rows(table, lines, textFrom) {
  const body = el(table).tBodies[0];
  body.replaceChildren(...lines.map(cells => { const tr = make("tr"); cells.forEach((c, i) => tr.append(make("td", c, i >= textFrom ? "text" : ""))); return tr; }));
  if (!lines.length) { const td = make("td", "none", "text soft"); td.colSpan = 5; const tr = make("tr"); tr.append(td); body.append(tr); }
}

let dumpText = "";
async function dump() {
  dumpText = await (await ask("/debug/pprof/goroutine?debug=" + (el("grouped").checked ? 1 : 2))).text();
  showDump();
}
function showDump() {
  const q = el("dumpfilter").value;
  el("dumptext").textContent = q ? dumpText.split("\n\n").filter(p => p.includes(q)).join("\n\n") : dumpText;
}

// Waiters on the left, what they wait on in the middle, those who would have to act on the right.
function picture(edges) {
  const svg = el("picture"), NS = svg.namespaceURI, W = Math.max(620, Math.min(1100, document.querySelector("main").clientWidth - 20)), H = 30;
  const shown = edges.slice(0, 60), list = [...new Set(shown.map(e => e.from))], holders = [...new Set(shown.flatMap(e => e.to))];
  const inCycle = cycleMembers(shown);
  const rowsNeeded = Math.max(list.length, holders.length, 1);
  svg.setAttribute("width", W); svg.setAttribute("height", rowsNeeded * H + 20);
  const parts = [], node = (name, text) => { const e = document.createElementNS(NS, name); if (text) e.textContent = text; return e; };
  const y = (all, x) => 10 + all.indexOf(x) * H, boxW = 150;
  const box = (text, x, top) => { const r = node("rect"); for (const [k, v] of Object.entries({ x, y: top, width: boxW, height: 22, rx: 5 })) r.setAttribute(k, v); const t = node("text", text); t.setAttribute("x", x + 8); t.setAttribute("y", top + 16); parts.push(r, t); };
  for (const e of shown) for (const to of e.to) {
    const bad = inCycle.has(e.from) && inCycle.has(to) ? " cycle" : "", x1 = boxW + 2, y1 = y(list, e.from) + 11, x2 = W - boxW - 8, y2 = y(holders, to) + 11, m = (x1 + x2) / 2;
    const p = node("path"); p.setAttribute("d", `M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${x2} ${y2}`); p.setAttribute("class", bad.trim());
    const h = node("path"); h.setAttribute("d", `M${x2 + 6} ${y2}l-8 -4v8z`); h.setAttribute("class", "head" + bad);
    const t = node("text", e.on.length > 44 ? e.on.slice(0, 43) + "…" : e.on); t.setAttribute("x", x1 + 12); t.setAttribute("y", y1 - 3);
    parts.push(p, h, t);
  }
  list.forEach(n => box(n, 0, y(list, n))); holders.forEach(n => box(n, W - boxW, y(holders, n)));
  if (!shown.length) { const t = node("text", "Nobody waits for anybody in particular."); t.setAttribute("x", 4); t.setAttribute("y", 24); parts.push(t); }
  svg.replaceChildren(...parts);
  el("waitlist").replaceChildren(...edges.map(e => make("li", e.from + " waits for " + e.on + ": " + e.to.join(", "))));
}
function cycleMembers(edges) {
  const next = new Map(edges.map(e => [e.from, e.to])), members = new Set();
  for (const start of next.keys()) {
    const seen = new Set(), todo = [...next.get(start)];
    while (todo.length) { const n = todo.pop(); if (n === start) { members.add(start); break; } if (!seen.has(n)) { seen.add(n); todo.push(...(next.get(n) || [])); } }
  }
  return members;
}

function stuck(deadlocks, leaks) {
  el("deadlocks").replaceChildren(...(deadlocks.length ? deadlocks.map(d => make("pre", d.report, "bad")) : [make("p", "No cycle.", "soft")]));
  showLeaks(leaks);
}
function showLeaks(leaks) {
  el("leaks").replaceChildren(...(leaks.length ? leaks.map(l => make("pre", "goroutine " + l.id + " [" + l.reason + " (leaked)]" + (l.name ? " \"" + l.name + "\"" : "") + "\n" + (l.on ? "\twaiting on " + l.on + "\n" : "") + l.stack.map(f => "\tat " + f + "\n").join("") + (l.createdAt ? "created by " + l.createdAt : ""))) : [make("p", "None found so far.", "soft")]));
}

async function refresh() {
  try {
    if (view === "overview") { const next = await (await ask("/api/overview")).json(); before = now; now = next; overview(); }
    else if (view === "waits") picture(await (await ask("/api/waits")).json());
    else if (view === "stuck") stuck(await (await ask("/api/deadlocks")).json(), await (await ask("/api/leaks")).json());
    el("state").textContent = "";
  } catch (e) { el("state").textContent = e instanceof TypeError ? "the program does not answer" : e.message; }
}
function show(name) {
  view = name;
  for (const t of document.querySelectorAll("[role=tab]")) {
    const on = t.getAttribute("aria-controls") === name;
    t.setAttribute("aria-selected", on); t.tabIndex = on ? 0 : -1;
    el(t.getAttribute("aria-controls")).hidden = !on;
  }
  history.replaceState(null, "", "#/" + name); // no element's id: Tab is to begin at the top of the page
  if (name === "dump") dump().catch(e => { el("state").textContent = e.message; }); else refresh();
}
const tabs = [...document.querySelectorAll("[role=tab]")];
tabs.forEach((t, i) => {
  t.onclick = () => show(t.getAttribute("aria-controls"));
  t.onkeydown = e => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: -1 }[e.key];
    if (to !== undefined) { const n = tabs[(to + tabs.length) % tabs.length]; n.focus(); n.click(); e.preventDefault(); }
  };
});
for (const b of document.querySelectorAll("[data-sort]")) b.onclick = () => { sort = b.dataset.sort; overview(); };
el("filter").oninput = overview; el("grouped").onchange = dump; el("dumpnow").onclick = dump; el("dumpfilter").oninput = showDump;
el("findleaks").onclick = async () => { // stays enabled: a button that is not loses the focus
  const b = el("findleaks");
  if (b.ariaBusy === "true") return;
  b.ariaBusy = "true";
  try { showLeaks(await (await ask("/api/leaks/find", "POST")).json()); } catch (e) { el("state").textContent = e.message; }
  b.ariaBusy = "false";
};
setInterval(() => { if (!el("freeze").checked && !document.hidden) refresh(); }, 1000);
const wanted = location.hash.replace(/^#\/?/, "");
show(tabs.some(t => t.getAttribute("aria-controls") === wanted) ? wanted : "overview");
