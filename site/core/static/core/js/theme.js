// Runs before the first paint: what the reader prefers, and a mark that scripts are at work.
(function (root) {
  var kept = { theme: ["light", "dark"], text: ["large", "larger"] };
  root.dataset.script = "";
  try {
    for (var name in kept) {
      var value = localStorage.getItem(name);
      if (kept[name].indexOf(value) >= 0) root.dataset[name] = value;
    }
  } catch (error) {
    // Storage may be forbidden: it is all as usual.
  }
})(document.documentElement);
