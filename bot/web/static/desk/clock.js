// Keeps "waiting 3 min" and the rings true between two fetches, by the server's clock.

export function startClock(words, onExpired) {
  const units = words.units.split(",");
  const ahead = Date.parse(words.now) - Date.now();
  const told = new Set();

  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return `${s} ${units[0]}`;
    if (s < 3600) return `${Math.floor(s / 60)} ${units[1]}`;
    if (s < 72 * 3600) return `${Math.floor(s / 3600)} ${units[2]}`;
    return `${Math.floor(s / 86400)} ${units[3]}`;
  }

  function write(node, words) {
    if (node.textContent !== words) node.textContent = words;
  }

  function tick() {
    const now = Date.now() + ahead;
    for (const node of document.querySelectorAll("time[data-since]")) {
      write(node, span(now - Date.parse(node.dateTime)));
    }
    for (const node of document.querySelectorAll("time[data-until-text]")) {
      write(node, span(Date.parse(node.dateTime) - now));
    }
    for (const ring of document.querySelectorAll(".ring[data-until]")) turn(ring, now);
  }

  function turn(ring, now) {
    const left = Date.parse(ring.dataset.until) - now;
    const share = Math.min(1, Math.max(0, left / 1000 / Number(ring.dataset.span)));
    const drawn = `${(share * 100).toFixed(1)} 100`;
    const arc = ring.querySelector(".ring-left");
    if (arc.getAttribute("stroke-dasharray") !== drawn) arc.setAttribute("stroke-dasharray", drawn);
    ring.classList.toggle("late", share < 0.1);
    if (left > 0 || told.has(ring.dataset.until)) return;
    told.add(ring.dataset.until); // a window shut: ask once what that changed
    onExpired();
  }

  setInterval(tick, 1000);
}
