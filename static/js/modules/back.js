// A link back to a form leads to the form as it was left, with all that was typed.
modules.back = (link) => {
  link.addEventListener("click", (event) => {
    if (!document.referrer.startsWith(location.origin)) return;
    event.preventDefault();
    history.back();
  });
};
