// Lets the words be read first: the faces are asked for once the page is painted; from then on they are in the cache.
modules.fonts = (page) => {
  const use = () => page.classList.add("has-fonts");

  if (document.referrer.startsWith(location.origin)) use();
  else new PerformanceObserver(use).observe({ type: "paint", buffered: true });
};
