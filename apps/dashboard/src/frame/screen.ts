import type { RegisteredRouter } from "@tanstack/react-router";

/** What a route says about its screen. */
export interface Screen {
  /** Names the screen in the document's title and in its heading. */
  title: string;
  /** Its place in the navigation; screens that one reaches from others have none. */
  navigation?: {
    /** From left to right, or from top to bottom: 10, 20, 30. */
    place: number;
    /** Where room is scarce; the title otherwise. */
    short?: string;
    /** The path of a drawing of 20 by 20, in lines. */
    icon: string;
  };
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption extends Partial<Screen> {}
}

export interface Destination extends Required<Pick<Screen, "title" | "navigation">> {
  path: string;
}

/** The screens that are in the navigation, in their order. */
export function destinations(router: RegisteredRouter): readonly Destination[] {
  return Object.values(router.routesByPath)
    .flatMap(({ fullPath, options: { staticData } }) =>
      staticData?.title === undefined || staticData.navigation === undefined
        ? []
        : { path: fullPath, title: staticData.title, navigation: staticData.navigation },
    )
    .sort((a, b) => a.navigation.place - b.navigation.place);
}

/** Whether an address is the screen's own or one below it. */
export function isWithin(path: string, screen: string): boolean {
  return path === screen || (screen !== "/" && path.startsWith(`${screen}/`));
}
