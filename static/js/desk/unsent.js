/* A button sends its own form alone. What was typed into this one meanwhile waits in the tab until the page is back. */
modules.unsent = (form) => {
  const place = `unsent ${form.dataset.unsent}`;
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const waiting = JSON.parse(sessionStorage.getItem(place) ?? "{}");

  sessionStorage.removeItem(place);
  for (const field of fields) field.value ||= waiting[field.name] ?? "";
  document.addEventListener("submit", ({ target }) => {
    const typed = fields.filter((field) => field.value !== field.defaultValue);
    if (target === form || !typed.length) return;
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(typed.map(({ name, value }) => [name, value]))));
  });
};
