import type { Context } from "../../../schema/wire.gen";

type Device = NonNullable<Context["device"]>;

/** An Android without "mobile" is a tablet; an iPad says that it is a Mac, but is touched with several fingers. */
function device({ userAgentData: hints, userAgent, maxTouchPoints }: Navigator): Device {
  if (hints) return hints.mobile ? "mobile" : hints.platform === "Android" ? "tablet" : "desktop";
  if (/iPad|Tablet|Android(?!.*Mobi)/i.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) {
    return "tablet";
  }
  return /Mobi|iPhone|iPod/i.test(userAgent) ? "mobile" : "desktop";
}

/**
 * The product among the brands. "Chromium" stands beside every product made of it, and one brand is nonsense on
 * purpose ("Not)A;Brand"): https://wicg.github.io/ua-client-hints/#grease
 */
function brand(hints: NavigatorUAData | undefined): string | undefined {
  const brands = hints?.brands.map(({ brand }) => brand).filter((name) => !/Not.*Brand/i.test(name)) ?? [];
  const product = brands.find((name) => name !== "Chromium") ?? brands[0];
  return product?.replace(/^(Google|Microsoft) /, "");
}

/** What holds for every event of a beacon. What the browser does not tell is left out, never guessed. */
export function readContext(release: string | undefined): Context {
  const { userAgentData, connection, language } = navigator;
  return {
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || undefined,
    language: language || undefined,
    viewport: [innerWidth, innerHeight],
    device: device(navigator),
    browser: brand(userAgentData),
    os: userAgentData?.platform || undefined,
    connection: connection?.effectiveType,
    rtt: connection?.rtt,
    release,
  };
}
