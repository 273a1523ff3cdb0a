export type Theme = "light" | "dark";

/** Read by public/theme.js too, before the first paint. */
const storageKey = "paceline.theme";

/** The theme on screen: the one chosen, else the system's. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Shows a theme from now on. Where storage is forbidden, the choice lasts until the page is left. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // The choice has been made visible; keeping it is a courtesy.
  }
}
