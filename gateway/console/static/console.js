"use strict";
// The operator's page: it asks the admin API for the totals every two seconds
// and writes them into the document as text. It keeps the admin token in this
// tab's sessionStorage and sends it to its own origin alone.
(() => {
  const every = 2000;
  const key = "farebox-admin-token";
  const byId = (id) => document.getElementById(id);
  let token = "";
  let round = 0; // a late answer of an earlier sign-in is dropped
  let lastGood = 0;

  function takeToken() {
    const inHash = new URLSearchParams(location.hash.slice(1)).get("token");
    if (inHash) {
      sessionStorage.setItem(key, inHash);
      history.replaceState(null, "", location.pathname);
    }
    return sessionStorage.getItem(key) || "";
  }

  async function ask(path) {
    const reply = await fetch(path, {
      headers: { Authorization: "Bearer " + token },
      cache: "no-store",
      signal: AbortSignal.timeout(10000),
    });
    if (reply.status === 401) throw new SignInError();
    if (!reply.ok) throw new Error("the gateway answered " + reply.status);
    return reply.json();
  }
  class SignInError extends Error {}

  // Amounts are decimal strings and stay text: no float touches money.
  function amount(text) {
    const [whole, fraction] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return fraction === undefined ? grouped : grouped + "." + fraction;
  }
  const count = (n) => n.toLocaleString("en-US");
  const short = (text, n) => (text.length > 2 * n + 1 ? text.slice(0, n) + "…" + text.slice(-n) : text);
  const two = (n) => String(n).padStart(2, "0");

  function moment(text) {
    const t = new Date(text);
    const clock = two(t.getHours()) + ":" + two(t.getMinutes()) + ":" + two(t.getSeconds());
    if (t.toDateString() === new Date().toDateString()) return clock;
    return two(t.getMonth() + 1) + "-" + two(t.getDate()) + " " + clock.slice(0, 5);
  }

  function write(id, text, title) {
    const e = byId(id);
    if (e.textContent !== text) e.textContent = text;
    if (title !== undefined && e.title !== title) e.title = title;
  }

  // rows fills a table in place: cells are {text, cls, title}.
  function rows(id, lines) {
    const table = byId(id);
    const body = table.tBodies[0];
    while (body.rows.length > lines.length) body.deleteRow(-1);
    lines.forEach((line, i) => {
      const row = body.rows[i] || body.insertRow();
      line.forEach((cell, j) => {
        const td = row.cells[j] || row.insertCell();
        const text = String(cell.text);
        if (td.textContent !== text) td.textContent = text;
        td.className = cell.cls || "";
        td.title = cell.title || text;
      });
    });
    table.hidden = lines.length === 0;
    return lines.length;
  }

  function showSummary(s) {
    write("revenue", amount(s.revenue), s.revenue + " " + s.asset.symbol);
    write("calls", count(s.calls));
    write("calls-note", count(s.charged) + " charged");
    write("agents", count(s.agents.count) + (s.agents.more ? "+" : ""));
    write("agents-note", "balance " + amount(s.agents.balance) + (s.agents.more ? "+" : ""), s.agents.balance);
    write("held", (s.agents.more ? "≥ " : "") + amount(s.held), s.held);
    write("unsettled", amount(s.unsettled), s.unsettled);
    write("sequence", count(s.journal.sequence));
    write("head", short(s.journal.head, 8), s.journal.head);
    byId("alarm").hidden = !s.journal.full;
    const b = s.last_batch;
    write("batch", b ? b.id : s.chain ? "none" : "no chain");
    write("batch-note", b ? b.state + " · " + amount(b.total) + " " + s.asset.symbol : "\u00a0");
    byId("routes-empty").hidden = rows("routes", s.routes.map((r) => [
      { text: r.route },
      { text: count(r.calls), cls: "num" },
      { text: count(r.charged), cls: "num wide" },
      { text: amount(r.revenue), cls: "num" },
    ])) > 0;
  }

  function showUsage(list) {
    byId("usage-empty").hidden = rows("usage", list.items.map((u) => [
      { text: moment(u.time), title: u.time },
      { text: u.agent.includes(":0x") ? short(u.agent.slice(u.agent.lastIndexOf(":") + 1), 6) : u.agent, title: u.agent },
      { text: u.route },
      { text: amount(u.quantity), cls: "num wide" },
      { text: u.rail, cls: "wide" },
      { text: u.state + (u.flags.length ? " · " + u.flags.join(", ") : ""), cls: "wide" },
      { text: amount(u.charge), cls: "num", title: u.request_id },
    ])) > 0;
  }

  function showSettlements(list, chain) {
    const n = rows("settlements", (list ? list.items : []).map((b) => [
      { text: b.id, title: b.time },
      { text: b.state, title: b.reason || b.state },
      { text: count(b.rows) + (b.skipped.length ? " (" + b.skipped.length + " skipped)" : ""), cls: "num wide" },
      { text: short(b.tx_hash || "–", 10), cls: "mono wide", title: b.tx_hash },
      { text: amount(b.total), cls: "num" },
    ]));
    byId("settlements-empty").hidden = !chain || n > 0;
    byId("settlements-none").hidden = chain;
  }

  function live(state, text) {
    byId("live").className = "live " + state;
    write("live-text", text);
    byId("board").classList.toggle("stale", state === "off");
  }

  function signIn(fault) {
    round++;
    token = "";
    sessionStorage.removeItem(key);
    byId("board").hidden = true;
    byId("leave").hidden = true;
    byId("sign-in").hidden = false;
    write("token-fault", fault || "");
    live("", "not connected");
    byId("token").focus();
  }

  async function tick(mine) {
    if (document.visibilityState === "visible") {
      try {
        const s = await ask("/api/v1/summary");
        const [usage, batches] = await Promise.all([
          ask("/api/v1/usage?limit=8"),
          s.chain ? ask("/api/v1/settlements?limit=3") : null,
        ]);
        if (mine !== round) return;
        showSummary(s);
        showUsage(usage);
        showSettlements(batches, s.chain);
        byId("board").hidden = false;
        lastGood = Date.now();
        live("on", "live");
      } catch (e) {
        if (mine !== round) return;
        if (e instanceof SignInError) {
          signIn("The gateway does not accept this token.");
          return;
        }
        const since = lastGood ? " for " + Math.max(1, Math.round((Date.now() - lastGood) / 1000)) + " s" : "";
        live("off", "no answer" + since);
      }
    }
    setTimeout(tick, every, mine);
  }

  function open() {
    byId("sign-in").hidden = true;
    byId("leave").hidden = false;
    live("", "connecting");
    tick(++round);
  }

  byId("token-form").addEventListener("submit", (e) => {
    e.preventDefault();
    token = byId("token").value.trim();
    byId("token").value = "";
    if (!/^[\x21-\x7e]+$/.test(token)) {
      write("token-fault", "A token is one word of printable ASCII.");
      return;
    }
    sessionStorage.setItem(key, token);
    open();
  });
  byId("leave").addEventListener("click", () => signIn(""));
  addEventListener("hashchange", () => { if ((token = takeToken())) open(); });

  token = takeToken();
  if (token) open();
  else signIn("");
})();
