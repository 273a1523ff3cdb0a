// Sets the theme chosen earlier before anything is painted. Without a choice the system's preference holds.
(function () {
  try {
    var chosen = localStorage.getItem("paceline.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (e) {
    // Storage can be forbidden; the system's preference holds then.
  }
})();
