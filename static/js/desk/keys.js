/* The inbox by keyboard. The row in question is the one whose link has the focus; nothing happens while somebody types. */
modules.keys = (board) => {
  const links = () => [...board.querySelectorAll(".inbox__link")];
  const box = (link) => link?.closest("tr").querySelector("[name=lead]");
  const here = () => document.activeElement.closest?.(".inbox__row")?.querySelector(".inbox__link");
  let pendingG = false;

  board.addEventListener("focusin", () => here() && keepPlace(links(), here()));

  function step(by) {
    const all = links();
    const now = here() ? all.indexOf(here()) : placeLeft(all, by);
    const target = now < 0 ? all.at(by > 0 ? 0 : -1) : all[Math.min(Math.max(now + by, 0), all.length - 1)];
    target?.focus();
    target?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  // What is ticked, else the row with the focus.
  function withSelection(action) {
    if (!board.querySelector("[name=lead]:checked, [name=everything]:checked")) {
      const row = box(here());
      if (!row) return;
      tick(row);
    }
    action();
  }

  const tick = (found) => found?.click();
  const focus = (selector) => board.querySelector(selector)?.focus();
  const click = (selector) => board.querySelector(selector)?.click();
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    o: () => here()?.click(),
    x: () => tick(box(here())),
    e: () => withSelection(() => click("[data-key=e]")),
    a: () => withSelection(() => focus("#several-assignee")),
    s: () => withSelection(() => focus("#several-status")),
    n: () => click("[rel=next]"),
    p: () => click("[rel=prev]"),
    "/": () => focus("[type=search]"),
    "?": () => click("[data-module=help]"),
    g: () => (pendingG = true),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.target.closest?.("select, input:not([type=checkbox])")?.blur();
    const isTyping = event.target.closest?.("input:not([type=checkbox]), select, textarea, dialog[open], [contenteditable]");
    if (isTyping || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const afterG = pendingG;
    pendingG = false;
    const action = afterG && event.key === "i" ? () => click(".inbox__home") : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
};
