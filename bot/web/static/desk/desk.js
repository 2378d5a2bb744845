// The desk's page: listens for event ids, fetches the parts that changed, swaps them in place.
// All HTML comes from the server; this file never builds any. Without it plain forms still work.
import { Idiomorph } from "/desk/vendor/idiomorph.esm.js";
import { startBell } from "./bell.js";
import { startClock } from "./clock.js";
import { startComposer, restoreDraft, draftKey, forgetDraft, takeSuggestion } from "./composer.js";

const body = document.body;
const live = document.getElementById("live");
const state = {
  seq: Number(body.dataset.seq),
  selected: document.getElementById("conversation").dataset.conversation,
  pointerMovedAt: 0,
};
const bell = startBell(document.getElementById("sound"), body.dataset);
const LIST_REST_MS = 1500; // the list never moves under a moving pointer
const SILENCE_MS = 75_000; // the server is heard at least every 30 s

// ---- fetching ----

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { "X-Desk": "1", ...options.headers } });
  if (answer.status === 401) location.assign("/desk/login");
  if (answer.status === 403) location.reload(); // the token is of an older log-in
  if (answer.status === 401 || answer.status === 403) throw new Error("logged out");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// One request at a time; what is asked for meanwhile becomes one more request afterwards.
function coalesced(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } catch {
      // No connection: the socket notices too, and everything is fetched when it is back.
    } finally {
      running = false;
    }
  };
}

const refreshList = coalesced(async () => {
  const resting = LIST_REST_MS - (Date.now() - state.pointerMovedAt);
  const page = await ask(`/desk/fragments/list?conversation=${state.selected}`);
  const fresh = page.getElementById("list");
  if (!fresh) return;
  announce(fresh);
  const list = document.getElementById("list");
  if (resting > 0 && list.matches(":hover")) {
    setTimeout(refreshList, resting);
    return;
  }
  morph(list, fresh);
  markSelected();
});

const refreshTalk = coalesced(async () => {
  const wanted = state.selected;
  if (!wanted) return;
  const page = await ask(`/desk/fragments/conversation/${wanted}`);
  if (wanted === state.selected) showTalk(page);
});

// ---- swapping ----

const keep = {
  beforeNodeMorphed: (old) => !(old.id === "text" && old.tagName === "TEXTAREA"),
  beforeNodeRemoved: (old) => !(old.classList?.contains("alert") && !old.dataset.read),
  beforeAttributeUpdated: (name, old) =>
    !(
      (name === "open" && old.tagName === "DETAILS") ||
      (name === "hidden" && (old.id === "canned" || old.id === "newer")) ||
      (name === "disabled" && old.type === "submit") ||
      old.closest?.("#canned")
    ),
};

function morph(old, fresh) {
  Idiomorph.morph(old, fresh, { callbacks: keep, restoreFocus: true });
}

function showTalk(page) {
  const old = document.getElementById("conversation");
  const fresh = page.getElementById("conversation");
  if (!fresh) return;
  const same = old.dataset.conversation === fresh.dataset.conversation;
  const scroll = document.getElementById("scroll");
  const atEnd = !same || !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const count = document.querySelectorAll("#messages > li").length;
  for (const id of ["conversation", "profile"]) {
    const part = page.getElementById(id);
    if (same) morph(document.getElementById(id), part);
    else document.getElementById(id).replaceWith(document.adoptNode(part));
  }
  restoreDraft();
  if (atEnd) scrollToEnd();
  else if (document.querySelectorAll("#messages > li").length > count) {
    document.getElementById("newer").hidden = false;
  }
}

function scrollToEnd() {
  const scroll = document.getElementById("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
  const newer = document.getElementById("newer");
  if (newer) newer.hidden = true;
}

function markSelected() {
  for (const row of document.querySelectorAll("a.row")) {
    if (row.dataset.conversation === state.selected) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

let waitingBefore = null;
function announce(list) {
  const ids = list.dataset.waitingIds.split(",").filter(Boolean);
  const isNew = waitingBefore !== null && ids.some((id) => !waitingBefore.has(id));
  waitingBefore = new Set(ids);
  document.title = (ids.length ? `(${ids.length}) ` : "") + body.dataset.title;
  if (!isNew) return;
  bell.ring();
  document.getElementById("arrivals").textContent = `${body.dataset.arrived} (${ids.length})`;
}

// ---- choosing ----

async function choose(id, { focus = false, push = true } = {}) {
  state.selected = id;
  body.dataset.view = id ? "conversation" : "list";
  if (push) history.pushState({}, "", id ? `/desk?conversation=${id}` : "/desk");
  markSelected();
  if (id) await refreshTalk();
  if (focus) document.getElementById("text")?.focus();
}

function rows() {
  return [...document.querySelectorAll("a.row")];
}

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.conversation === state.selected);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) visit(next);
}

function visit(row) {
  row.scrollIntoView({ block: "nearest" });
  choose(row.dataset.conversation);
}

function mostUrgent() {
  const urgent = [...document.querySelectorAll("#group-mine a.owed, #group-waiting a.row")];
  const at = urgent.findIndex((row) => row.dataset.conversation === state.selected);
  return urgent[(at + 1) % urgent.length];
}

document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  const row = event.target.closest("a.row");
  if (row && plain) {
    event.preventDefault();
    choose(row.dataset.conversation, { focus: matchMedia("(hover: hover)").matches });
  } else if (event.target.closest("a.back") && plain) {
    event.preventDefault();
    choose("");
  } else if (event.target.id === "newer") scrollToEnd();
});
document.addEventListener("scroll", (event) => {
  const box = event.target;
  if (box.id !== "scroll") return;
  if (box.scrollHeight - box.scrollTop - box.clientHeight < 80) {
    document.getElementById("newer").hidden = true;
  }
}, true);
document.getElementById("list").addEventListener("pointermove", () => {
  state.pointerMovedAt = Date.now();
});
window.addEventListener("popstate", () => {
  choose(new URLSearchParams(location.search).get("conversation") ?? "", { push: false });
});

// ---- acting ----

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.act) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  if (form.text) form.text.readOnly = true; // what is typed now would be lost with the draft
  readAlert();
  const { act } = form.dataset;
  const about = state.selected;
  const place = form.parentElement.closest("[id]").id;
  const fields = new URLSearchParams(new FormData(form));
  if (act === "reply") {
    fields.set("key", draftKey(about, form.text.value));
    if (form.text.dataset.suggested) fields.set("suggested", form.text.dataset.suggested);
  }
  try {
    const answer = await ask(form.action, {
      method: "POST", body: fields, headers: { "X-CSRF-Token": body.dataset.csrf },
    });
    if (!answer.getElementById("conversation")) throw new Error("not an answer of the desk");
    unconfirmed = false;
    if (!lostAt) say("", "");
    const refused = answer.querySelector("[role=alert]");
    if (act === "reply" && !refused) forgetDraft(about);
    if (about === state.selected) showTalk(answer);
    // The button is gone; whoever works by keyboard or ear goes on at what it showed.
    if (act === "reveal" && about === state.selected) document.getElementById(place)?.focus();
    if (act === "claim" && !refused) document.getElementById("text")?.focus();
    if (act === "reply" && !refused) scrollToEnd();
    await refreshList();
    if (act === "close" && !refused) moveOn();
  } catch {
    unconfirmed = true;
    say(body.dataset.offline, "bad");
  } finally {
    button.disabled = false;
    if (form.text) form.text.readOnly = false;
  }
});

// An alert stays through refreshes until the agent acts again.
function readAlert() {
  const alert = document.getElementById("alert");
  if (alert) alert.dataset.read = "1";
}
document.addEventListener("input", readAlert);

function moveOn() {
  const next = mostUrgent();
  if (next) choose(next.dataset.conversation, { focus: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  const text = document.getElementById("text");
  const act = {
    n: () => { const row = mostUrgent(); if (row) visit(row); },
    j: () => step(1),
    k: () => step(-1),
    r: () => (text ?? document.getElementById("claim"))?.focus(),
    e: () => document.getElementById("close")?.focus(),
    g: () => takeSuggestion(document.querySelector("#suggestions button")),
    "/": () => {
      text?.focus();
      if (text && !text.value) {
        text.value = "/";
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }
    },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- the live line ----

let socket = null;
let lostAt = 0;
let unconfirmed = false; // the last thing sent had no answer: more worth saying than a lost line
let tries = 0;
let heardAt = 0;
let timer = 0;

function say(words, kind) {
  live.textContent = words;
  live.className = `live ${kind}`;
}

function connect() {
  clearTimeout(timer);
  if (socket && socket.readyState < WebSocket.CLOSING) return;
  const address = new URL(`/desk/ws?after=${state.seq}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  heardAt = Date.now();
  socket.onopen = onOpen;
  socket.onmessage = onEvent;
  socket.onclose = onClose;
}

function onOpen() {
  tries = 0;
  body.dataset.live = "on";
  refreshList();
  if (!lostAt) return;
  lostAt = 0;
  unconfirmed = false;
  refreshTalk();
  say(body.dataset.healed, "good");
  setTimeout(() => { if (!lostAt) say("", ""); }, 5000);
}

function onEvent(message) {
  heardAt = Date.now();
  const event = JSON.parse(message.data);
  state.seq = event.id;
  if (event.type === "heartbeat") {
    if (document.querySelector(".content-bad")) refreshList(); // no event tells that it was mended
    return;
  }
  if (event.conversation_id === null || String(event.conversation_id) === state.selected) refreshTalk();
  refreshList();
}

function onClose(event) {
  if (event.target !== socket) return;
  if (event.code === 4401) {
    location.assign("/desk/login");
    return;
  }
  body.dataset.live = "off";
  lostAt ||= Date.now();
  say(unconfirmed ? body.dataset.offline : body.dataset.lost, "bad");
  if (tries > 0) refreshList(); // a refused socket does not say why; a page does (401: log in)
  const wait = Math.min(10_000, 300 * 2 ** tries++) * (0.5 + Math.random());
  clearTimeout(timer);
  timer = setTimeout(connect, wait);
}

function reconnectNow() {
  if (!socket || socket.readyState >= WebSocket.CLOSING) connect();
}
window.addEventListener("online", reconnectNow);
document.addEventListener("visibilitychange", () => { if (!document.hidden) reconnectNow(); });
setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && Date.now() - heardAt > SILENCE_MS) {
    const dead = socket;
    socket = null;
    dead.close();
    onClose({ target: null, code: 0 });
  }
}, 5000);

startClock(body.dataset, () => { refreshList(); refreshTalk(); });
startComposer();
restoreDraft();
scrollToEnd();
announce(document.getElementById("list"));
connect();
