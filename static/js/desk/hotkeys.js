/* Keys of one page: what carries data-key is pressed, or focused where something is typed or chosen. Silent while somebody types.
   The legend names only those that do something now. */
modules.hotkeys = () => {
  const targetOf = (key) => document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  const hint = document.querySelector("[data-keys]");
  if (hint) {
    hint.hidden = false;
    for (const pair of hint.children) {
      pair.hidden = !Array.from(pair.querySelectorAll("kbd")).some((key) => targetOf(key.textContent));
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, dialog[open]")) return;
    const target = targetOf(event.key);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, select, textarea, summary")) target.focus();
    else target.click();
  });
};
