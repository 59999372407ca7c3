// Keeps what is typed with this entry of the tab's history, so that a reload or a tab the phone put away loses nothing.
// Browsers do the same on the way back; nothing is sent, and nothing outlives the tab. See docs/decisions/0014.
modules.draft = (form) => {
  let timer;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    history.replaceState({ draft: [...new FormData(form)] }, "");
  };

  if (history.state?.draft) fillIn(form, history.state.draft);
  form.addEventListener("change", keep);
  form.addEventListener("input", () => (timer ??= setTimeout(keep, 100))); // Safari allows 100 changes in 10 seconds
  form.addEventListener("submit", () => {
    keep();
    // An error page for the same address would take this entry's place, and with it the way back.
    history.replaceState(history.state, "", "#");
  });
  addEventListener("hashchange", keep); // an entry of its own
};

function fillIn(form, draft) {
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden") continue;
    const values = draft.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
    else if (values.length) [control.value] = values;
  }
}
