// Buttons that copy the YAML beside them. Without this file they stay hidden.
const said = document.getElementById("copied");

async function copy(source) {
  if (navigator.clipboard) return navigator.clipboard.writeText(source.textContent);
  // Pages that are not served over https have no clipboard; a selection can still be copied.
  const range = document.createRange();
  range.selectNodeContents(source);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.execCommand("copy");
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(document.getElementById(button.dataset.copy));
    button.textContent = said.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = words;
      said.textContent = "";
    }, 2000);
  });
}
