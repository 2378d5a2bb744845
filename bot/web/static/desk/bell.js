// A soft two-note bell when somebody new waits. Browsers allow sound only after a first gesture.

export function startBell(button, words) {
  let sound = null;
  let muted = localStorage.getItem("desk-muted") === "1";

  function show() {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!muted));
    button.textContent = muted ? words.soundOff : words.soundOn;
  }

  function wake() {
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume();
  }

  function note(hertz, after_s) {
    const at = sound.currentTime + after_s;
    const tone = sound.createOscillator();
    const loudness = sound.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.18, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(loudness).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }

  function ring() {
    document.body.dataset.rang = String(Number(document.body.dataset.rang ?? 0) + 1);
    if (muted || sound?.state !== "running") return;
    note(784, 0);
    note(1047, 0.16);
  }

  button.addEventListener("click", () => {
    muted = !muted;
    localStorage.setItem("desk-muted", muted ? "1" : "0");
    show();
    if (!muted) ring();
  });
  for (const gesture of ["pointerdown", "keydown"]) {
    document.addEventListener(gesture, wake, { once: true });
  }
  show();
  return { ring };
}
