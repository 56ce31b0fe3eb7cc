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

  // moment shows a time in UTC to the second: the operator's zone and the
  // gateway's need not be the same.
  function moment(text) {
    const t = new Date(text);
    return t.getUTCFullYear() + "-" + two(t.getUTCMonth() + 1) + "-" + two(t.getUTCDate()) + " " +
      two(t.getUTCHours()) + ":" + two(t.getUTCMinutes()) + ":" + two(t.getUTCSeconds());
  }
  const when = (text) => ({ text: moment(text), time: text, title: text });
  // who shows a payer by both ends of its address.
  function who(id) {
    return { text: id.includes(":0x") ? short(id.slice(id.lastIndexOf(":") + 1), 8) : id, title: id };
  }

  function write(id, text, title) {
    const e = byId(id);
    if (e.textContent !== text) e.textContent = text;
    if (title !== undefined && e.title !== title) e.title = title;
  }

  // figure writes a card's number, smaller where it is long: it is never cut.
  function figure(id, text) {
    write(id, text);
    byId(id).closest(".figure").classList.toggle("long", text.length > 12);
  }

  // rows fills a table in place: cells are {text, cls, title, time}.
  function rows(id, lines) {
    const table = byId(id);
    const body = table.tBodies[0];
    const heads = table.tHead.rows[0].cells;
    while (body.rows.length > lines.length) body.deleteRow(-1);
    lines.forEach((line, i) => {
      const row = body.rows[i] || body.insertRow();
      line.forEach((cell, j) => {
        const td = row.cells[j] || row.insertCell();
        const text = String(cell.text);
        if (td.textContent !== text) td.replaceChildren(cell.time ? timed(text, cell.time) : text);
        td.className = cell.cls || "";
        td.dataset.label = heads[j].textContent;
        td.title = cell.title || text;
      });
    });
    table.hidden = lines.length === 0;
    return lines.length;
  }

  function timed(text, time) {
    const e = document.createElement("time");
    e.dateTime = time;
    e.textContent = text;
    return e;
  }

  function suspenseNote(text) {
    if (text.startsWith("-")) return "credited, not final on chain yet";
    return text === "0" ? "nothing is between accounts" : "withdrawn and not paid out, or received and not booked";
  }

  function showSummary(s) {
    const least = s.agents.more ? "≥ " : ""; // not all agents were counted
    figure("paid", amount(s.paid));
    write("granted", amount(s.granted));
    byId("granted-note").hidden = s.granted === "0";
    figure("calls", count(s.calls));
    write("calls-note", "reached an API; " + count(s.charged) + " charged");
    figure("count", least + count(s.agents.count));
    write("balance", least + amount(s.agents.balance));
    figure("held", least + amount(s.held));
    figure("unsettled", amount(s.unsettled));
    figure("suspense", amount(s.suspense));
    write("suspense-note", suspenseNote(s.suspense));
    write("sequence", count(s.journal.sequence));
    write("head", s.journal.head);
    byId("alarm").hidden = !s.journal.full;
    const b = s.last_batch;
    figure("batch", b ? b.id : s.chain ? "none" : "no chain");
    write("batch-note", b ? b.state + " · " + amount(b.total) + " " + s.asset.symbol : "\u00a0");
    byId("routes-empty").hidden = rows("routes", s.routes.map((r) => [
      { text: r.route },
      { text: count(r.calls), cls: "num" },
      { text: count(r.charged), cls: "num" },
      { text: amount(r.paid), cls: "num" },
      { text: amount(r.granted), cls: "num" },
    ])) > 0;
  }

  function showUsage(list) {
    byId("usage-empty").hidden = rows("usage", list.items.map((u) => [
      when(u.time),
      who(u.agent),
      { text: u.route },
      { text: amount(u.quantity), cls: "num", title: u.meter },
      { text: u.rail },
      { text: [u.state, ...(u.outcome === "ok" ? [] : [u.outcome]), ...u.flags].join(" · ") },
      { text: amount(u.charge), cls: "num", title: u.request_id },
    ])) > 0;
  }

  function showAgents(list) {
    byId("agents-empty").hidden = rows("agents", list.items.map((a) => [
      who(a.id),
      { text: a.plan },
      { text: a.state },
      { text: amount(a.balance), cls: "num" },
      { text: amount(a.held), cls: "num" },
    ])) > 0;
    byId("agents-more").hidden = list.next_cursor === "";
  }

  function showInvoices(list) {
    byId("invoices-empty").hidden = rows("invoices", list.items.map((v) => [
      when(v.to),
      { text: v.number || "–", title: v.id },
      who(v.agent),
      { text: v.state },
      { text: amount(v.total), cls: "num" },
      { text: amount(v.due), cls: "num" },
    ])) > 0;
    byId("invoices-more").hidden = list.next_cursor === "";
  }

  function showSettlements(list, chain) {
    const n = rows("settlements", (list ? list.items : []).map((b) => [
      when(b.time),
      { text: b.id },
      { text: b.state, title: b.reason || b.state },
      { text: count(b.rows) + (b.skipped.length ? " (" + b.skipped.length + " skipped)" : ""), cls: "num" },
      { text: short(b.tx_hash || "–", 10), cls: "mono", title: b.tx_hash },
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
        const [usage, agents, invoices, batches] = await Promise.all([
          ask("/api/v1/usage?limit=8"),
          ask("/api/v1/agents?limit=20"),
          ask("/api/v1/invoices?order=newest&limit=10"),
          s.chain ? ask("/api/v1/settlements?limit=3") : null,
        ]);
        if (mine !== round) return;
        showSummary(s);
        showUsage(usage);
        showAgents(agents);
        showInvoices(invoices);
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
