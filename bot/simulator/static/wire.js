// The live feed of what goes over the wire: pushes, API calls, ordered faults.

import { make } from "./elements.js";

const SHOWN = 300;

export class Wire {
  /** `clock(date)` writes a time; `nameOf(id)` knows the fans. */
  constructor(words, clock, nameOf) {
    this.words = words;
    this.clock = clock;
    this.nameOf = nameOf;
    this.seq = 0;
    this.list = document.getElementById("wire-list");
  }

  /** One more line on top; a line that stands there already is left out. */
  show(entry) {
    if (entry.seq <= this.seq) return;
    this.seq = entry.seq;
    document.getElementById("wire-empty").hidden = true;
    this.list.prepend(this.#row(entry));
    while (this.list.children.length > SHOWN) this.list.lastChild.remove();
  }

  /** After a restart of the simulator its lines count from one again. */
  clear() {
    this.seq = 0;
    this.list.replaceChildren();
  }

  #row(entry) {
    const { words } = this;
    const facts = entry.way === "push" ? this.#pushed(entry) : this.#called(entry);
    const bad = entry.way === "push"
      ? ["none", "invalid"].includes(entry.reply) : Boolean(entry.errcode);
    const row = make("li", `${entry.way} ${bad ? "bad" : ""}`,
      make("span", "way", words[`wire_${entry.way}`]), make("code", "", entry.label),
      make("span", "ms", `${this.clock(new Date(entry.at))} · ${entry.ms} ms`),
      make("div", "facts", facts.filter(Boolean).join(" · ")));
    if (entry.fault) row.lastChild.append(" ", make("b", "fault", `${words.fault} ${entry.fault}`));
    return row;
  }

  #pushed(entry) {
    const { words } = this;
    const tries = entry.tries.map((one) => `${one.status || one.end} ${one.ms} ms`).join(" → ");
    const reply = `${words.wire_reply} ${words[`reply_${entry.reply}`] ?? entry.reply}`;
    return [this.nameOf(entry.fan), entry.mode, tries, reply, entry.encrypted && words.encrypted,
      entry.reason];
  }

  #called(entry) {
    return entry.errcode === undefined
      ? [] : [`errcode ${entry.errcode}`, entry.errcode ? entry.errmsg : ""];
  }
}
