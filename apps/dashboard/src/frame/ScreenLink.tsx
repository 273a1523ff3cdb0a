import { Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { elsewhere } from "../view/useView.ts";
import { readView, type View } from "../view/view.ts";

/**
 * A link to another screen that keeps the view. Where this dashboard has no such screen, what would be the link's
 * text stands there as text.
 */
export function ScreenLink({
  to,
  params = {},
  view = {},
  className,
  children,
}: {
  /** The address of the screen's route: /sessions/$sessionId */
  to: string;
  params?: Readonly<Record<string, string>>;
  /** What of the view is another there. */
  view?: Partial<View>;
  className?: string | undefined;
  children: ReactNode;
}) {
  const { routesByPath } = useRouter();
  if (!Object.hasOwn(routesByPath, to)) return children;
  return (
    <Link
      className={className}
      to={to as "/"}
      params={params}
      search={(current) => ({ ...elsewhere(readView(current)), ...view })}
    >
      {children}
    </Link>
  );
}
