// Writing: Enter sends (never while an input method composes), drafts stay, "/" offers replies.

const box = () => document.getElementById("text");
const panel = () => document.getElementById("canned");
const options = () => [...(panel()?.querySelectorAll("[role=option]:not([hidden])") ?? [])];

// ---- drafts: one per conversation, kept in this tab until the server has taken the message ----

export function restoreDraft() {
  const text = box();
  if (!text) return;
  const kept = sessionStorage.getItem(`draft:${text.dataset.conversation}`);
  if (kept && !text.value) text.value = kept;
  grow(text);
}

// The same text keeps its key, so sending it again after a cut line cannot send it twice. Another
// text gets another key: the server may have taken the first, and would take this for a repeat.
export function draftKey(conversation, text) {
  const name = `attempt:${conversation}`;
  const known = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  if (known.text === text) return known.key;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(name, JSON.stringify({ key, text }));
  return key;
}

export function forgetDraft(conversation) {
  sessionStorage.removeItem(`attempt:${conversation}`);
  sessionStorage.removeItem(`draft:${conversation}`);
  const text = box();
  if (text?.dataset.conversation !== conversation) return;
  delete text.dataset.suggested;
  text.value = "";
  grow(text);
}

function grow(text) {
  text.rows = Math.min(10, Math.max(2, text.value.split("\n").length));
}

// ---- canned replies ----

function openCanned(query) {
  if (!panel()) return;
  const wanted = query.toLowerCase();
  for (const option of panel().querySelectorAll("[role=option]")) {
    const hay = `${option.dataset.keys} ${option.dataset.text}`.toLowerCase();
    option.hidden = !hay.includes(wanted);
  }
  panel().hidden = options().length === 0;
  point(options()[0]);
}

function closeCanned() {
  if (!panel() || panel().hidden) return false;
  panel().hidden = true;
  box()?.removeAttribute("aria-activedescendant");
  return true;
}

function point(option) {
  for (const other of panel().querySelectorAll("[aria-selected=true]")) {
    other.setAttribute("aria-selected", "false");
  }
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box().setAttribute("aria-activedescendant", option.id);
}

function take(option) {
  const text = box();
  text.value = option.dataset.text;
  closeCanned();
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function steer(event) {
  const shown = options();
  const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") point(shown[(at + 1) % shown.length]);
  else if (event.key === "ArrowUp") point(shown[(at - 1 + shown.length) % shown.length]);
  else if (event.key === "Enter" || event.key === "Tab") take(shown[Math.max(0, at)]);
  else return false;
  event.preventDefault();
  return true;
}

// ---- suggestions: taken into the box to be read and changed; the entry goes with what is sent ----

export function takeSuggestion(button) {
  const text = box();
  if (!button || !text) return;
  text.value = button.dataset.text;
  text.dataset.suggested = button.value;
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---- wording: what counsel would ask about, told while writing; nothing is refused ----

let asking = 0;

function judge() {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const text = box();
    if (!text) return;
    const draft = text.value;
    const form = new URLSearchParams({ csrf: text.form.elements.csrf.value, text: draft });
    let warnings = [];
    if (draft.trim()) {
      try {
        const answer = await fetch("/desk/wording", { method: "POST", body: form });
        if (answer.ok) ({ warnings } = await answer.json());
      } catch {
        return; // the line is cut: sending will tell, a hint need not
      }
    }
    const hint = document.getElementById("wording");
    if (!hint || box()?.value !== draft) return;
    hint.hidden = warnings.length === 0;
    hint.textContent = warnings.join("\n");
  }, 400);
}

// ---- keys ----

function onKey(event) {
  // 229: an input method that reports the Enter which ends its own composition.
  if (event.target.id !== "text" || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape") {
    if (!closeCanned()) event.target.blur();
    return;
  }
  if (panel() && !panel().hidden && steer(event)) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
}

function onInput(event) {
  const text = event.target;
  if (text.id !== "text") return;
  const { conversation } = text.dataset;
  if (text.value) sessionStorage.setItem(`draft:${conversation}`, text.value);
  else forgetDraft(conversation); // a new message begins, even if it says the same again
  grow(text);
  judge();
  if (/^\/[^\n]*$/.test(text.value)) openCanned(text.value.slice(1));
  else closeCanned();
}

export function startComposer() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", onInput);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#suggestions button");
    if (!button) return;
    event.preventDefault();
    takeSuggestion(button);
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#canned [role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
}
