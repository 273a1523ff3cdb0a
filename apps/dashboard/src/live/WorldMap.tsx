import { useState } from "react";
import { formatDimensionValue } from "../format/dimension.ts";
import { formatCounted } from "../format/number.ts";
import styles from "./LiveCountries.module.css";
import { levelOf } from "./levelOf.ts";
import type { LiveCountry } from "./stretch.ts";
import { height, width, worldShapes } from "./worldShapes.ts";

/** The countries, darker the more page views come from them. What it says, the list beside it says in figures. */
export function WorldMap({ countries }: { countries: readonly LiveCountry[] }) {
  const [shapes] = useState(worldShapes);
  const views = new Map(countries.map(({ country, views: count }) => [country, count]));
  const most = Math.max(0, ...views.values());
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={describe(countries)}>
      {shapes.map(({ code, path }, place) => {
        const count = (code !== null && views.get(code)) || 0;
        return (
          <path
            key={code ?? place}
            className={styles.land}
            data-level={levelOf(count, most)}
            data-country={code}
            d={path}
          >
            {count > 0 && code !== null && (
              <title>{`${formatDimensionValue("country", code)}: ${formatCounted(count, "page view")}`}</title>
            )}
          </path>
        );
      })}
    </svg>
  );
}

function describe(countries: readonly LiveCountry[]): string {
  if (countries.length === 0) return "A map of the world, without page views at present.";
  const first = countries
    .slice(0, 3)
    .map(({ country, views }) => `${formatDimensionValue("country", country)} ${views}`)
    .join(", ");
  return `A map of the world with page views from ${formatCounted(countries.length, "country", "countries")}, most from: ${first}. The list has all.`;
}
