// The phone: one fan's chat with the account, kept up to date over one socket.

import { Backstage } from "./backstage.js";
import { Drawer } from "./bubbles.js";
import { make } from "./elements.js";
import { emojiButtons } from "./emojis.js";
import { FanList, fanUrl } from "./fans.js";
import { MenuBar } from "./menu.js";
import { Sheets } from "./sheets.js";
import { Wire } from "./wire.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
const { words, root, lang } = setup;
const $ = (id) => document.getElementById(id);
const TIME_LINE_AFTER_MS = 5 * 60 * 1000;
const TYPING_SHOWN_MS = 15 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const page = {
  fan: null, fans: [], keyboard: true, boot: "", seq: 0,
  socket: null, lastAt: 0, patience: 500,
};

// ---------------------------------------------------------------- acting

async function act(name, body) {
  try {
    const response = await fetch(`${root}/do/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Simulator": "1" },
      body: JSON.stringify({ fan: page.fan, ...body }),
    });
    const told = await response.json();
    if (!response.ok) say(told.error ?? words.failed);
    return response.ok ? told : null;
  } catch {
    say(words.failed);
    return null;
  }
}

let toastTimer = 0;
function say(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 2600);
}

function enlarge(source) {
  const viewer = $("viewer");
  viewer.querySelector("img").src = source;
  viewer.showModal();
}

const drawer = new Drawer(setup, act, enlarge);
const sheets = new Sheets(setup, act, say);
const backstage = new Backstage(setup, act, say, sheets);
const menuBar = new MenuBar(setup, act, say, sheets);
const wire = new Wire(words, clockTime, (id) => page.fans.find((fan) => fan.id === id)?.name);
const fanList = new FanList(setup, timeLine, (id, url) => {
  history.pushState(null, "", url);
  openFan(id);
});
const current = () => page.fans.find((fan) => fan.id === page.fan);

// ---------------------------------------------------------------- the chat

function clockTime(at) {
  return at.toLocaleTimeString(lang === "en" ? "en-GB" : "zh-CN",
    { hour: "2-digit", minute: "2-digit", hour12: false });
}

function timeLine(at) {
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.ceil((midnight - at) / DAY_MS);
  if (days === 0) return clockTime(at);
  if (days === 1) return `${words.yesterday} ${clockTime(at)}`;
  const day = at.toLocaleDateString(lang === "en" ? "en-GB" : "zh-CN",
    { month: lang === "en" ? "short" : "long", day: "numeric" });
  return `${day} ${clockTime(at)}`;
}

function showBubble(bubble) {
  if (bubble.seq <= page.seq) return;
  page.seq = bubble.seq;
  const at = new Date(bubble.at);
  const chat = $("chat");
  if (at - page.lastAt > TIME_LINE_AFTER_MS) chat.append(make("p", "time", timeLine(at)));
  page.lastAt = at;
  chat.append(drawer.turn(bubble, current() ?? { id: page.fan, name: "?" }));
  if (bubble.side === "account") showTyping(false);
  toBottom();
}

function toBottom() {
  const chat = $("chat");
  chat.scrollTop = chat.scrollHeight;
}

/** A picture that has arrived moves what is below it; who reads further up is left there. */
$("chat").addEventListener("load", ({ target, currentTarget: chat }) => {
  const below = chat.scrollHeight - chat.clientHeight - chat.scrollTop;
  if (below < target.offsetHeight + 60) toBottom();
}, true);

let typingTimer = 0;
function showTyping(on) {
  $("title").textContent = on ? words.typing : setup.account;
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(() => showTyping(false), TYPING_SHOWN_MS);
}

function clearChat() {
  $("chat").replaceChildren();
  Object.assign(page, { seq: 0, lastAt: 0 });
}

// ---------------------------------------------------------------- fans

function showFans(fans) {
  page.fans = fans;
  const fan = current();
  const unread = fanList.show(fans, page.fan);
  $("unread").hidden = !unread;
  $("unread").textContent = String(unread);
  if (fan) showFan(fan);
}

function showFan(fan) {
  document.title = `${fan.name} · ${setup.account}`;
  $("not-following").hidden = fan.following;
  $("chat").hidden = !fan.following;
  $("foot").hidden = !fan.following;
  $("phone").classList.toggle("bare", !fan.following);
  const open = fan.window_ends_at && new Date(fan.window_ends_at) > new Date();
  $("quota").textContent = open
    ? `${words.quota} ${fan.quota_left} · ${words.quota_until} ${timeLine(new Date(fan.window_ends_at))}`
    : words.quota_none;
  toBottom();
}

function openFan(id) {
  page.fan = id;
  clearChat();
  closePanels();
  $("fans").classList.remove("open");
  $("other-lang").href = lang === "en" ? `?fan=${id}` : `?fan=${id}&lang=en`;
  connect();
}

// ---------------------------------------------------------------- menu and keyboard

function showFoot() {
  const hasMenu = Boolean(menuBar.menu);
  const keyboard = page.keyboard || !hasMenu;
  $("menu-bar").hidden = keyboard;
  $("write").hidden = !keyboard;
  $("to-menu").hidden = !hasMenu;
  closePanels();
}

function showMenu(menu) {
  menuBar.show(menu);
  showFoot();
}

function closePanels() {
  MenuBar.close();
  $("emojis").hidden = true;
  $("tools").hidden = true;
}

function toggle(panel) {
  const closed = $(panel).hidden;
  closePanels();
  $(panel).hidden = !closed;
  toBottom();
}

function sized() {
  const text = $("text");
  const some = Boolean(text.value.trim());
  $("send").hidden = !some;
  $("open-more").hidden = some;
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 110)}px`;
}

function sendText() {
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  sized();
  act("text", { text });
}

// ---------------------------------------------------------------- the socket

function heard(message) {
  switch (message.type) {
    case "hello": return greeted(message);
    case "bubble": return showBubble(message.bubble);
    case "wire": return wire.show(message.entry);
    case "fans": return showFans(message.fans);
    case "menu": return showMenu(message.menu);
    case "typing": return showTyping(message.on);
    default: return undefined;
  }
}

function greeted(hello) {
  if (hello.fresh && page.boot) {
    clearChat();
    wire.clear();
  }
  page.boot = hello.boot;
  page.fans = hello.fans;
  if (!current() && hello.fans.length) {
    history.replaceState(null, "", fanUrl(hello.fans[0].id, lang));
    openFan(hello.fans[0].id);
    return;
  }
  for (const bubble of hello.bubbles) showBubble(bubble);
  showFans(hello.fans);
  showMenu(hello.menu);
  for (const entry of hello.wire) wire.show(entry);
  document.documentElement.dataset.ready = page.fan;
}

function connect() {
  page.socket?.close();
  const query = new URLSearchParams({
    fan: page.fan ?? "", after: page.seq, wire: wire.seq, boot: page.boot });
  const url = new URL(`${root}/ws?${query}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  page.socket = socket;
  socket.addEventListener("message", (event) => {
    if (socket === page.socket) heard(JSON.parse(event.data));
  });
  socket.addEventListener("open", () => {
    page.patience = 500;
    $("offline").hidden = true;
  });
  socket.addEventListener("close", () => {
    if (socket !== page.socket) return;
    $("offline").hidden = false;
    setTimeout(() => socket === page.socket && connect(), page.patience);
    page.patience = Math.min(page.patience * 2, 5000);
  });
}

// ---------------------------------------------------------------- wiring

const TOOLS = {
  photo: () => sheets.photos(),
  place: () => sheets.places(words.choose_place, (place) => act("location", place)),
  report: () => sheets.places(words.report_place,
    ({ latitude, longitude }) => act("location_report", { latitude, longitude })),
  voice: () => sheets.voice(),
  scan: () => sheets.scenes((scene, ticket) => act("scan", ticket ? { ticket } : { scene })),
  link: () => sheets.link(),
  video: () => sheets.video(),
  file: () => sheets.file(),
  miniprogram: () => sheets.program(),
  popup: () => backstage.popup(),
  events: () => backstage.events(),
  own_desk: () => backstage.desk(),
};

function listen() {
  const click = (id, chosen) => $(id).addEventListener("click", chosen);
  click("follow", () => sheets.follow());
  click("open-profile", () => current() && sheets.profile(current()));
  click("open-voice", () => sheets.voice());
  click("open-emoji", () => toggle("emojis"));
  click("open-more", () => toggle("tools"));
  click("open-wire", () => $("wire").classList.add("open"));
  click("open-faults", () => backstage.faults());
  click("close-wire", () => $("wire").classList.remove("open"));
  click("back", () => $("fans").classList.add("open"));
  click("viewer", () => $("viewer").close());
  click("to-keyboard", () => { page.keyboard = true; showFoot(); $("text").focus(); });
  click("to-menu", () => { page.keyboard = false; showFoot(); });
  click("add-fan", () => sheets.newFan(async (name) => {
    const fan = await act("fans", { name, fan: undefined });
    if (fan) {
      history.pushState(null, "", fanUrl(fan.id, lang));
      openFan(fan.id);
    }
  }));
  for (const tool of document.querySelectorAll("[data-tool]")) {
    tool.addEventListener("click", () => { closePanels(); TOOLS[tool.dataset.tool](); });
  }
  $("chat").addEventListener("click", closePanels);
  document.addEventListener("click", MenuBar.close);
  $("write").addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
  $("text").addEventListener("input", sized);
  $("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendText();
  });
  window.addEventListener("popstate", () => {
    const id = new URLSearchParams(location.search).get("fan");
    if (id && id !== page.fan) openFan(id);
  });
  $("emojis").append(...emojiButtons((sign) => { $("text").value += sign; sized(); }));
}

function tick() {
  const now = new Date();
  $("clock").textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}

listen();
tick();
setInterval(tick, 10_000);
openFan(new URLSearchParams(location.search).get("fan"));
