// The page to try a question: asks without leaving the page. Without it the plain form works.
const form = document.getElementById("try");
const text = document.getElementById("text");
const result = document.getElementById("result");
const failed = document.getElementById("failed");
let latest = 0;

async function ask() {
  const mine = ++latest;
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-Desk": "1" },
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.status === 401) location.assign("/desk/login");
    if (answer.status === 403) location.reload(); // the token is of an older log-in
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return; // a later question was asked meanwhile
    result.replaceChildren(...page.body.childNodes);
    failed.hidden = true;
    text.select();
  } catch {
    failed.textContent = document.body.dataset.failed;
    failed.hidden = false;
  } finally {
    if (mine === latest) result.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  const elsewhere = event.target !== text && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "/" && elsewhere) {
    event.preventDefault();
    text.focus();
    text.select();
  }
});
