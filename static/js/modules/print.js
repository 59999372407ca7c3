// Shows the button and prints the page, or only the part named in data-print (see css/print.css).
modules.print = (button) => {
  const page = document.documentElement;

  button.hidden = false;
  button.addEventListener("click", () => {
    page.dataset.print = button.dataset.print ?? "";
    window.print();
  });
  window.addEventListener("afterprint", () => {
    delete page.dataset.print;
  });
};
