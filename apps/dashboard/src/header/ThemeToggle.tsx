import { useEffect, useState } from "react";
import styles from "./Header.module.css";
import { chooseTheme, currentTheme, type Theme } from "./theme.ts";

const icons: Record<Theme, string> = {
  light:
    "M10 3V1.5M10 18.5V17M3 10H1.5M18.5 10H17M5 5 4 4M16 16l-1-1M5 15l-1 1M16 4l-1 1M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
  dark: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z",
};

export function ThemeToggle() {
  const [theme, setTheme] = useState(currentTheme);
  const other: Theme = theme === "dark" ? "light" : "dark";

  // Until a theme is chosen here, the system's may change under us.
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => setTheme(currentTheme());
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);

  return (
    <button
      type="button"
      className={styles.theme}
      aria-label={`Change to the ${other} theme`}
      title={`Change to the ${other} theme`}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d={icons[theme]} />
      </svg>
    </button>
  );
}
