/* Tick a whole page at once, and say how many are ticked. */
modules.selection = (form) => {
  const all = form.querySelector("[data-tick-all]");
  const boxes = [...form.querySelectorAll("[name=lead]")];
  const everything = form.querySelector("[name=everything]");
  const told = form.querySelector(".several__count");

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    told.textContent = everything?.checked ? "Alle Ergebnisse" : `${ticked} ausgewählt`;
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  // A page from the browser's memory comes back with what was ticked.
  window.addEventListener("pageshow", tell);
  tell();
};
