// The sheets that rise from below: places, photos, voice, QR codes, following, the account.

import { make } from "./elements.js";

const LARGEST_PHOTO = 5 * 1024 * 1024;

/** A button over the whole width of a sheet. */
export function row(label, note, chosen, className = "") {
  const button = make("button", `row-button ${className}`, label);
  button.type = "button";
  if (note) button.append(make("small", "", note));
  button.addEventListener("click", chosen);
  return button;
}

export function field(label, attributes, tag = "input") {
  const input = Object.assign(document.createElement(tag), attributes);
  return [make("label", "", label, input), input];
}

export function check(label, checked) {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", checked });
  return [make("label", "check", input, label), input];
}

export function go(label) {
  const button = make("button", "go", label);
  button.type = "submit";
  return button;
}

export function form(submitted, ...children) {
  const element = make("form", "", ...children);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted();
  });
  return element;
}

export class Sheets {
  /** `act(name, body)` does something for the fan who is open; `say(text)` is a short notice. */
  constructor(setup, act, say) {
    this.setup = setup;
    this.words = setup.words;
    this.act = act;
    this.say = say;
    this.sheet = document.getElementById("sheet");
    this.sheet.addEventListener("click", (event) => {
      if (event.target === this.sheet) this.sheet.close();
    });
  }

  /** Shows a sheet; the title takes the focus. */
  open(title, ...children) {
    // The title takes the focus: an input that did would open the keyboard of a real phone.
    const head = title
      ? [Object.assign(make("h2", "", title), { tabIndex: -1, autofocus: true })] : [];
    this.sheet.replaceChildren(...head, ...children);
    this.sheet.setAttribute("aria-label", title || this.setup.account);
    this.#lay();
    this.sheet.showModal();
    this.sheet.scrollTop = 0;
  }

  /** A dialog belongs to the window: lays it over the phone's screen, wherever that stands. */
  #lay() {
    const phone = document.getElementById("phone").getBoundingClientRect();
    Object.assign(this.sheet.style, {
      left: `${phone.left}px`, width: `${phone.width}px`,
      bottom: `${window.innerHeight - phone.bottom}px`, maxHeight: `${phone.height * 0.82}px` });
  }

  /** Closes the sheet and acts for the fan. */
  do(name, body) {
    this.sheet.close();
    return this.act(name, body);
  }

  /** The list of places with a search, and free coordinates. */
  places(title, chosen) {
    const { words } = this;
    const pick = (latitude, longitude, label) => {
      this.sheet.close();
      chosen({ latitude, longitude, label });
    };
    const rows = this.setup.places.map((place) => {
      const name = this.setup.lang === "en" ? place.en : place.zh;
      const button = row(name, place.address, () =>
        pick(place.latitude, place.longitude, `${place.zh} · ${place.address}`));
      button.dataset.words = `${place.zh} ${place.en} ${place.address}`.toLowerCase();
      return button;
    });
    const [searchLabel, search] = field("", { type: "search", placeholder: words.search_place });
    search.setAttribute("aria-label", words.search_place);
    search.addEventListener("input", () => {
      for (const button of rows) {
        button.hidden = !button.dataset.words.includes(search.value.trim().toLowerCase());
      }
    });
    const number = { type: "number", step: "any", required: true };
    const [latLabel, lat] = field(words.latitude, { ...number, min: -90, max: 90 });
    const [lngLabel, lng] = field(words.longitude, { ...number, min: -180, max: 180 });
    const free = form(() => pick(Number(lat.value), Number(lng.value), ""),
      make("div", "pair", latLabel, lngLabel, go(words.send)));
    this.open(title, form(() => {}, searchLabel), ...rows, make("p", "note", words.free_place), free);
  }

  /** The sample photos alone, for a menu button. */
  samples(chosen) {
    this.open(this.words.choose_photo, this.#samples((name) => {
      this.sheet.close();
      chosen(name);
    }));
  }

  #samples(chosen) {
    const { words, setup } = this;
    return make("div", "photos", ...setup.samples.map((name) => {
      const image = Object.assign(make("img"), {
        src: `${setup.root}/static/pictures/${name}.png`, alt: "" });
      const button = make("button", "", image, words[name]);
      button.type = "button";
      button.addEventListener("click", () => chosen(name));
      return button;
    }));
  }

  /** Three sample photos, one of the visitor's own, or one that is not what it says. */
  photos() {
    const { words } = this;
    const picker = Object.assign(document.createElement("input"), {
      type: "file", accept: "image/png,image/jpeg,image/gif", hidden: true });
    picker.addEventListener("change", () => this.#own(picker.files[0]));
    this.open(words.choose_photo, this.#samples((name) => this.do("image", { sample: name })),
      picker, row(words.own_photo, "", () => picker.click(), "center gap"),
      row(words.expired_photo, words.expired_note,
        () => this.do("image", { sample: "bag", expired: true })),
      row(words.wrong_photo, words.wrong_note,
        () => this.do("image", { content: btoa("no picture"), unchecked: true })));
  }

  #own(file) {
    if (!file) return;
    if (file.size > LARGEST_PHOTO) {
      this.say(this.words.too_large);
      return;
    }
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      this.do("image", { content: String(reader.result).split(",")[1] });
    });
    reader.readAsDataURL(file);
  }

  /** What the fan says, how long it takes, and whether the platform understands it. */
  voice() {
    const { words } = this;
    const [textLabel, text] = field(words.voice_text, { rows: 2 }, "textarea");
    const [secondsLabel, seconds] = field(words.voice_seconds,
      { type: "number", min: 1, max: 60, value: 3, required: true });
    const [knownLabel, known] = check(words.voice_recognised, true);
    this.open(words.voice, form(() => this.do("voice", {
      text: text.value.trim(), seconds: Number(seconds.value), recognised: known.checked }),
    textLabel, secondsLabel, knownLabel, go(words.send)));
    text.focus();
  }

  /** QR codes that the account made, those of shops and posters, or any other scene value. */
  async scenes(chosen) {
    const { words, setup } = this;
    const pick = (scene, ticket) => {
      this.sheet.close();
      chosen(scene, ticket);
    };
    const made = await this.#codes();
    const [label, scene] = field(words.own_scene, { required: true, maxLength: 64 });
    this.open(words.choose_scene,
      ...setup.scenes.map((item) => row(item[setup.lang], item.scene, () => pick(item.scene))),
      ...made.map((code) => row(code.scene, words.made_code, () => pick(code.scene, code.ticket))),
      form(() => pick(scene.value.trim()), label, go(words.ok)));
  }

  async #codes() {
    try {
      return (await (await fetch(`${this.setup.root}/do/codes`)).json()).items;
    } catch {
      return [];
    }
  }

  /** A page shared into the chat. */
  link() {
    const { words } = this;
    const [titleLabel, title] = field(words.link_title, { required: true });
    const [urlLabel, url] = field(words.link_url, {
      type: "url", required: true, placeholder: "https://" });
    this.open(words.link, form(
      () => this.do("link", { title: title.value.trim(), url: url.value.trim() }),
      titleLabel, urlLabel, go(words.send)));
  }

  /** A film, or a short one taken in the chat. */
  video() {
    const { words } = this;
    this.open(words.video, row(words.video, "", () => this.do("video", {})),
      row(words.shortvideo, "", () => this.do("video", { short: true })));
  }

  /** A file from the phone. */
  file() {
    const { words } = this;
    const [label, title] = field(words.file_name, { required: true, value: words.file_sample });
    this.open(words.file, form(() => this.do("file", { title: title.value.trim() }),
      label, go(words.send)));
  }

  /** A mini-program's page shared into the chat. */
  program() {
    const { words } = this;
    const [label, title] = field(words.link_title, { required: true, value: words.program_sample });
    const [pageLabel, page] = field(words.program_page, {
      required: true, value: "pages/product?id=1" });
    this.open(words.miniprogram, form(() => this.do("miniprogrampage", {
      title: title.value.trim(), pagepath: page.value.trim() }), label, pageLabel, go(words.send)));
  }

  /** How the fan comes to the account. */
  follow() {
    const { words } = this;
    const by = (source) => row(words[`source_${source}`], "", () => this.do("follow", { source }));
    this.open(words.follow_how, by("search"), by("card"), by("article"),
      by("miniprogram"), by("channels"), by("ad"),
      row(words.source_qr, "", () => {
        this.sheet.close();
        this.scenes((scene, ticket) => (ticket
          ? this.act("scan", { ticket }) : this.act("follow", { source: "qr", scene })));
      }));
  }

  /** The account's own page: receiving switch, following, unfollowing. */
  profile(fan) {
    const { words, setup } = this;
    const seal = Object.assign(make("img"), { src: `${setup.root}/static/account.svg`, alt: "" });
    const who = make("div", "who", seal, make("div", "",
      make("strong", "", setup.account), make("small", "", words.service_account)));
    if (!fan.following) {
      this.open("", who, row(words.follow, "", () => {
        this.sheet.close();
        this.follow();
      }, "center gap"));
      return;
    }
    const [label, receive] = check(words.receive, fan.receiving);
    receive.addEventListener("change", () => this.act("set_receiving", { on: receive.checked }));
    this.open("", who, form(() => {}, label, make("small", "", words.receive_note)),
      row(words.refresh_menu, words.refresh_menu_note, () => this.do("enter", {}), "gap"),
      row(words.unfollow, "", () => this.#unfollow(), "center danger gap"),
      row(words.close, "", () => this.sheet.close(), "center gap"));
  }

  #unfollow() {
    const { words } = this;
    this.sheet.close();
    this.open("", make("p", "note", words.confirm_unfollow),
      row(words.unfollow, "", () => this.do("unfollow", {}), "center danger"),
      row(words.cancel, "", () => this.sheet.close(), "center gap"));
  }

  /** A new person with a phone. */
  newFan(named) {
    const { words } = this;
    const [label, name] = field(words.new_fan_name, { required: true, maxLength: 32 });
    this.open(words.add_fan, form(() => {
      this.sheet.close();
      named(name.value.trim());
    }, label, go(words.ok)));
    name.focus();
  }
}
