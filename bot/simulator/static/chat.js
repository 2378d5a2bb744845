// The phone: one fan's chat with the account, kept up to date over one socket.

import { Drawer, face, make } from "./bubbles.js";
import { Sheets } from "./sheets.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
const { words, root, lang } = setup;
const $ = (id) => document.getElementById(id);
const TIME_LINE_AFTER_MS = 5 * 60 * 1000;
const TYPING_SHOWN_MS = 15 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const WIRE_SHOWN = 300;
const EMOJIS = [..."😀😄😁😆😅🤣😊🙂😉😌😍🥰😘😋😎🤩🥳😏😒😔😢😭😤😡🤔🤗🤫😴😷🙏👍👎👏🙌💪👌✌️🤝❤️💛💚💙💜🖤💔🎁🎂🌹💐👜👠👗💍⌚🛍️✨🔥☕"]
  .reduce((list, sign) => {
    if (sign === "\ufe0f") list.push(list.pop() + sign);
    else list.push(sign);
    return list;
  }, []);

const page = {
  fan: null, fans: [], menu: null, keyboard: true, boot: "", seq: 0, wire: 0,
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

function preview(fan) {
  if (!fan.last) return fan.following ? "" : words.not_following;
  const { kind, data } = fan.last;
  if (data.text && kind !== "voice") return data.text.replace(/<[^>]+>/g, "");
  return words[`preview_${kind}`] ?? words[kind] ?? data.head ?? "";
}

const seenKey = (id) => `simulator.seen.${id}`;
function isUnread(fan) {
  if (fan.id === page.fan || fan.last?.side !== "account") return false;
  return fan.last.seq > Number(localStorage.getItem(seenKey(fan.id)) ?? 0);
}

function fanUrl(id) {
  const query = new URLSearchParams({ fan: id });
  if (lang === "en") query.set("lang", "en");
  return `?${query}`;
}

function fanRow(fan) {
  const badge = face(fan);
  if (isUnread(fan)) badge.append(make("b", "dot"));
  const when = fan.last ? make("time", "", timeLine(new Date(fan.last.at))) : "";
  const row = make("a", "fan-row", badge,
    make("div", "", make("p", "", fan.name, when), make("small", "", preview(fan))));
  row.href = fanUrl(fan.id);
  if (fan.id === page.fan) row.setAttribute("aria-current", "page");
  row.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", row.href);
    openFan(fan.id);
  });
  return make("li", "", row);
}

function showFans(fans) {
  page.fans = fans;
  const fan = current();
  if (fan?.last) localStorage.setItem(seenKey(fan.id), String(fan.last.seq));
  $("fan-list").replaceChildren(...fans.map(fanRow));
  const unread = fans.filter(isUnread).length;
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
  const hasMenu = Boolean(page.menu);
  const keyboard = page.keyboard || !hasMenu;
  $("menu-bar").hidden = keyboard;
  $("write").hidden = !keyboard;
  $("to-menu").hidden = !hasMenu;
  closePanels();
}

function showMenu(menu) {
  page.menu = menu;
  $("menu-tops").replaceChildren(...(menu?.button ?? []).map(menuTop));
  showFoot();
}

function menuTop(button) {
  const label = make("button", "", button.name);
  label.type = "button";
  const top = make("div", "menu-top", label);
  if (!button.sub_button) {
    label.addEventListener("click", () => tapMenu(button));
    return top;
  }
  top.classList.add("has-subs");
  label.setAttribute("aria-haspopup", "true");
  const subs = make("div", "subs", ...button.sub_button.map((sub) => {
    const item = make("button", "", sub.name);
    item.type = "button";
    item.addEventListener("click", () => {
      closeSubs();
      tapMenu(sub);
    });
    return item;
  }));
  subs.hidden = true;
  top.append(subs);
  label.addEventListener("click", (event) => {
    event.stopPropagation();
    const closed = subs.hidden;
    closeSubs();
    subs.hidden = !closed;
  });
  return top;
}

function closeSubs() {
  for (const subs of document.querySelectorAll(".subs")) subs.hidden = true;
}

function tapMenu(button) {
  switch (button.type) {
    case "view":
      if (/^https?:/.test(button.url)) window.open(button.url, "_blank", "noopener");
      return act("view", { url: button.url });
    case "miniprogram":
      say(`${words.miniprogram} ${button.pagepath}`);
      return act("view", { url: button.pagepath, event: "view_miniprogram" });
    case "location_select":
      return sheets.places(false);
    case "pic_sysphoto": case "pic_photo_or_album": case "pic_weixin":
      return sheets.photos();
    case "scancode_push": case "scancode_waitmsg":
      return act("click", { key: button.key, event: button.type });
    default:
      return act("click", { key: button.key });
  }
}

function closePanels() {
  closeSubs();
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

// ---------------------------------------------------------------- the wire

function wireRow(entry) {
  const push = entry.way === "push";
  const bad = push ? ["none", "invalid"].includes(entry.reply) : entry.errcode !== 0;
  const name = page.fans.find((fan) => fan.id === entry.fan)?.name;
  const facts = push
    ? [name, entry.mode, entry.tries.map((one) => `${one.status || one.end} ${one.ms} ms`).join(" → "),
      `${words.wire_reply} ${words[`reply_${entry.reply}`] ?? entry.reply}`,
      entry.encrypted && words.encrypted, entry.reason]
    : [`errcode ${entry.errcode}`, entry.errcode ? entry.errmsg : ""];
  const row = make("li", `${entry.way} ${bad ? "bad" : ""}`,
    make("span", "way", push ? words.wire_push : words.wire_api), make("code", "", entry.label),
    make("span", "ms", `${clockTime(new Date(entry.at))} · ${entry.ms} ms`),
    make("div", "facts", facts.filter(Boolean).join(" · ")));
  return row;
}

function showWire(entry) {
  if (entry.seq <= page.wire) return;
  page.wire = entry.seq;
  $("wire-empty").hidden = true;
  const list = $("wire-list");
  list.prepend(wireRow(entry));
  while (list.children.length > WIRE_SHOWN) list.lastChild.remove();
}

// ---------------------------------------------------------------- the socket

function heard(message) {
  switch (message.type) {
    case "hello": return greeted(message);
    case "bubble": return showBubble(message.bubble);
    case "wire": return showWire(message.entry);
    case "fans": return showFans(message.fans);
    case "menu": return showMenu(message.menu);
    case "typing": return showTyping(message.on);
    default: return undefined;
  }
}

function greeted(hello) {
  if (hello.fresh && page.boot) {
    clearChat();
    page.wire = 0;
    $("wire-list").replaceChildren();
  }
  page.boot = hello.boot;
  page.fans = hello.fans;
  if (!current() && hello.fans.length) {
    history.replaceState(null, "", fanUrl(hello.fans[0].id));
    openFan(hello.fans[0].id);
    return;
  }
  for (const bubble of hello.bubbles) showBubble(bubble);
  showFans(hello.fans);
  showMenu(hello.menu);
  for (const entry of hello.wire) showWire(entry);
  document.documentElement.dataset.ready = page.fan;
}

function connect() {
  page.socket?.close();
  const query = new URLSearchParams({
    fan: page.fan ?? "", after: page.seq, wire: page.wire, boot: page.boot });
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
  place: () => sheets.places(false),
  report: () => sheets.places(true),
  voice: () => sheets.voice(),
  scan: () => sheets.scenes((scene) => act("scan", { scene })),
  link: () => sheets.link(),
};

function listen() {
  const click = (id, chosen) => $(id).addEventListener("click", chosen);
  click("follow", () => sheets.follow());
  click("open-profile", () => current() && sheets.profile(current()));
  click("open-voice", () => sheets.voice());
  click("open-emoji", () => toggle("emojis"));
  click("open-more", () => toggle("tools"));
  click("open-wire", () => $("wire").classList.add("open"));
  click("close-wire", () => $("wire").classList.remove("open"));
  click("back", () => $("fans").classList.add("open"));
  click("viewer", () => $("viewer").close());
  click("to-keyboard", () => { page.keyboard = true; showFoot(); $("text").focus(); });
  click("to-menu", () => { page.keyboard = false; showFoot(); });
  click("add-fan", () => sheets.newFan(async (name) => {
    const fan = await act("fans", { name, fan: undefined });
    if (fan) {
      history.pushState(null, "", fanUrl(fan.id));
      openFan(fan.id);
    }
  }));
  for (const tool of document.querySelectorAll("[data-tool]")) {
    tool.addEventListener("click", () => { closePanels(); TOOLS[tool.dataset.tool](); });
  }
  $("chat").addEventListener("click", closePanels);
  document.addEventListener("click", closeSubs);
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
  $("emojis").append(...EMOJIS.map((sign) => {
    const button = make("button", "", sign);
    button.type = "button";
    button.addEventListener("click", () => { $("text").value += sign; sized(); });
    return button;
  }));
}

function tick() {
  const now = new Date();
  $("clock").textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}

listen();
tick();
setInterval(tick, 10_000);
openFan(new URLSearchParams(location.search).get("fan"));
