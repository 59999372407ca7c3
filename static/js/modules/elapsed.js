// Tells with the form how long its page had been open, in milliseconds; without scripts nothing is told.
// Not after a reload or on the way back, where the text is there already. See docs/decisions/0010.
modules.elapsed = (input) => {
  const [visit] = performance.getEntriesByType("navigation");

  input.value = ""; // Firefox would bring back the last one
  if (visit?.type !== "navigate") return;
  input.form.addEventListener("submit", () => {
    input.value = Math.round(performance.now());
  });
};
