// Cards in the chat: articles, music, files, mini-programs, template messages and notices.

import { draw, link, make, safeUrl } from "./elements.js";

const NOTE = [["path", { d: "M9 17V5l10-2v12" }], ["circle", { cx: "6.5", cy: "17", r: "2.5" }],
  ["circle", { cx: "16.5", cy: "15", r: "2.5" }]];
const SHEET = [["path", { d: "M6 2h9l5 5v15H6z", fill: "#fff", stroke: "#c9ced6" }],
  ["path", { d: "M15 2v5h5", stroke: "#c9ced6" }], ["path", { d: "M9 12h8M9 16h6", stroke: "#8fa7c9" }]];
const LINKS = [["path", { d: "M9 15l6-6M8 11l-2 2a3.5 3.5 0 0 0 5 5l2-2M16 13l2-2a3.5 3.5 0 0 0-5-5l-2 2",
  stroke: "#576b95" }]];

function sized(bytes) {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export class Cards {
  constructor(setup) {
    this.words = setup.words;
    this.root = setup.root;
    this.account = setup.account;
  }

  /** The card of this kind, or nothing if there is none. */
  draw(kind, data) {
    switch (kind) {
      case "link": return this.#article({ ...data, picture: "" });
      case "news": return this.#news(data.articles);
      case "mpnewsarticle":
        return this.#article({ title: this.words.article, description: data.article_id, url: "" });
      case "music": return this.#music(data);
      case "file": return this.#file(data);
      case "miniprogrampage": return this.#program(data);
      case "wxcard": return this.#coupon(data);
      case "template": case "notice_card": return this.#notice(kind, data);
      default: return null;
    }
  }

  #picture(mediaId, className) {
    const image = make("img", className);
    image.alt = "";
    image.src = `${this.root}/pictures/${encodeURIComponent(mediaId)}`;
    image.addEventListener("error", () => image.remove());
    return image;
  }

  #cover(address) {
    const url = address && safeUrl(address);
    if (!url) return null;
    const image = make("img", "cover");
    image.src = url;
    image.alt = "";
    image.addEventListener("error", () => image.remove());
    return image;
  }

  #seal() {
    const mark = make("img", "mark");
    mark.src = `${this.root}/static/account.svg`;
    mark.alt = "";
    return mark;
  }

  #news(articles) {
    if (articles.length === 1) return this.#article(articles[0]);
    const [first, ...rest] = articles;
    const lead = link(first.url, "", "lead") ?? make("div", "lead");
    lead.append(this.#cover(first.picture) ?? make("span", "cover"), make("h3", "", first.title));
    return make("div", "share news", lead, ...rest.map((article) => {
      const line = link(article.url, "", "line") ?? make("div", "line");
      line.append(make("h3", "", article.title), this.#cover(article.picture) ?? this.#seal());
      return line;
    }));
  }

  #article({ title, description, url, picture }) {
    const card = link(url, "", "share") ?? make("div", "share");
    const words = [make("h3", "", title)];
    if (description) words.push(make("p", "", description));
    const cover = this.#cover(picture);
    if (cover) {
      card.append(cover, ...words);
      return card;
    }
    card.classList.add("row");
    card.append(make("div", "", ...words), this.#seal());
    return card;
  }

  #music({ title, description, url, media_id: still }) {
    const card = link(url, "", "share row music") ?? make("div", "share row music");
    card.append(this.#picture(still, "mark"),
      make("div", "", make("h3", "", title), make("p", "", description)),
      draw("0 0 24 24", NOTE, "sign"));
    return card;
  }

  #file({ title, size }) {
    return make("div", "share row file",
      make("div", "", make("h3", "", title), make("p", "", sized(size))),
      draw("0 0 26 24", SHEET, "sheet-sign"));
  }

  #program({ title, pagepath, media_id: still }) {
    const card = make("div", "share program",
      make("header", "", this.#seal(), this.account), make("h3", "", title),
      this.#picture(still, "still"),
      make("footer", "", draw("0 0 24 24", LINKS), this.words.miniprogram));
    card.title = pagepath;
    return card;
  }

  #coupon({ card_id: id }) {
    return make("div", "share row coupon", this.#seal(),
      make("div", "", make("h3", "", this.words.coupon), make("p", "", id)));
  }

  #notice(kind, { title, rows, url, pagepath }) {
    const list = make("dl", "", ...rows.flatMap(([name, value]) =>
      name ? [make("dt", "", name), make("dd", "", value)] : [make("dd", "whole", value)]));
    const card = link(url, "", "share notice") ?? make("div", "share notice");
    const head = kind === "template" ? [] : [make("header", "", this.#seal(), this.account)];
    card.append(...head, make("h3", "", title), list);
    if (url || pagepath) {
      card.append(make("footer", "", pagepath ? this.words.open_program : this.words.details,
        make("span", "", "›")));
    }
    return card;
  }
}
