// A field shown with an error loses the mark once its content has been corrected and left. It never gains one here.
modules.corrected = (field) => {
  const controls = [...field.querySelectorAll("input, select, textarea")];

  field.addEventListener("focusout", () => {
    const isCorrected = controls.some(isChanged) && controls.some(isFilled);
    if (isCorrected && controls.every((control) => control.validity.valid)) whenReleased(() => clear(field, controls));
  });
};

// From what was sent, wherever the present content comes from.
function isChanged(control) {
  return control.value !== (control.defaultValue ?? control.value) || control.checked !== control.defaultChecked;
}

function isFilled(control) {
  return ["checkbox", "radio"].includes(control.type) ? control.checked : control.value.trim() !== "";
}

function clear(field, controls) {
  field.classList.remove("field--error");
  field.querySelector(".field__error")?.remove();
  for (const element of [field, ...controls]) {
    element.removeAttribute("aria-invalid");
    const notes = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id));
    notes.length ? element.setAttribute("aria-describedby", notes.join(" ")) : element.removeAttribute("aria-describedby");
  }
}
