import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";

/** A country as it is drawn. */
export interface Shape {
  /** ISO 3166-1 alpha-2; what has none there is drawn without it. */
  code: string | null;
  path: string;
}

export const width = 960;
export const height = 440;

/** Where nobody looks at websites, and what is far from everything. */
const leftOut = new Set(["AQ", "TF"]);

/** The countries of the world, without Antarctica, in a drawing of 960 by 440 (Natural Earth, in the public domain). */
export function worldShapes(): readonly Shape[] {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name?: string }> }>;
  const { features } = feature(topology, topology.objects.countries);
  const shown = features.flatMap((country) => {
    const code = alpha2(country.id, country.properties.name);
    return code !== null && leftOut.has(code) ? [] : { code, country };
  });
  const projection = geoEqualEarth().fitSize([width, height], {
    type: "FeatureCollection",
    features: shown.map(({ country }) => country),
  });
  const path = geoPath(projection).digits(1);
  return shown.map(({ code, country }) => ({ code, path: path(country) ?? "" }));
}

/** The atlas has the numeric codes of ISO 3166-1; they are canonical aliases of the two letters (UTS 35), so that Intl knows them. */
export function alpha2(numeric: string | number | undefined, name: string | undefined): string | null {
  if (name === "Kosovo") return "XK";
  const region = /^\d{3}$/.test(String(numeric)) ? new Intl.Locale(`und-${numeric}`).region : undefined;
  return region !== undefined && /^[A-Z]{2}$/.test(region) ? region : null;
}
