import { Component, useEffect, type ReactNode } from "react";
import type { Client } from "./options";

type Naming = Pick<Client, "setGroup"> | undefined;

/** Names the current page as your router does: `usePageGroup(paceline, "/product/:id")`. Nothing happens without a route. */
export function usePageGroup(client: Naming, route: string | undefined): void {
  useEffect(() => {
    if (route) client?.setGroup(route);
  }, [client, route]);
}

interface BoundaryProps {
  client: Pick<Client, "reportError"> | undefined;
  /** What is shown in place of what failed. Default nothing. */
  fallback?: ReactNode;
  children?: ReactNode;
}

/** Reports what its children throw while they render, and shows the fallback in their place. */
export class ErrorBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.client?.reportError(error);
  }

  override render(): ReactNode {
    const { fallback = null, children } = this.props;
    return this.state.failed ? fallback : children;
  }
}
