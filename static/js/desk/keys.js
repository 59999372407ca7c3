/* The inbox by keyboard. The row in question is the one whose link has the focus; nothing happens while somebody types. */
modules.keys = (board) => {
  const links = () => [...board.querySelectorAll(".inbox__link")];
  const box = (link) => link?.closest("tr").querySelector("[name=lead]");
  const here = () => document.activeElement.closest?.(".inbox__row")?.querySelector(".inbox__link");
  let pendingG = false;

  // Back from a lead, or after a step that loaded the page anew, one goes on from where one was in the same list.
  board.addEventListener("focusin", () => {
    const place = [location.search, links().indexOf(here()), here()?.pathname];
    if (here()) sessionStorage.setItem("row", JSON.stringify(place));
  });

  function left(all, by) {
    const [list, place, lead] = JSON.parse(sessionStorage.getItem("row") ?? "[]");
    if (list !== location.search) return -1;
    const found = all.findIndex((link) => link.pathname === lead);
    if (found >= 0) return found;
    return by > 0 ? place - 1 : place; // it has left the list, and the next one stands in its place
  }

  function step(by) {
    const all = links();
    const now = here() ? all.indexOf(here()) : left(all, by);
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

  function tick(found) {
    if (found) found.click();
  }

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
