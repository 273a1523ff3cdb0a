import { CopyField } from "../ui/CopyField.tsx";
import { addProjectCommand } from "./instructions.ts";
import styles from "./Onboarding.module.css";
import { WaitingFor } from "./WaitingFor.tsx";

/** A fresh installation. */
export function NoProjects() {
  return (
    <article className={styles.card}>
      <h1 className={styles.title} tabIndex={-1}>
        Add your first project
      </h1>
      <p className={styles.lead}>
        A project is what you measure: one website, or several that belong together. Run this where Paceline runs; it
        prints the project's key and the script tag for your pages.
      </p>
      <CopyField label="command that adds a project" text={addProjectCommand} />
      <WaitingFor>Waiting for the first project. This page goes on by itself.</WaitingFor>
    </article>
  );
}
