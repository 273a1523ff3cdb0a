// What browsers have and TypeScript's DOM library does not (yet) know. All of it is optional: ask before use.

/** https://wicg.github.io/ua-client-hints/#navigatoruadata */
interface NavigatorUAData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly mobile: boolean;
  readonly platform: string;
}

/** https://wicg.github.io/netinfo/ */
interface NetworkInformation {
  readonly effectiveType?: string;
  readonly rtt?: number;
}

interface Navigator {
  readonly userAgentData?: NavigatorUAData;
  readonly connection?: NetworkInformation;
  /** GiB, as the browser rounds it: https://www.w3.org/TR/device-memory/ */
  readonly deviceMemory?: number;
  /** https://w3c.github.io/gpc/ */
  readonly globalPrivacyControl?: boolean;
  /** https://www.w3.org/TR/tracking-dnt/ */
  readonly doNotTrack?: string | null;
}
