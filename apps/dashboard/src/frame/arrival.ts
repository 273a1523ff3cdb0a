import { useMatches, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/**
 * Says where one has come: the document's title names the screen, and after a navigation within the dashboard the
 * focus stands on the screen's heading, as it would on a page that was loaded.
 */
export function useArrival(projectKey: string | undefined): void {
  const router = useRouter();
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });

  useEffect(() => {
    document.title = [title, projectKey, "Paceline"].filter((part) => part !== undefined).join(" · ");
  }, [title, projectKey]);

  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      }),
    [router],
  );
}
