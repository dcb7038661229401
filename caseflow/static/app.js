// What scripts add to pages that work without them. Each part looks for its own marks in the page.

const all = (marks, within = document) => [...within.querySelectorAll(marks)];
const one = (marks, within = document) => within.querySelector(marks);
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const token = () => one("meta[name=csrf-token]")?.content ?? "";

// ── htmx: every request that changes something carries the token of the page ──────────────────
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

// ── Error summary: its links lead into the field, not only to it ──────────────────────────────
function errorSummary(summary) {
  summary.addEventListener("click", (event) => {
    const target = event.target.closest("a")?.hash;
    const field = target && document.getElementById(decodeURIComponent(target.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
}

// ── Unsaved words: leaving asks first, sending does not ───────────────────────────────────────
const unsaved = new Set();

function guard(form) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
  form.addEventListener("reset", () => unsaved.delete(form));
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// ── Autosave: at most every twenty seconds the server keeps a sealed draft ────────────────────
// The words say "kept" only once the server has said so, and since when it has not.
function autosave(form) {
  const state = one("[data-draft-state]", form);
  const mark = one("[data-draft-mark]", form);
  const pace = Number(form.dataset.every) * 1000;
  let [wait, last, since, typed, sent] = [0, -Infinity, null, 0, false];
  const tell = (words, failed) => {
    if (!state || state.textContent === words) return;
    state.textContent = words;
    state.classList.toggle("is-late", failed);
  };
  const failed = (why) => {
    const clock = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: state.dataset.zone };
    const time = new Intl.DateTimeFormat("en-GB", clock).format(since);
    tell([why, state.dataset.failed.replace("{time}", time)].filter(Boolean).join(" "), true);
  };
  const showBeside = (address) => {
    const notice = one("[data-draft-beside]", form);
    const link = one("a", notice);
    link.href = address;
    notice.hidden = false;
    // Both texts are shown as they are now: what was typed since is kept first.
    link.onclick = async (event) => {
      if (!wait) return;
      event.preventDefault();
      clearTimeout(wait);
      await keep();
      location.assign(address);
    };
  };
  const send = (how) => {
    const words = new FormData(form);
    for (const box of all("input[type=password], input[type=file]", form)) words.delete(box.name);
    return fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(words),
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      ...how,
    }).catch(() => null);
  };
  const keep = async () => {
    wait = 0;
    last = performance.now();
    const upTo = typed;
    const answer = await send({ signal: AbortSignal.timeout(15000) });
    if (sent) return;
    const told = await answer?.json().catch(() => null);
    if (!answer?.ok || !told?.mark) {
      failed(told?.said);
      // What was refused as it is would be refused again: that waits for another key.
      if (answer?.status !== 422 || upTo !== typed) later();
      return;
    }
    mark.value = told.mark;
    tell(told.said, Boolean(told.over));
    if (told.beside) showBeside(told.beside);
    if (upTo === typed) {
      since = null;
      unsaved.delete(form);
    } else {
      later();
    }
  };
  const later = () => {
    wait ||= setTimeout(keep, Math.max(2000, last + pace - performance.now()));
  };
  form.addEventListener("input", () => {
    sent = false;
    typed += 1;
    since ??= new Date();
    later();
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(wait);
  });
  // Whoever leaves keeps the last words, too; the browser sends them when the page is gone.
  addEventListener("pagehide", () => {
    if (!wait || sent) return;
    clearTimeout(wait);
    wait = 0;
    send({ keepalive: true });
  });
}

// ── Words that were typed before: what holds them is opened, and the focus is where they begin ──
function filledAgain(form) {
  const typed = (box) =>
    box.type === "radio" || box.type === "checkbox" ? box.checked : box.value.trim() !== "";
  const boxes = all("input:not([type=hidden]), textarea, select", form).filter(typed);
  for (const box of boxes) {
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
  }
  const first = boxes.find((box) => box.matches("input[type=text], textarea")) ?? boxes[0];
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}

// ── Too much at once: what the server would not take is not sent, so that it stays on the page ─
function bounded(form) {
  const size = () => {
    const words = new FormData(form);
    const files = [...words.values()].filter((value) => value instanceof File);
    for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
    const typed = new TextEncoder().encode(new URLSearchParams(words)).length;
    return files.reduce((sum, file) => sum + file.size, typed);
  };
  form.addEventListener("submit", (event) => {
    if (size() <= Number(form.dataset.most)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = one("[data-too-large]", form);
    words.hidden = false;
    words.focus();
  });
}

// ── The end of the session: some minutes before, it says when, and offers to stay ─────────────
// Another page may have put the end off meanwhile, so the server is asked; asking puts nothing off.
function leaving(bar) {
  const warning = 5 * 60;
  const [words, stay] = [one("p", bar), one("button", bar)];
  let wait = 0;
  const show = (text, offer) => {
    if (words.textContent !== text) words.textContent = text;
    stay.hidden = !offer;
    bar.hidden = !text;
    // It lies over the end of the page: what is typed in is never under it.
    document.documentElement.style.scrollPaddingBlockEnd = text ? `${bar.offsetHeight + 32}px` : "";
    document.body.style.paddingBlockEnd = text ? `${bar.offsetHeight + 32}px` : "";
    if (text && typing(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
  };
  const ask = async (method) => {
    const options = { method, headers: { "X-CSRFToken": token(), Accept: "application/json" } };
    const answer = await fetch(bar.dataset.leaving, { ...options, redirect: "manual" }).catch(() => null);
    if (!answer || answer.status === 429 || answer.status >= 500) return plan(60);
    const told = answer.ok ? await answer.json().catch(() => null) : null;
    if (!told) return show(one("form[data-autosave]") ? bar.dataset.kept : bar.dataset.over, false);
    if (told.left > warning) {
      show("", false);
      return plan(told.left - warning);
    }
    show((told.stay ? bar.dataset.ends : bar.dataset.last).replace("{time}", told.ends), told.stay);
    plan(Math.min(60, told.left + 1));
  };
  const plan = (seconds) => {
    clearTimeout(wait);
    wait = setTimeout(ask, Math.max(1, seconds) * 1000, "GET");
  };
  // Whoever was typing goes on typing where they were.
  let typedIn = null;
  bar.addEventListener("focusin", (event) => {
    if (event.relatedTarget && !bar.contains(event.relatedTarget)) typedIn = event.relatedTarget;
  });
  document.addEventListener("focusout", (event) => {
    if (!bar.contains(event.target)) typedIn = event.target;
  });
  stay.addEventListener("click", async () => {
    const back = typedIn;
    await ask("POST");
    if (bar.hidden && back?.isConnected) back.focus();
  });
  plan(Number(bar.dataset.left) - warning);
}

// ── Bulk bar: there once something is ticked, with a live count ───────────────────────────────
function bulkBar(bar) {
  const form = bar.closest("form");
  const boxes = () => all("input[name=pick]", form);
  const every = one("[data-pick-all]", form);
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    bar.hidden = ticked === 0;
    one("[data-bulk-plain]", bar).hidden = true;
    one("[data-bulk-words]", bar).hidden = false;
    one("[data-bulk-count]", bar).textContent = ticked;
    if (!every) return;
    every.checked = ticked > 0 && ticked === boxes().length;
    every.indeterminate = ticked > 0 && !every.checked;
  };
  form.addEventListener("change", (event) => {
    if (event.target === every) for (const box of boxes()) box.checked = every.checked;
    show();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const box of boxes()) box.checked = false;
    show();
  });
  show();
}

// ── How sure a date is decides which boxes are shown ──────────────────────────────────────────
function uncertain(group) {
  const show = () => {
    const answer = one("input[type=radio]:checked", group)?.value ?? "exact";
    for (const part of all("[data-when]", group)) {
      part.hidden = !part.dataset.when.split(" ").includes(answer);
      part.disabled = part.hidden; // what does not count is not sent, and stands here all the same
    }
  };
  group.addEventListener("change", show);
  show();
}

// ── Palette: typing narrows the lines and asks the server, arrows choose, Enter goes or searches ─
const FIRST_ACTS = 5; // of the page; all of them are found by typing
const PAUSE = 300; // milliseconds after the last key until the server is asked

function palette(sheet) {
  const words = one("[data-palette-words]", sheet);
  const box = one("[data-palette-lines]", sheet);
  const notes = ["none", "nothing", "ended"].map((name) => one(`[data-palette-${name}]`, sheet));
  let chosen = null;
  let made = 0;

  const lines = () => all("li a", box);
  const shown = () => lines().filter((line) => !line.closest("[hidden]"));
  const choose = (line) => {
    chosen = line ?? null;
    for (const each of lines()) each.setAttribute("aria-selected", String(each === chosen));
    if (chosen) words.setAttribute("aria-activedescendant", chosen.id);
    else words.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const tell = (note) => notes.forEach((each) => (each.hidden = each !== note));
  const roles = () => {
    for (const list of all("ul", box)) list.setAttribute("role", "group");
    for (const part of all("li, .group", box)) part.setAttribute("role", "presentation");
    for (const line of lines()) {
      line.id ||= `palette-line-${(made += 1)}`;
      line.setAttribute("role", "option");
      line.tabIndex = -1;
    }
  };
  const narrow = () => {
    const wanted = words.value.trim().toLocaleLowerCase().split(/\s+/);
    const met = new Set();
    const further = wanted[0] ? [] : all("[data-palette-here] li a", box).slice(FIRST_ACTS);
    for (const line of lines()) {
      const said = line.textContent.toLocaleLowerCase();
      const found = line.closest("[data-palette-found]") || wanted.every((each) => said.includes(each));
      const twice = met.has(line.href) && !line.href.endsWith("#main");
      line.parentElement.hidden = !found || further.includes(line) || twice;
      if (!line.parentElement.hidden) met.add(line.href);
    }
    for (const group of all(".group", box)) {
      group.hidden = !all("li:not([hidden])", group.nextElementSibling).length;
    }
    if (!shown().includes(chosen)) choose(words.value.trim() ? shown()[0] : null);
  };
  const said = one("[data-palette-said]", sheet);
  const asking = answers(sheet, words, (note) => {
    roles();
    narrow();
    const number = shown().length;
    tell(number ? null : notes[note]);
    // What is heard is what is seen: the lines of the page itself count, too.
    const heard = number ? said.dataset.found.replace("{num}", number) : said.dataset.nothing;
    said.textContent = words.value.trim() && note !== 2 ? heard : "";
  });

  combobox(words, box);
  words.addEventListener("input", () => {
    asking.later();
    said.textContent = "";
    narrow();
    tell(shown().length || !words.value.trim() ? null : notes[0]);
  });
  // Before it opens: afterwards comes a moment later, and would take away what was typed meanwhile.
  sheet.addEventListener("beforetoggle", (event) => {
    words.setAttribute("aria-expanded", String(event.newState === "open"));
    asking.stop();
    if (event.newState !== "open") return;
    words.value = "";
    chosen = null;
    actsOfThePage(sheet);
    roles();
    narrow();
    tell(null);
    asking.now();
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault(); // a search field would only be emptied by it
      sheet.hidePopover();
      return;
    }
    const open = shown();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open.length) {
      event.preventDefault();
      const at = chosen ? open.indexOf(chosen) + step : step > 0 ? 0 : -1;
      choose(open[(at + open.length) % open.length]);
    } else if (event.key === "Enter" && !event.isComposing && event.target === words) {
      asking.stop();
      if (!chosen) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(chosen.href, "_blank", "noopener");
      else chosen.click();
    }
  });
}

function combobox(words, box) {
  const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries({ ...said, "aria-controls": box.id })) {
    words.setAttribute(name, value);
  }
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", box.dataset.label);
  box.tabIndex = -1;
  for (const part of all(":scope > div", box)) part.setAttribute("role", "presentation");
}

// What the page itself offers: its buttons and links to acts, where they can be found by typing.
function actsOfThePage(sheet) {
  const here = one("[data-palette-here]", sheet);
  const list = one("ul", here);
  const words = new Set();
  const acts = all("main [data-acts] a[href], main [data-acts] button[popovertarget]").filter(
    (act) => !words.has(act.textContent.trim()) && words.add(act.textContent.trim()),
  );
  list.replaceChildren(
    ...acts.map((act) => {
      const item = document.createElement("li");
      const line = document.createElement("a");
      line.href = act.href ?? "#main";
      line.append(one("svg", act)?.cloneNode(true) ?? "", act.textContent.trim());
      if (!act.href) {
        line.addEventListener("click", (event) => {
          event.preventDefault();
          sheet.hidePopover();
          act.click();
        });
      }
      item.append(line);
      return item;
    }),
  );
  here.hidden = !acts.length;
}

// One question a pause; a question that was typed over is given up, and its answer never shown.
function answers(sheet, words, put) {
  const form = words.form;
  const place = one("[data-palette-found]", sheet);
  let wait = 0;
  let asked = null;
  const stop = () => {
    clearTimeout(wait);
    asked?.abort();
    asked = null;
  };
  const now = async () => {
    stop();
    if (!form.dataset.answers) return;
    const mine = (asked = new AbortController());
    const answer = await fetch(form.dataset.answers, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-CSRFToken": token() },
      credentials: "same-origin",
      redirect: "error",
      signal: mine.signal,
    }).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => null) : null;
    if (asked !== mine) return;
    if (text === null) {
      put(2);
      return;
    }
    const found = one("[data-palette-answer]", new DOMParser().parseFromString(text, "text/html"));
    place.replaceChildren(found);
    put(1);
  };
  const later = () => {
    stop();
    place.replaceChildren();
    wait = setTimeout(now, PAUSE);
  };
  return { now, later, stop };
}

// ── Keys: rows with j and k, places with two letters; one setting switches them off ───────────
function row(step) {
  const rows = all("[data-rows] tbody tr").filter((tr) => one("a, input", tr));
  if (!rows.length) return;
  const here = rows.findIndex((tr) => tr.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  (one("a.main", next) ?? one("a, input", next)).focus();
}

function tick() {
  const box = document.activeElement.closest("tr") && one("[name=pick]", document.activeElement.closest("tr"));
  box?.click();
}

function places() {
  return new Map(all("[data-key]").map((line) => [line.dataset.key, line]));
}

function keys() {
  let first = "";
  document.addEventListener("keydown", (event) => {
    const sheet = document.getElementById("palette");
    if (sheet && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sheet.togglePopover();
      return;
    }
    const off = document.documentElement.dataset.keys === "off";
    if (off || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const known = places();
    const both = first ? `${first} ${event.key}` : event.key;
    first = "";
    if (known.has(both)) known.get(both).click();
    else if (event.key === "/" && sheet) sheet.showPopover();
    else if (event.key === "?") document.getElementById("keys")?.togglePopover();
    else if (event.key === "j") row(1);
    else if (event.key === "k") row(-1);
    else if (event.key === "x") tick();
    else {
      if ([...known.keys()].some((key) => key.startsWith(`${event.key} `))) first = event.key;
      return;
    }
    event.preventDefault();
  });
}

// ── What was loaded, by the page or by htmx ───────────────────────────────────────────────────
function furnish(within) {
  all("[data-errors]", within).forEach(errorSummary);
  all("form[data-most]", within).forEach(bounded);  // before those that take it as sent
  all("form[data-guard]", within).forEach(guard);
  all("form[data-autosave]", within).forEach(autosave);
  all("[data-bulk]", within).forEach(bulkBar);
  all("form[data-filled]", within).forEach(filledAgain);
  all("[data-uncertain]", within).forEach(uncertain);
  all("[data-leaving]", within).forEach(leaving);
}

furnish(document);
const sheet = document.getElementById("palette");
if (sheet) palette(sheet);
keys();
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) furnish(event.detail.elt.parentElement ?? document);
});
