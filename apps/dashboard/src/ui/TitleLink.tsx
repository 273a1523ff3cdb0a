import type { ReactNode } from "react";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import type { View } from "../view/view.ts";
import styles from "./TitleLink.module.css";

/** A panel's title that leads to the screen with more about it. */
export function TitleLink(link: {
  to: string;
  params?: Readonly<Record<string, string>>;
  view?: Partial<View>;
  children: ReactNode;
}) {
  return <ScreenLink {...link} className={styles.link} />;
}
