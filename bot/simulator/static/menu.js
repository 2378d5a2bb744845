// The account's menu under the chat, as this fan's phone holds it.

import { make } from "./elements.js";

const $ = (id) => document.getElementById(id);

export class MenuBar {
  /** `act`, `say` and `sheets` as in the page; `shown()` lays the foot out anew. */
  constructor(setup, act, say, sheets) {
    this.words = setup.words;
    this.act = act;
    this.say = say;
    this.sheets = sheets;
    this.menu = null;
  }

  /** Shows another menu, or none. */
  show(menu) {
    this.menu = menu;
    $("menu-tops").replaceChildren(...(menu?.button ?? []).map((button) => this.#top(button)));
  }

  /** Closes whatever is open above the bar. */
  static close() {
    for (const subs of document.querySelectorAll(".subs")) subs.hidden = true;
  }

  #top(button) {
    const label = make("button", "", button.name);
    label.type = "button";
    const top = make("div", "menu-top", label);
    if (!button.sub_button) {
      label.addEventListener("click", () => this.#tap(button));
      return top;
    }
    top.classList.add("has-subs");
    label.setAttribute("aria-haspopup", "true");
    const subs = make("div", "subs", ...button.sub_button.map((sub) => this.#sub(sub)));
    subs.hidden = true;
    top.append(subs);
    label.addEventListener("click", (event) => {
      event.stopPropagation();
      const closed = subs.hidden;
      MenuBar.close();
      subs.hidden = !closed;
    });
    return top;
  }

  #sub(sub) {
    const item = make("button", "", sub.name);
    item.type = "button";
    item.addEventListener("click", () => {
      MenuBar.close();
      this.#tap(sub);
    });
    return item;
  }

  #tap(button) {
    const { key, type } = button;
    switch (type) {
      case "click":
        return this.act("click", { key });
      case "view":
        if (/^https?:/.test(button.url)) window.open(button.url, "_blank", "noopener");
        return this.act("view", { url: button.url });
      case "miniprogram":
        this.say(`${this.words.miniprogram} ${button.pagepath}`);
        return this.act("view", { url: button.pagepath, event: "view_miniprogram" });
      case "location_select":
        return this.sheets.places(this.words.choose_place, (place) => this.act(type, { key, ...place }));
      case "pic_sysphoto": case "pic_photo_or_album": case "pic_weixin":
        return this.sheets.samples((name) => this.act("pictures", { key, event: type, samples: [name] }));
      case "scancode_push": case "scancode_waitmsg":
        return this.sheets.scenes((result) => this.act("click", { key, event: type, result }));
      default:
        return this.say(this.words.no_push);
    }
  }
}
