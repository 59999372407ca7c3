/* An export that shows how far it has come. The link works by itself: it also takes over where a list is too long to be held here. */
modules.download = (line) => {
  const link = line.querySelector("a");
  const told = line.querySelector("[role=status]");
  const number = new Intl.NumberFormat("de-DE");
  let isRunning = false;

  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isRunning) return;
    isRunning = true;
    try {
      await load();
    } catch {
      told.textContent = "Der Export brach ab. Versuchen Sie es noch einmal.";
    }
    isRunning = false;
  });

  async function load() {
    const answer = await fetch(link.href, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    const total = Number(answer.headers.get("X-Total") ?? NaN);
    if (Number.isNaN(total)) {
      await answer.body.cancel();
      told.textContent = "Sehr lange Liste: Der Browser zeigt den Fortschritt.";
      location.assign(link.href);
      return;
    }
    const parts = await received(answer.body.getReader(), total);
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
    const saved = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob(parts)), download: name });
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 10_000);
    told.textContent = `${number.format(total)} von ${number.format(total)} exportiert`;
  }

  // A row ends with CR LF and nothing else does; the head is one, too.
  async function received(reader, total) {
    const parts = [];
    let rows = -1;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      for (const sign of part.value) if (sign === 13) rows += 1;
      told.textContent = `${number.format(rows)} von ${number.format(total)}`;
    }
    return parts;
  }
};
