// After a refused form the list of what to correct is read first.
modules.summary = (element) => {
  element.focus();
};
