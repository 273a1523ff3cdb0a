import { dimensions, type DimensionName } from "../../../../schema/wire.gen.ts";

const countries = new Intl.DisplayNames("en", { type: "region" });
const languages = new Intl.DisplayNames("en", { type: "language" });

/** How a value of each dimension is written. Keyed by the registry: a dimension without an entry does not compile. */
const formats: Record<DimensionName, (value: string) => string> = {
  device: capitalised,
  browser: asItIs,
  os: asItIs,
  country: (code) => (/^[A-Z]{2}$/.test(code) ? named(countries, code) : code),
  language: (tag) => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? named(languages, tag) : tag),
  connection: (type) =>
    /^([2-5]g|slow-2g)$/.test(type) ? type.replace("g", "G").replace("slow-", "Slow ") : capitalised(type),
  release: asItIs,
  "navigation-type": (type) => capitalised(type.replaceAll("-", " ")),
  website: asItIs,
  bot: (bot) => (bot === "true" ? "Bots" : bot === "false" ? "People" : bot),
};

/** The server's words for an absent value and for what went over a cap. */
const special: Readonly<Record<string, string>> = { "(unknown)": "Unknown", "(other)": "Other", "": "Unknown" };

/** A value of a dimension as people say it. Values are data of strangers: what is not understood stays as it is. */
export function formatDimensionValue(dimension: DimensionName, value: string): string {
  return Object.hasOwn(special, value) ? special[value]! : formats[dimension](value);
}

/** A dimension as it is called on screen. */
export function titleOfDimension(name: DimensionName): string {
  return dimensions.find((dimension) => dimension.name === name)?.title ?? name;
}

function asItIs(value: string): string {
  return value;
}

function capitalised(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1);
}

function named(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
