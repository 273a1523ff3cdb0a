import type { Context } from "../../../schema/wire.gen";

/**
 * What only a script can tell of the device. What it is and what runs on it the browser says in its requests' headers:
 * the server reads the client hints there, or the user agent. An iPad claims in both to be a Mac, but is touched with
 * several fingers.
 */
export function readDevice(): Partial<Context> {
  const { userAgent, maxTouchPoints, deviceMemory, hardwareConcurrency: cores } = navigator;
  return {
    device: /Macintosh/.test(userAgent) && maxTouchPoints > 1 ? "tablet" : undefined,
    screen: [screen.width, screen.height],
    deviceMemory,
    cores,
  };
}
