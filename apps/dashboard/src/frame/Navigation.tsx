import { Link, useRouter, useRouterState } from "@tanstack/react-router";
import { elsewhere } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./Navigation.module.css";
import { destinations, isWithin } from "./screen.ts";

/** The screens: a column beside them where there is room, else a bar under the thumb. */
export function Navigation({ view }: { view: View }) {
  const router = useRouter();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav className={styles.navigation} aria-label="Screens">
      <ul className={styles.list}>
        {destinations(router).map(({ path: to, title, navigation: { short = title, icon } }) => (
          <li key={to}>
            <Link
              className={styles.link}
              to={to as "/"}
              search={elsewhere(view)}
              activeProps={{}}
              aria-current={isWithin(path, to) ? "page" : undefined}
            >
              <svg className={styles.icon} viewBox="0 0 20 20" aria-hidden="true">
                <path d={icon} />
              </svg>
              <span className={styles.title}>{title}</span>
              <span className={styles.short} aria-hidden="true">
                {short}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
