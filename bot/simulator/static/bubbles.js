// Draws what stands in a chat. Everything a gateway or a fan wrote becomes text nodes, never HTML.

import { Cards } from "./cards.js";
import { draw, link, make } from "./elements.js";

const LINK = /<a\s+([^>]*)>([\s\S]*?)<\/a>|(https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+)/gi;
const MAP = [
  ["path", { d: "M0 0h240v104H0z", fill: "#f3f0e8", stroke: "none" }],
  ["path", { d: "M150 0h90v60l-60 14z", fill: "#d5e8c9", stroke: "none" }],
  ["path", { d: "M0 84q70-24 120-8t120 4v24H0z", fill: "#bcd9ee", stroke: "none" }],
  ["path", { d: "M-4 44 244 22M70-4l18 112M160-4l-14 112M-4 70l90-4", stroke: "#fff",
    "stroke-width": "7" }],
  ["path", { d: "M-4 14l110 6 134-20", stroke: "#f6d98a", "stroke-width": "5" }],
  ["path", { d: "M120 66s-14-14-14-24a14 14 0 0 1 28 0c0 10-14 24-14 24z", fill: "#07c160",
    stroke: "#fff" }],
  ["circle", { cx: "120", cy: "42", r: "5", fill: "#fff", stroke: "none" }],
];
const WAVES = [["path", { d: "M5 10.5a3 3 0 0 1 0 3M8.5 7.5a7 7 0 0 1 0 9M12 4.5a11 11 0 0 1 0 15" }]];
const PLAY = [["circle", { cx: "12", cy: "12", r: "10", fill: "#0005" }],
  ["path", { d: "M10 8l6 4-6 4z", fill: "#fff" }]];

/** A square with the first letter of a name, always in the same colour for the same person. */
export function face(fan) {
  const tone = [...fan.id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return make("span", `face tone-${tone}`, [...fan.name][0] ?? "?");
}

function attribute(text, name) {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i").exec(text);
  if (!found) return "";
  return (found[1] ?? found[2]).replaceAll("&amp;", "&").replaceAll("&quot;", '"');
}

export class Drawer {
  /** `setup`: the page's texts and root; `act(name, body)` does something for the fan. */
  constructor(setup, act, enlarge) {
    this.words = setup.words;
    this.root = setup.root;
    this.account = setup.account;
    this.act = act;
    this.enlarge = enlarge;
    this.cards = new Cards(setup);
  }

  /** A whole turn: face, bubble, and the line below it. */
  turn(bubble, fan) {
    if (bubble.side === "system") return this.#tip(bubble);
    const said = make("div", "said", ...this.#content(bubble));
    if (bubble.data.worker) said.prepend(make("small", "worker", bubble.data.worker));
    if (bubble.data.ai) said.append(make("small", "ai", this.words.ai));
    const turn = make("div", `turn ${bubble.side}`, this.#face(bubble, fan), said);
    turn.dataset.kind = bubble.kind;
    return turn;
  }

  #tip(bubble) {
    const text = bubble.data.text ?? this.words[bubble.kind] ?? bubble.kind;
    const scene = bubble.data.scene ? ` ${bubble.data.scene}` : "";
    return make("p", `tip ${bubble.kind}`, text + scene);
  }

  #face(bubble, fan) {
    if (bubble.side === "fan") return face(fan);
    const seal = make("img", "face");
    seal.src = `${this.root}/static/account.svg`;
    seal.alt = this.account;
    return seal;
  }

  #content({ kind, data }) {
    switch (kind) {
      case "text": return [make("div", "bubble", ...this.#rich(data.text))];
      case "image": return [this.#photo(data.media_id)];
      case "video": case "shortvideo": return [this.#film(data)];
      case "voice": return this.#voice(data);
      case "location": return [this.#pin(data)];
      case "msgmenu": return [this.#choices(data)];
      default: return [this.cards.draw(kind, data) ?? make("div", "bubble", `[${kind}]`)];
    }
  }

  /** Text with its links: `<a href>`, bare addresses, and taps that send a text. */
  #rich(text) {
    const parts = [];
    let from = 0;
    for (const found of text.matchAll(LINK)) {
      parts.push(text.slice(from, found.index));
      parts.push(found[3] ? link(found[3], found[3]) ?? found[3] : this.#anchor(found[1], found[2]));
      from = found.index + found[0].length;
    }
    return [...parts, text.slice(from)].filter(Boolean);
  }

  #anchor(attributes, label) {
    const address = attribute(attributes, "href");
    if (address.startsWith("weixin://bizmsgmenu")) {
      const query = new URLSearchParams(address.split("?")[1] ?? "");
      return this.#tap(label, query.get("msgmenucontent") ?? label, query.get("msgmenuid") ?? "");
    }
    if (attribute(attributes, "data-miniprogram-appid")) {
      const chip = make("span", "tap", label);
      chip.title = `${this.words.miniprogram} ${attribute(attributes, "data-miniprogram-path")}`;
      return chip;
    }
    return link(address, label) ?? label;
  }

  #tap(label, text, menuId) {
    const button = make("button", "tap", label);
    button.type = "button";
    button.addEventListener("click", () => this.act("text", { text, menu_id: menuId }));
    return button;
  }

  #choices(data) {
    const list = make("ul", "choices");
    for (const choice of data.choices) {
      list.append(make("li", "", this.#tap(choice.content, choice.content, choice.id)));
    }
    return make("div", "bubble", ...this.#rich(data.head), list, ...this.#rich(data.tail));
  }

  #photo(mediaId) {
    const image = make("img", "photo");
    image.src = `${this.root}/pictures/${encodeURIComponent(mediaId)}`;
    image.alt = this.words.photo;
    const button = make("button", "", image);
    button.type = "button";
    button.addEventListener("click", () => this.enlarge(image.src));
    return button;
  }

  #film(data) {
    const still = data.media_id ? this.#photo(data.media_id) : make("span", "photo no-still");
    const film = make("span", "film", still, draw("0 0 24 24", PLAY));
    if (!data.title) return film;
    return make("div", "film-card", film, make("p", "", data.title));
  }

  #voice(data) {
    const seconds = data.seconds ?? 3;
    const length = Math.min(4, 1 + Math.floor(seconds / 8));
    const waves = draw("0 0 16 24", WAVES);
    const bubble = make("button", `bubble voice len-${length}`, waves, `${seconds}″`);
    bubble.type = "button";
    const heard = make("div", "heard", data.text || "…");
    heard.hidden = true;
    bubble.title = this.words.to_text;
    bubble.addEventListener("click", () => { heard.hidden = !heard.hidden; });
    return [bubble, heard];
  }

  #pin(data) {
    const place = `${data.latitude.toFixed(6)}, ${data.longitude.toFixed(6)}`;
    const [name, ...rest] = (data.label || this.words.place).split(" · ");
    return make("div", "pin", make("p", "", name), make("small", "", rest.join(" ") || place),
      draw("0 0 240 104", MAP, "map"));
  }
}
