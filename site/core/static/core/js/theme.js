// Runs before the first paint: the remembered scheme, and a mark that scripts are at work.
(function (root) {
  root.dataset.script = "";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Storage may be forbidden: the system's scheme it is.
  }
})(document.documentElement);
