import type { Context } from "../../../schema/wire.gen";

type Device = Context["device"];

/**
 * What the browser says of the device that it runs on, and an iPad, which says that it is a Mac, but is touched with
 * several fingers. Of all others the server reads the user agent.
 */
function device({ userAgentData: hints, userAgent, maxTouchPoints }: Navigator): Device {
  if (!hints) return /Macintosh/.test(userAgent) && maxTouchPoints > 1 ? "tablet" : undefined;
  // An Android without "mobile" is a tablet.
  return hints.mobile ? "mobile" : hints.platform === "Android" ? "tablet" : "desktop";
}

/**
 * The product among the brands. "Chromium" stands beside every product made of it, and one brand is nonsense on
 * purpose ("Not)A;Brand"): https://wicg.github.io/ua-client-hints/#grease
 */
function product({ brands }: NavigatorUAData): string {
  const brand = brands.map(({ brand }) => brand).find((name) => !/Not.*Brand|^Chromium$/i.test(name));
  return brand?.replace(/^(Google|Microsoft) /, "") ?? "Chromium";
}

export function readDevice(): Partial<Context> {
  const { userAgentData: hints, deviceMemory, hardwareConcurrency: cores } = navigator;
  return {
    device: device(navigator),
    browser: hints && product(hints),
    os: hints?.platform || undefined,
    screen: [screen.width, screen.height],
    deviceMemory,
    cores,
  };
}
