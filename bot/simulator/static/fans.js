// The list of people, each with what they last saw.

import { face } from "./bubbles.js";
import { make } from "./elements.js";

/** The address of one fan's chat in the page's language. */
export function fanUrl(id, lang) {
  const query = new URLSearchParams({ fan: id });
  if (lang === "en") query.set("lang", "en");
  return `?${query}`;
}

const seenKey = (id) => `simulator.seen.${id}`;

export class FanList {
  /** `timeLine(date)` writes a time; `chosen(id, url)` opens another chat. */
  constructor(setup, timeLine, chosen) {
    this.words = setup.words;
    this.lang = setup.lang;
    this.timeLine = timeLine;
    this.chosen = chosen;
    this.open = null;
  }

  /** Shows them all; returns how many have something unread. */
  show(fans, open) {
    this.open = open;
    const fan = fans.find((one) => one.id === open);
    if (fan?.last) localStorage.setItem(seenKey(fan.id), String(fan.last.seq));
    document.getElementById("fan-list").replaceChildren(...fans.map((one) => this.#row(one)));
    return fans.filter((one) => this.#unread(one)).length;
  }

  #preview(fan) {
    if (!fan.last) return fan.following ? "" : this.words.not_following;
    const { kind, data } = fan.last;
    if (data.text && kind !== "voice") return data.text.replace(/<[^>]+>/g, "");
    return this.words[`preview_${kind}`] ?? this.words[kind] ?? data.head ?? "";
  }

  #unread(fan) {
    if (fan.id === this.open || fan.last?.side !== "account") return false;
    return fan.last.seq > Number(localStorage.getItem(seenKey(fan.id)) ?? 0);
  }

  #row(fan) {
    const badge = face(fan);
    if (this.#unread(fan)) badge.append(make("b", "dot"));
    const when = fan.last ? make("time", "", this.timeLine(new Date(fan.last.at))) : "";
    const row = make("a", "fan-row", badge,
      make("div", "", make("p", "", fan.name, when), make("small", "", this.#preview(fan))));
    row.href = fanUrl(fan.id, this.lang);
    if (fan.id === this.open) row.setAttribute("aria-current", "page");
    row.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.chosen(fan.id, row.href);
    });
    return make("li", "", row);
  }
}
