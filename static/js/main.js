for (const element of document.querySelectorAll("[data-module]")) {
  modules[element.dataset.module]?.(element);
}
