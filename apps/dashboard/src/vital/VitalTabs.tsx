import { Link } from "@tanstack/react-router";
import { vitals, type VitalName } from "../../../../schema/wire.gen.ts";
import { elsewhere } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./VitalTabs.module.css";

/** The vitals side by side; each is a link, so that it can be opened beside the others. */
export function VitalTabs({ chosen, view }: { chosen: VitalName; view: View }) {
  return (
    <nav aria-label="Vitals">
      <ul className={styles.tabs}>
        {vitals.map(({ name, column, title }) => (
          <li key={name}>
            <Link
              className={styles.tab}
              to="/vitals/$vital"
              params={{ vital: column }}
              search={{ ...elsewhere(view), vital: name }}
              activeProps={{}}
              aria-current={name === chosen ? "page" : undefined}
              title={title}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
