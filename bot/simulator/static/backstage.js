// The sheets for what no fan does: faults, the platform's own desk, its own events, notices.

import { check, field, form, go, row } from "./sheets.js";
import { make } from "./elements.js";

const CODES = [-1, 40001, 45009, 45011, 45015, 45047, 48001, 48002];
const WAYS = ["slow_s", "reset", "half", "html", "garbage"];
const SLOW_S = 6;

function select(label, options, names) {
  const element = make("select", "", ...options.map((value) => {
    const option = make("option", "", names(value));
    option.value = String(value);
    return option;
  }));
  return [make("label", "", label, element), element];
}

export class Backstage {
  constructor(setup, act, say, sheets) {
    this.setup = setup;
    this.words = setup.words;
    this.act = act;
    this.say = say;
    this.sheets = sheets;
  }

  /** What shall happen to the next API calls or pushes. */
  faults() {
    const { words } = this;
    const [kindLabel, kind] = select(words.fault_kind, [...WAYS, ...CODES],
      (value) => words[`fault_${value}`] ?? `errcode ${value}`);
    const [pathLabel, path] = field(words.fault_path, { value: "custom/send" });
    const [timesLabel, times] = field(words.fault_times,
      { type: "number", min: 1, max: 100, value: 1, required: true });
    const [afterLabel, after] = check(words.fault_after, false);
    const order = () => {
      const fault = { path: path.value.trim(), times: Number(times.value), after: after.checked };
      if (kind.value === "slow_s") fault.slow_s = SLOW_S;
      else if (WAYS.includes(kind.value)) fault[kind.value] = true;
      else fault.errcode = Number(kind.value);
      this.#order({ calls: [fault] });
    };
    this.sheets.open(words.faults,
      form(order, kindLabel, pathLabel, timesLabel, afterLabel, go(words.fault_order)),
      row(words.fault_repeat, "", () => this.#order({ pushes: [{ repeat: 1 }] }), "gap"),
      row(words.fault_hold, "", () => this.#order({ pushes: [{ hold: true }] })),
      row(words.fault_drop, "", () => this.#order({ drop_replies: 1 })),
      row(words.fault_none, "", () => this.#order({}), "center gap"));
  }

  async #order(faults) {
    if (await this.sheets.do("faults", { ...faults, fan: undefined })) this.say(this.words.fault_set);
  }

  /** The platform's own desk: take this fan, write, close. */
  desk() {
    const { words } = this;
    const [label, text] = field(words.desk_text, { required: true });
    const does = (act) => () => this.sheets.do("desk", { does: act });
    const take = async () => {
      this.sheets.sheet.close();
      if (await this.act("desk", { does: "online", text: words.desk_nick })) {
        this.act("desk", { does: "accept" });
      }
    };
    this.sheets.open(words.own_desk, make("p", "note", words.desk_note),
      row(words.desk_accept, "", take),
      form(() => this.sheets.do("desk", { does: "say", text: text.value.trim() }),
        label, go(words.send)),
      row(words.desk_close, "", does("close"), "gap"));
  }

  /** The platform's own events, with a sample's fields. */
  events() {
    this.sheets.open(this.words.events, ...this.setup.events.map((event) =>
      row(event, "", () => this.sheets.do("event", { event }))));
  }

  /** The question which notices the fan wants. */
  popup() {
    const { words } = this;
    const [label, ids] = field(words.popup_ids, { required: true, value: "T1 T2" });
    const answer = (accept) => this.sheets.do("popup", {
      choices: ids.value.trim().split(/\s+/).slice(0, 3).map((id) => ({ template_id: id, accept })) });
    this.sheets.open(words.popup, form(() => answer(true), label, go(words.accept)),
      row(words.reject, "", () => answer(false), "center gap"));
  }
}
