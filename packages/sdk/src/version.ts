/** Set from package.json when the bundle is built. */
declare const PACELINE_VERSION: string;

/** How a beacon names its sender. */
export const SDK_NAME = `paceline/${PACELINE_VERSION}`;
