"use strict";
// What an element with data-module="name" gets on top of what it does without scripts.
const modules = {};

let pressed = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressed = false), true);

// Runs once nothing is being pressed: what moves between press and release would cost the click.
function whenReleased(action) {
  if (pressed) document.addEventListener("pointerup", () => setTimeout(action), { once: true });
  else setTimeout(action);
}
