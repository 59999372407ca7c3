/* A button that shows a <dialog>, and the button in it that closes it again. */
modules.help = (button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
};
