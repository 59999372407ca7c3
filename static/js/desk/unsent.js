/* A button sends its own form alone. What was typed into this one meanwhile waits in the tab until the page is back:
   for the colleague who typed it, and only where nobody has changed what stood there. */
modules.unsent = (form) => {
  const place = `unsent ${form.dataset.unsent}`;
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const waiting = JSON.parse(sessionStorage.getItem(place) ?? "{}");

  sessionStorage.removeItem(place);
  for (const field of fields) {
    const { before, typed } = waiting[field.name] ?? {};
    if (before !== field.value) continue;
    field.value = typed;
    (form.closest("details") ?? {}).open = true;
  }
  document.addEventListener("submit", ({ target }) => {
    sessionStorage.removeItem(place);
    const changed = fields.filter((field) => field.value !== field.defaultValue);
    if (target === form || target.hasAttribute("data-leaves") || !changed.length) return;
    const kept = changed.map(({ name, defaultValue, value }) => [name, { before: defaultValue, typed: value }]);
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(kept)));
  });
};
