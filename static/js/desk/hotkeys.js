/* Keys of one page: what carries data-key is pressed, or focused where something is typed or chosen. Silent while somebody types. */
modules.hotkeys = () => {
  const hint = document.querySelector("[data-keys]");
  if (hint) hint.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, dialog[open]")) return;
    const target = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, select, textarea, summary")) target.focus();
    else target.click();
  });
};
